using System.Collections.Immutable;

namespace LossGen.Generators.Specification;

/// <summary>The one table of the members that the generator adds to a model and that take a name from the user.</summary>
/// <remarks>
/// Emission takes the head of each member from here, the clash check (LG0007) its name and signature, and the page of LG0007 its list.
/// Neither the constructors nor <c>ToString</c> are in it: they give way to the user's.
/// </remarks>
internal static class ModelMembers
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Ints = "global::System.ReadOnlySpan<int>";
    private const string Strings = "global::System.ReadOnlySpan<string>";
    private const string FloatDestination = "global::System.Span<float>";
    private const string Rows = $"global::System.ReadOnlySpan<{MemberType.Row}>";
    private const string TrainingResult = "global::LossGen.TrainingResult";
    private const string Evaluation = $"global::LossGen.{MemberType.Evaluation}";
    private const string TemperatureScaling = "global::LossGen.TemperatureScaling";

    private static readonly MemberParameter NumberRows = new(MemberType.Input, "rows");
    private static readonly MemberParameter OneRow = new(MemberType.Row, "row", IsByReference: true);
    private static readonly MemberParameter SpanOfRows = new(Rows, "rows");
    private static readonly MemberParameter AnyRows = new(MemberSpec.RowsParameter, "rows");
    private static readonly MemberParameter Label = new(MemberType.Label, "label");
    private static readonly MemberParameter Destination = new(FloatDestination, "destination");
    private static readonly MemberParameter Gradient = new(FloatDestination, "gradient");
    private static readonly MemberParameter LearningRate = new("float", "learningRate");
    private static readonly MemberParameter LossOptions = new("global::LossGen.LossOptions?", "options", "null");
    private static readonly MemberParameter Bins = new("global::LossGen.Bins", "bins");
    private static readonly MemberParameter Path = new("string", "path");
    private static readonly MemberParameter Stream = new("global::System.IO.Stream", "stream");
    private static readonly MemberParameter Training = new(TrainingResult + "?", "training", "null");

    private static readonly MemberParameter[] Run =
    [
        new("global::LossGen.TrainingOptions?", "options", "null"),
        new("global::System.IProgress<global::LossGen.TrainingProgress>?", "progress", "null"),
        new("global::System.Threading.CancellationToken", "cancellationToken", "default"),
    ];

    public static MemberSpec FeatureCount { get; } = Constant("FeatureCount");

    public static MemberSpec ClassCount { get; } = Constant("ClassCount");

    public static MemberSpec ParameterCount { get; } = Constant("ParameterCount");

    public static MemberSpec ParametersField { get; } =
        Field("private", "global::LossGen.Kernels.ModelParameters", "_parameters", MemberCondition.Always);

    public static MemberSpec Parameters { get; } = Property("public", FloatDestination, "Parameters", MemberCondition.Always);

    public static MemberSpec Scaling { get; } = Property("public", "global::LossGen.FeatureScaling?", "Scaling", MemberCondition.Always);

    public static MemberSpec Clone { get; } = Method(MemberType.Model, "Clone", MemberCondition.Always);

    public static MemberSpec CopyFrom { get; } = Method("void", "CopyFrom", MemberCondition.Always, new MemberParameter(MemberType.Model, "other"));

    public static MemberSpec Kernels { get; } =
        new(MemberKind.NestedType, "private static", "class", "Kernels", default, MemberCondition.Always);

    public static MemberSpec Logits { get; } = Method("void", "Logits", MemberCondition.Always, NumberRows, Destination);

    public static MemberSpec Probabilities { get; } = Method("void", "Probabilities", MemberCondition.Always, NumberRows, Destination);

    public static MemberSpec Predict { get; } = Method("int", "Predict", MemberCondition.Labels, new MemberParameter(MemberType.Input, "row"));

    public static MemberSpec PredictRows { get; } =
        Method("void", "Predict", MemberCondition.Labels, NumberRows, new("global::System.Span<int>", "destination"));

    /// <summary>The members that compare with the true class of each row.</summary>
    public static LearningMembers OfLabels { get; } = Learning(new(Ints, "labels"), MemberCondition.Labels);

    /// <summary>The members that compare with a target for each class or label.</summary>
    public static LearningMembers OfTargets { get; } = Learning(new(Floats, "targets"), MemberCondition.Always);

    /// <summary>The members that compare with a number for each row, through bins.</summary>
    public static MemberSpec LossOfValues { get; } = Method("double", "Loss", MemberCondition.DenseRowsWithLabels, NumberRows, Bins, new(Floats, "values"), LossOptions);

    /// <inheritdoc cref="LossOfValues"/>
    public static MemberSpec FitValues { get; } = Method(TrainingResult, "Fit", MemberCondition.DenseRowsWithLabels, [NumberRows, Bins, new(Floats, "values"), .. Run]);

    /// <summary>The size that a change of a row must reach to change its class.</summary>
    public static MemberSpec CertifiedRadius { get; } = Method("double", "CertifiedRadius", MemberCondition.DenseRowsWithLabels,
        new(Floats, "row"), new("int", "label"), new("global::LossGen.Norm", "norm"),
        new("float", "minimum", "float.NegativeInfinity"), new("float", "maximum", "float.PositiveInfinity"));

    public static MemberSpec FitBatches { get; } = Method(TrainingResult, "Fit", MemberCondition.Always,
        [new("global::System.Collections.Generic.IEnumerable<global::LossGen.TrainingBatch>", "batches"), .. Run]);

    public static MemberSpec FeatureNamesField { get; } = Field("private static", "string[]?", "_featureNames", MemberCondition.DenseRowType);

    public static MemberSpec ClassNamesField { get; } = Field("private static", "string[]?", "_classNames", MemberCondition.ClassRows);

    public static MemberSpec FeatureNames { get; } = Property("public static", Strings, "FeatureNames", MemberCondition.DenseRowType);

    public static MemberSpec ClassNames { get; } = Property("public static", Strings, "ClassNames", MemberCondition.ClassRows);

    public static MemberSpec ClassAt { get; } =
        Static(MemberType.Label, "ClassAt", MemberCondition.ClassRows, new MemberParameter("int", "index"));

    public static MemberSpec IndexOf { get; } = Static("int", "IndexOf", MemberCondition.ClassRows, Label);

    public static MemberSpec WriteFeatures { get; } = Static("void", "WriteFeatures", MemberCondition.DenseRowType, OneRow, Destination);

    public static MemberSpec FeatureName { get; } = Static("string", "FeatureName", MemberCondition.SparseRowType, new MemberParameter("int", "feature"));

    public static MemberSpec AppendFeatures { get; } =
        Static("void", "AppendFeatures", MemberCondition.SparseRowType, OneRow, new("global::LossGen.SparseRowList", "rows"));

    public static MemberSpec TypedPredict { get; } = Method(MemberType.Label, "Predict", MemberCondition.ClassRows, OneRow);

    public static MemberSpec TypedPredictRows { get; } =
        Method("void", "Predict", MemberCondition.ClassRows, SpanOfRows, new($"global::System.Span<{MemberType.Label}>", "destination"));

    public static MemberSpec Probability { get; } = Method("float", "Probability", MemberCondition.ClassRows, OneRow, Label);

    public static MemberSpec TypedProbabilities { get; } = Method("void", "Probabilities", MemberCondition.Rows, OneRow, Destination);

    public static MemberSpec TypedProbabilitiesRows { get; } =
        Method("void", "Probabilities", MemberCondition.Rows, SpanOfRows, Destination);

    public static MemberSpec TopK { get; } = Method("int", "TopK", MemberCondition.ClassRows,
        OneRow, new($"global::System.Span<global::LossGen.ClassProbability<{MemberType.Label}>>", "destination"));

    public static MemberSpec TypedLoss { get; } = Method("double", "Loss", MemberCondition.Rows, SpanOfRows, LossOptions);

    public static MemberSpec TypedFit { get; } = Method(TrainingResult, "Fit", MemberCondition.Rows, [SpanOfRows, .. Run]);

    public static MemberSpec TypedUpdate { get; } = Method("double", "Update", MemberCondition.Rows, OneRow, LearningRate);

    public static MemberSpec Evaluate { get; } = Method(Evaluation, "Evaluate", MemberCondition.ClassRows, SpanOfRows);

    public static MemberSpec FitTemperature { get; } = Method(TemperatureScaling, "FitTemperature", MemberCondition.ClassRows, SpanOfRows);

    public static MemberSpec BinsOfModel { get; } = Property("public", "global::LossGen.Bins?", "Bins", MemberCondition.NumberRows);

    public static MemberSpec PredictNumber { get; } = Method("double", "Predict", MemberCondition.NumberRows, OneRow);

    public static MemberSpec PredictNumbers { get; } =
        Method("void", "Predict", MemberCondition.NumberRows, SpanOfRows, new("global::System.Span<double>", "destination"));

    public static MemberSpec PredictQuantile { get; } = Method("double", "PredictQuantile", MemberCondition.NumberRows, OneRow, new("double", "q"));

    public static MemberSpec ProbabilityAbove { get; } = Method("double", "ProbabilityAbove", MemberCondition.NumberRows, OneRow, new("double", "value"));

    public static MemberSpec EvaluateNumbers { get; } =
        Method("global::LossGen.RegressionEvaluation", "Evaluate", MemberCondition.NumberRows, SpanOfRows, new("double", "interval", "0.9"));

    public static MemberSpec Layers { get; } =
        Property("public static", "global::System.ReadOnlySpan<global::LossGen.LayerShape>", "Layers", MemberCondition.HiddenLayers);

    public static MemberSpec Initialize { get; } =
        Method("void", "Initialize", MemberCondition.HiddenLayers, new MemberParameter("int", "seed", "0"));

    public static MemberSpec SaveToPath { get; } = Method("void", "Save", MemberCondition.Always, Path, Training);

    public static MemberSpec SaveToStream { get; } = Method("void", "Save", MemberCondition.Always, Stream, Training);

    public static MemberSpec LoadFromPath { get; } = Static(MemberType.Model, "Load", MemberCondition.Creation, Path);

    public static MemberSpec LoadFromStream { get; } = Static(MemberType.Model, "Load", MemberCondition.Creation, Stream);

    public static MemberSpec PretrainedParameters { get; } =
        Property("public static", Floats, "PretrainedParameters", MemberCondition.DenseWeights);

    public static MemberSpec PretrainedFeatures { get; } = Property("public static", Ints, "PretrainedFeatures", MemberCondition.SparseWeights);

    public static MemberSpec PretrainedValues { get; } = Property("public static", Floats, "PretrainedValues", MemberCondition.SparseWeights);

    public static MemberSpec PretrainedField { get; } =
        Field("private static", MemberType.Model + "?", "_pretrained", MemberCondition.Weights);

    public static MemberSpec Pretrained { get; } = Property("public static", MemberType.Model, "Pretrained", MemberCondition.Weights);

    /// <summary>The members that take or describe rows.</summary>
    public static IReadOnlyList<MemberSpec> OfRows { get; } =
    [
        FeatureCount, ClassCount, ParameterCount, ParametersField, Parameters, Kernels, Logits, Probabilities,
        .. OfTargets.All, LossOfValues, FitValues, CertifiedRadius, FitBatches, Predict, PredictRows, .. OfLabels.All,
        FeatureNamesField, ClassNamesField, FeatureNames, ClassNames, ClassAt, IndexOf, WriteFeatures, FeatureName, AppendFeatures,
        TypedPredict, TypedPredictRows, Probability, TypedProbabilities, TypedProbabilitiesRows, TopK,
        TypedLoss, TypedFit, TypedUpdate, Evaluate, FitTemperature,
        BinsOfModel, PredictNumber, PredictNumbers, PredictQuantile, ProbabilityAbove, EvaluateNumbers,
        ForAnyRows(TypedLoss), ForAnyRows(TypedFit), ForAnyRows(Evaluate), ForAnyRows(FitTemperature), ForAnyRows(EvaluateNumbers),
    ];

    /// <summary>All members.</summary>
    public static IReadOnlyList<MemberSpec> All { get; } =
    [
        .. OfRows, Scaling, Clone, CopyFrom, Layers, Initialize,
        SaveToPath, SaveToStream, LoadFromPath, LoadFromStream,
        PretrainedParameters, PretrainedFeatures, PretrainedValues, PretrainedField, Pretrained,
    ];

    /// <summary>The same member for rows in any collection instead of a span of them.</summary>
    public static MemberSpec ForAnyRows(MemberSpec member) =>
        member with { Parameters = new(member.Parameters.Skip(1).Prepend(AnyRows).ToImmutableArray()) };

    private static LearningMembers Learning(MemberParameter truth, MemberCondition condition) => new(
        Loss: Method("double", "Loss", condition, NumberRows, truth, LossOptions),
        LossAndGradient: Method("double", "LossAndGradient", condition, NumberRows, truth, Gradient, LossOptions),
        InputGradient: Method("double", "InputGradient", condition == MemberCondition.Labels ? MemberCondition.DenseRowsWithLabels : MemberCondition.DenseRows, NumberRows, truth, Gradient, LossOptions),
        Attack: Method("void", "Attack", condition == MemberCondition.Labels ? MemberCondition.DenseRowsWithLabels : MemberCondition.DenseRows,
            NumberRows, truth, Destination, new("global::LossGen.Adversary", "adversary"), new("int", "seed", "0")),
        Fit: Method(TrainingResult, "Fit", condition, [NumberRows, truth, .. Run]),
        Update: Method("double", "Update", condition, NumberRows, truth, LearningRate));

    private static MemberSpec Constant(string name) =>
        new(MemberKind.Constant, "public const", "int", name, default, MemberCondition.Always);

    private static MemberSpec Field(string modifiers, string type, string name, MemberCondition condition) =>
        new(MemberKind.Field, modifiers, type, name, default, condition);

    private static MemberSpec Property(string modifiers, string type, string name, MemberCondition condition) =>
        new(MemberKind.Property, modifiers, type, name, default, condition);

    private static MemberSpec Method(string type, string name, MemberCondition condition, params MemberParameter[] parameters) =>
        new(MemberKind.Method, "public", type, name, new(parameters.ToImmutableArray()), condition);

    private static MemberSpec Static(string type, string name, MemberCondition condition, params MemberParameter[] parameters) =>
        Method(type, name, condition, parameters) with { Modifiers = "public static" };
}

/// <summary>The members that compare rows with the truth about them.</summary>
internal sealed record LearningMembers(
    MemberSpec Loss, MemberSpec LossAndGradient, MemberSpec InputGradient, MemberSpec Attack, MemberSpec Fit, MemberSpec Update)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<MemberSpec> All => [Loss, LossAndGradient, InputGradient, Attack, Fit, Update];
}
