using System.Threading;
using LossGen.Generators.Emission.Fused;
using LossGen.Generators.Emission.Heads;
using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Emission.Members;
using LossGen.Generators.Planning;

namespace LossGen.Generators.Emission;

/// <summary>Writes the nested class that holds a model's kernels, and knows how the library is to run them.</summary>
internal sealed class KernelsEmitter(CodeWriter code, ModelPlan plan)
{
    private const string Layer = "Layer";
    private const string Network = "Network";
    private const string Table = "Table";
    private const string Head = "Head";
    private const string Tiles = "Tiles";
    private const string Fused = "Fused";

    /// <summary>The name of the nested class.</summary>
    private static string ClassName => ModelMembers.Kernels.Name;

    /// <summary>The name of what gives the logits.</summary>
    private string LayerName => plan.Network is not null || plan.Tiled is not null ? Network : plan.Sparse is not null ? Table : Layer;

    private string LayerType => $"{ClassName}.{LayerName}";

    /// <summary>The head: our own where classes are few, else the library's.</summary>
    private string HeadType => plan.Head.Kind switch
    {
        HeadKind.Binary => $"{KernelWriter.Library}.BinaryHead",
        HeadKind.UnrolledSoftmax => $"{ClassName}.{Head}",
        HeadKind.Softmax => $"{KernelWriter.Library}.SoftmaxHead<{LayerType}>",
        _ => $"{KernelWriter.Library}.SigmoidHead<{LayerType}>",
    };

    /// <summary>The name of the nested class that runs the kernels.</summary>
    private const string EngineName = "Engine";

    /// <summary>What the public members call: the library's engine for these kernels, under a short name.</summary>
    public static string Engine => $"{ClassName}.{EngineName}";

    /// <summary>The lines that predict one row straight from the kernels, and leave the class in <c>best</c>; none where that takes the engine.</summary>
    /// <remarks>A program's first prediction compiles all that it goes through: so it need not go through the engine and the types that make it up.</remarks>
    public IReadOnlyList<string> StraightPrediction
    {
        get
        {
            const string parameters = "_parameters, row";
            if (plan.Fused is not null) return [$"int best = {ClassName}.{Fused}.PredictRow({parameters});"];
            if (plan.Linear is not { Units: <= Budget.StraightLogits } layer || plan.Head.Kind == HeadKind.Sigmoid) return [];
            int room = Math.Max(layer.Units, Budget.LeastOnStack);
            string logits = plan.Head.Kind == HeadKind.Binary ? "logits[0]" : room == layer.Units ? "logits" : $"logits[..{CodeWriter.Number(layer.Units)}]";
            return
            [
                $"global::System.Span<float> logits = stackalloc float[{CodeWriter.Number(room)}];",
                $"{LayerType}.ForwardRow({parameters}, logits);",
                $"int best = {KernelWriter.Library}.Lanes.MostProbable({logits});",
            ];
        }
    }

    /// <summary>Writes that class.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="type">The library's type.</param>
    public static void EngineClass(CodeWriter code, string type)
    {
        code.Line("/// <summary>What checks the arguments and runs the kernels, under a short name.</summary>");
        code.Line($"public abstract class {EngineName} : {type};").Line();
    }

    /// <summary>The library's engine, for these kernels.</summary>
    private string EngineType
    {
        get
        {
            const string passes = "global::LossGen.Passes";
            if (plan.Sparse is not null)
            {
                string table = $"{ClassName}.{Table}";
                string tail = plan.Tiled is not null
                    ? $"{passes}.TiledTail<{table}, {ClassName}.{Network}, {ClassName}.{Tiles}, {HeadType}, {NetworkEmitter.ActivationType(plan.Tiled.Activation)}>"
                    : plan.Network is null ? $"{passes}.{(plan.IsRowByRow ? "RowTail" : "LinearTail")}<{table}, {HeadType}>"
                    : $"{passes}.NetworkTail<{table}, {ClassName}.{Network}, {HeadType}, {NetworkEmitter.ActivationType(plan.Network.Activation)}>";
                return $"global::LossGen.Models.SparseEngine<{passes}.SparsePass<{table}, {tail}>>";
            }

            if (plan.Tiled is not null)
            {
                string activation = plan.Tiled.Hidden.Count == 0 ? $"{KernelWriter.Library}.ReluActivation" : NetworkEmitter.ActivationType(plan.Tiled.Activation);
                return $"global::LossGen.Models.ModelEngine<{passes}.TiledPass<{ClassName}.{Network}, {ClassName}.{Tiles}, {HeadType}, {activation}>>";
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
        if (plan.Network is null && plan.Tiled is not { Hidden.Count: > 0 })
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
            EngineClass(code, EngineType);
            if (spec.Row is { } row)
            {
                var tables = new EnumTables(row);
                tables.Emit(code);
                if (row.IsSparse) new SparseRowEmitter(code, row, tables).Fields();
            }

            if (plan.Sparse is not null) SparseEmitter.Emit(code, plan.Sparse, Table);
            if (plan.Linear is not null) new LayerEmitter(code, plan.Linear).Emit(Layer);
            if (plan.Network is not null) new NetworkEmitter(code, plan.Network).Emit(Network);
            if (plan.Tiled is not null) new TiledEmitter(code, plan.Tiled).Emit(Network, Tiles);
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
