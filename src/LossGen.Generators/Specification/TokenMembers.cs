using System.Collections.Immutable;

namespace LossGen.Generators.Specification;

/// <summary>The one table of the members that the generator adds to a model of the next token.</summary>
/// <remarks>Emission takes the head of each member from here, the clash check (LG0007) its name and signature.</remarks>
internal static class TokenMembers
{
    private const string Ints = "global::System.ReadOnlySpan<int>";
    private const string TrainingResult = "global::LossGen.TrainingResult";

    private static readonly MemberParameter Contexts = new(Ints, "contexts");
    private static readonly MemberParameter OneContext = new(Ints, "context");
    private static readonly MemberParameter Next = new(Ints, "next");
    private static readonly MemberParameter Tokens = new(Ints, "tokens");
    private static readonly MemberParameter Destination = new("global::System.Span<float>", "destination");
    private static readonly MemberParameter Gradient = new("global::System.Span<float>", "gradient");
    private static readonly MemberParameter LossOptions = new("global::LossGen.LossOptions?", "options", "null");

    private static readonly MemberParameter[] Run =
    [
        new("global::LossGen.TrainingOptions?", "options", "null"),
        new("global::System.IProgress<global::LossGen.TrainingProgress>?", "progress", "null"),
        new("global::System.Threading.CancellationToken", "cancellationToken", "default"),
    ];

    public static MemberSpec VocabularySize { get; } = Constant("VocabularySize");

    public static MemberSpec ContextLength { get; } = Constant("ContextLength");

    public static MemberSpec Probabilities { get; } = Method("void", "Probabilities", Contexts, Destination);

    public static MemberSpec Predict { get; } = Method("int", "Predict", OneContext);

    public static MemberSpec TopK { get; } = Method("int", "TopK", OneContext, new("global::System.Span<global::LossGen.TokenProbability>", "destination"));

    public static MemberSpec Sample { get; } = Method("int", "Sample", OneContext, new("global::System.Random", "random"), new("double", "temperature", "1"));

    public static MemberSpec Loss { get; } = Method("double", "Loss", Contexts, Next, LossOptions);

    public static MemberSpec LossOfStream { get; } = Method("double", "Loss", Tokens, LossOptions);

    public static MemberSpec LossAndGradient { get; } = Method("double", "LossAndGradient", Contexts, Next, Gradient, LossOptions);

    public static MemberSpec Fit { get; } = Method(TrainingResult, "Fit", [Contexts, Next, .. Run]);

    public static MemberSpec FitStream { get; } = Method(TrainingResult, "Fit", [Tokens, .. Run]);

    public static MemberSpec Update { get; } = Method("double", "Update", Contexts, Next, new("float", "learningRate"));

    /// <summary>Those that only models with embeddings or hidden layers have.</summary>
    public static MemberSpec Initialize { get; } = ModelMembers.Initialize;

    /// <summary>All members of a model.</summary>
    /// <param name="hasInitialValues">Whether it has embeddings or hidden layers.</param>
    /// <param name="canBeCreated">Whether <c>new</c> without arguments makes a model.</param>
    public static IEnumerable<MemberSpec> Of(bool hasInitialValues, bool canBeCreated) =>
    [
        VocabularySize, ContextLength, ModelMembers.ParameterCount, ModelMembers.ParametersField, ModelMembers.Parameters, ModelMembers.Kernels,
        ModelMembers.Layers, ModelMembers.Clone, ModelMembers.CopyFrom, ModelMembers.SaveToPath, ModelMembers.SaveToStream,
        Probabilities, Predict, TopK, Sample, Loss, LossOfStream, LossAndGradient, Fit, FitStream, Update,
        .. hasInitialValues ? new[] { Initialize } : [],
        .. canBeCreated ? new[] { ModelMembers.LoadFromPath, ModelMembers.LoadFromStream } : [],
    ];

    private static MemberSpec Constant(string name) => new(MemberKind.Constant, "public const", "int", name, default, MemberCondition.Always);

    private static MemberSpec Method(string type, string name, params MemberParameter[] parameters) =>
        new(MemberKind.Method, "public", type, name, new(parameters.ToImmutableArray()), MemberCondition.Always);
}
