using System.Threading;
using LossGen.Generators.Emission.Members;
using LossGen.Generators.Planning;
using LossGen.Generators.Specification;
using LossGen.Generators.Weights;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission;

/// <summary>Writes the file of a model: its head, the types around it, the public members and the kernels.</summary>
internal static class ModelEmitter
{
    private const string GeneratorName = "LossGen.Generators";

    /// <summary>The version without the commit that the SDK appends, so that the output depends on the source alone.</summary>
    private static readonly string GeneratorVersion = typeof(ModelEmitter).Assembly.GetName().Version.ToString(3);

    /// <summary>The attribute on each generated member. On the class it would clash with that of another generator.</summary>
    public static string GeneratedCode { get; } =
        $"[global::System.CodeDom.Compiler.GeneratedCode(\"{GeneratorName}\", \"{GeneratorVersion}\")]";

    /// <summary>The text of the generated file of a model without trained weights.</summary>
    public static string Emit(ModelSpec spec, CancellationToken cancellationToken) => Emit(spec, pretrained: null, cancellationToken);

    /// <summary>The text of the generated file.</summary>
    public static string Emit(ModelSpec spec, PretrainedWeights? pretrained, CancellationToken cancellationToken)
    {
        ModelPlan plan = ModelPlan.For(spec);
        var code = new CodeWriter();
        Head(code, spec, plan);
        cancellationToken.ThrowIfCancellationRequested();
        Model(code, spec, plan, pretrained, cancellationToken);
        return code.ToString();
    }

    private static void Head(CodeWriter code, ModelSpec spec, ModelPlan plan)
    {
        string outputs = spec.Head.Task switch
        {
            ModelTask.Binary => "2 classes, one logit, sigmoid",
            ModelTask.Multiclass => $"{Number(spec.Head.Classes)} classes, softmax",
            _ => $"{Number(spec.Head.Classes)} labels, a sigmoid each",
        };
        FileFrame.Head(
            code,
            spec,
            spec.Row is null ? "[CrossEntropyModel]" : $"[CrossEntropyModel<{spec.Row.DisplayType}>]",
            $"{spec.Name}: {Number(spec.Input.Features)} {(spec.Input.Features == 1 ? "feature" : "features")}, "
            + $"{new Formulas(spec).HiddenLayers}{outputs}, {Number(spec.Layout.Count)} parameters.",
            plan.Reason);
    }

    private static void Model(
        CodeWriter code, ModelSpec spec, ModelPlan plan, PretrainedWeights? pretrained, CancellationToken cancellationToken)
    {
        var kernels = new KernelsEmitter(code, plan);
        string face = (spec.Input.IsSparse, spec.Head.Task == ModelTask.MultiLabel) switch
        {
            (false, false) => "ILabelModel",
            (false, true) => "ICrossEntropyModel",
            (true, false) => "ISparseLabelModel",
            (true, true) => "ISparseModel",
        };
        string typed = spec.Row is null ? "" : ", " + TypedMembersEmitter.Face(spec, spec.Row);

        FileFrame.Class(code, spec, $"global::LossGen.{face}<{spec.QualifiedName}>{typed}", () =>
        {
            new MembersEmitter(code, spec, KernelsEmitter.Engine, kernels.StraightPrediction, isBaked: pretrained is not null).Emit();
            if (spec.Row is not null) new TypedMembersEmitter(code, spec, spec.Row, KernelsEmitter.Engine).Emit();
            new FileMembersEmitter(code, spec).Emit();
            if (pretrained is not null) new PretrainedEmitter(code, spec, pretrained).Emit();
            cancellationToken.ThrowIfCancellationRequested();
            kernels.Emit(spec, cancellationToken);
        });
    }
}
