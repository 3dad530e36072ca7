using System.Threading;
using LossGen.Generators.Emission.Fused;
using LossGen.Generators.Emission.Heads;
using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Planning;

namespace LossGen.Generators.Emission;

/// <summary>Writes the nested class that holds a model's kernels, and knows how the library is to run them.</summary>
internal sealed class KernelsEmitter(CodeWriter code, ModelPlan plan)
{
    private const string Layer = "Layer";
    private const string Network = "Network";
    private const string Table = "Table";
    private const string Head = "Head";
    private const string Fused = "Fused";

    /// <summary>The name of the nested class.</summary>
    private static string ClassName => ModelMembers.Kernels.Name;

    /// <summary>The name of what gives the logits.</summary>
    private string LayerName => plan.Network is not null ? Network : plan.Sparse is not null ? Table : Layer;

    private string LayerType => $"{ClassName}.{LayerName}";

    /// <summary>The head: our own where classes are few, else the library's.</summary>
    private string HeadType => plan.Head.Kind switch
    {
        HeadKind.Binary => $"{KernelWriter.Library}.BinaryHead",
        HeadKind.UnrolledSoftmax => $"{ClassName}.{Head}",
        HeadKind.Softmax => $"{KernelWriter.Library}.SoftmaxHead<{LayerType}>",
        _ => $"{KernelWriter.Library}.SigmoidHead<{LayerType}>",
    };

    /// <summary>The engine behind the public members, for these kernels.</summary>
    public string Engine
    {
        get
        {
            const string passes = "global::LossGen.Passes";
            if (plan.Sparse is not null)
            {
                string table = $"{ClassName}.{Table}";
                string tail = plan.Network is null
                    ? $"{passes}.LinearTail<{table}, {HeadType}>"
                    : $"{passes}.NetworkTail<{table}, {ClassName}.{Network}, {HeadType}, {NetworkEmitter.ActivationType(plan.Network.Activation)}>";
                return $"global::LossGen.Models.SparseEngine<{passes}.SparsePass<{table}, {tail}>>";
            }

            string pass = plan.Network is null
                ? $"{passes}.SeparatePass<{LayerType}, {HeadType}>"
                : $"{passes}.NetworkPass<{ClassName}.{Network}, {HeadType}, {NetworkEmitter.ActivationType(plan.Network.Activation)}>";
            if (plan.Fused is not null) pass = $"{passes}.FusedPass<{pass}, {ClassName}.{Fused}>";
            return $"global::LossGen.Models.ModelEngine<{pass}>";
        }
    }

    /// <summary>Writes the class.</summary>
    /// <param name="spec">The model; the tables of values of its rows, if it has any, are written beside the kernels.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void Emit(ModelSpec spec, CancellationToken cancellationToken)
    {
        code.Line("/// <summary>The passes over a block of up to thirty-two rows, cut to this model's shape.</summary>");
        code.Line("/// <remarks>");
        if (plan.Network is null)
        {
            code.Line("/// x a row, W and b the parameters, z = W x + b the logits, p the probabilities, t the target, L the cross-entropy.");
            code.Line(plan.Sparse is null
                ? "/// The residual r = dL/dz is p − t, so dL/dW = r xᵀ, dL/db = r and dL/dx = Wᵀ r."
                : "/// The residual r = dL/dz is p − t, so dL/dw_f = x_f r for each feature of the row, and dL/db = r.");
        }
        else
        {
            code.Line("/// x a row, h0 = x, h_l = f(z_l) with z_l = W_l h_(l−1) + b_l the outputs of a hidden layer, z = W h + b of the last layer the logits,");
            code.Line("/// p the probabilities, t the target, L the cross-entropy; its residual r = dL/dz is p − t.");
        }

        code.Line($"/// {(plan.Sparse is null ? "Rows, logits" : "Logits")} and residuals of a block that lie in lanes are stored thirty-two to a {(plan.Sparse is null ? "feature or class" : "class")}.");
        code.Line("/// </remarks>");
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.Kernels.Head(MemberTypes.Of(spec))))
        {
            // An alias at the head of the file would give way to any type of that name around the model; a member of the class does not.
            code.Line("/// <summary>The library's vectors of eight floats, under a short name.</summary>");
            code.Line($"private abstract class {KernelWriter.Simd} : {KernelWriter.Library}.Lanes;").Line();
            if (plan.Linear is { HasWideTiles: true })
            {
                code.Line("/// <summary>Its vectors of sixteen.</summary>");
                code.Line($"private abstract class {KernelWriter.WideSimd} : {KernelWriter.Library}.WideVector;").Line();
            }

            if (spec.Row is not null) new EnumTables(spec.Row).Emit(code);
            if (plan.Sparse is not null) SparseEmitter.Emit(code, plan.Sparse, Table);
            if (plan.Linear is not null) new LayerEmitter(code, plan.Linear).Emit(Layer);
            if (plan.Network is not null) new NetworkEmitter(code, plan.Network).Emit(Network);
            cancellationToken.ThrowIfCancellationRequested();
            if (plan.Head.Kind == HeadKind.UnrolledSoftmax)
            {
                code.Line();
                new SoftmaxEmitter(code, plan.Head.Classes).Emit(Head, LayerName);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (plan.Fused is null) return;
            code.Line();
            new FusedEmitter(code, plan.Fused).Emit(Fused);
        }
    }
}
