using System.Text.RegularExpressions;

namespace LossGen.Generators.Parsing;

internal enum GeneratedMemberKind
{
    Constant,
    Property,
    Field,
    NestedType,
    Method,
}

/// <summary>A member the generator adds to a model.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="ParameterTypes">For a method, the types of its parameters, namespaces and all, without nullability.</param>
internal sealed record GeneratedMember(GeneratedMemberKind Kind, string Name, IReadOnlyList<string> ParameterTypes)
{
    /// <summary>Stands before the type of a parameter that is passed by reference.</summary>
    public const string ByReference = "in ";

    /// <summary>The type parameter of a method that takes rows in any collection.</summary>
    public const string RowsParameter = "TRows";

    /// <summary>Whether the method has that type parameter.</summary>
    public bool IsGeneric => ParameterTypes.Count > 0 && ParameterTypes[0] == RowsParameter;

    /// <summary>The type of a property; null if it is the model itself.</summary>
    public string? Type { get; init; }

    /// <summary>The parameter types as one string, by which overloads are told apart.</summary>
    public string Signature => string.Join(", ", ParameterTypes);

    /// <summary>How messages name it, namespaces left out.</summary>
    public string Display => Kind switch
    {
        GeneratedMemberKind.Constant => $"constant '{Name}'",
        GeneratedMemberKind.Property => $"property '{Name}'",
        GeneratedMemberKind.Field => $"field '{Name}'",
        GeneratedMemberKind.NestedType => $"nested type '{Name}'",
        _ => $"method '{Name}{(IsGeneric ? $"<{RowsParameter}>" : "")}({Regex.Replace(Signature, @"(?:\w+\.)+", "")})'",
    };
}

/// <summary>All the members the generator adds, for each task: what a user's own members must stay clear of.</summary>
internal static class GeneratedMembers
{
    private const string Floats = "System.ReadOnlySpan<float>";
    private const string Ints = "System.ReadOnlySpan<int>";
    private const string Names = "System.ReadOnlySpan<string>";
    private const string FloatDestination = "System.Span<float>";
    private const string IntDestination = "System.Span<int>";
    private const string Batches = "System.Collections.Generic.IEnumerable<LossGen.TrainingBatch>";
    private const string LossOptions = "LossGen.LossOptions";
    private const string TrainingOptions = "LossGen.TrainingOptions";
    private const string Progress = "System.IProgress<LossGen.TrainingProgress>";
    private const string TrainingResult = "LossGen.TrainingResult";
    private const string Stream = "System.IO.Stream";
    private const string CancellationToken = "System.Threading.CancellationToken";

    private static readonly IReadOnlyList<GeneratedMember> MultiLabel =
    [
        new(GeneratedMemberKind.Constant, "FeatureCount", []),
        new(GeneratedMemberKind.Constant, "ClassCount", []),
        new(GeneratedMemberKind.Constant, "ParameterCount", []),
        new(GeneratedMemberKind.Field, "_parameters", []),
        new(GeneratedMemberKind.Property, "Parameters", []) { Type = FloatDestination },
        new(GeneratedMemberKind.NestedType, "Kernels", []),
        Method("Logits", Floats, FloatDestination),
        Method("Probabilities", Floats, FloatDestination),
        .. Learning(Floats),
        Method("Fit", Batches, TrainingOptions, Progress, CancellationToken),
    ];

    private static readonly IReadOnlyList<GeneratedMember> OneOfMany =
    [
        .. MultiLabel,
        Method("Predict", Floats),
        Method("Predict", Floats, IntDestination),
        .. Learning(Ints),
    ];

    private static readonly IReadOnlyList<GeneratedMember> Saving =
    [
        Method("Save", "string", TrainingResult),
        Method("Save", Stream, TrainingResult),
    ];

    private static readonly IReadOnlyList<GeneratedMember> Loading = [Method("Load", "string"), Method("Load", Stream)];

    private static readonly IReadOnlyList<GeneratedMember> Baked =
    [
        new(GeneratedMemberKind.Property, "PretrainedParameters", []) { Type = Floats },
        new(GeneratedMemberKind.Field, "_pretrained", []),
        new(GeneratedMemberKind.Property, "Pretrained", []),
    ];

    private static readonly HashSet<string> MethodNames =
        new(OneOfMany.Concat(TypedMembers("", "")).Where(static member => member.Kind == GeneratedMemberKind.Method).Select(static member => member.Name));

    /// <summary>The members of a model of the given task, which is resolved.</summary>
    /// <param name="task">The task.</param>
    /// <param name="row">The type of its rows, if they have one.</param>
    /// <param name="canBeCreated">Whether <c>new</c> without arguments makes a model.</param>
    /// <param name="isBaked">Whether a file of trained weights is asked for.</param>
    /// <remarks>The parameterless constructor is not among them: it gives way to the user's.</remarks>
    public static IReadOnlyList<GeneratedMember> For(ModelTask task, RowSpec? row, bool canBeCreated, bool isBaked) =>
    [
        .. OfRows(task, row),
        .. Saving,
        .. canBeCreated ? Loading : [],
        .. isBaked ? Baked : [],
    ];

    /// <summary>Those of them that take or describe rows.</summary>
    public static IReadOnlyList<GeneratedMember> OfRows(ModelTask task, RowSpec? row) =>
    [
        .. task == ModelTask.MultiLabel ? MultiLabel : OneOfMany,
        .. row is null ? [] : TypedMembers(row.DisplayType, row.Label.DisplayType),
    ];

    /// <summary>Whether some model has a generated method of this name that takes rows.</summary>
    public static bool IsMethodName(string name) => MethodNames.Contains(name);

    /// <summary>Whether a static member of the library's interfaces is implemented explicitly by every model that has it.</summary>
    public static bool IsImplementedExplicitly(string name) =>
        name is "FeatureCount" or "ClassCount" or "ParameterCount" or "Task" or "LabelName" or "LabelOf" or "Encode";

    /// <summary>The members that learn or measure, against labels (int) or targets (float).</summary>
    private static IReadOnlyList<GeneratedMember> Learning(string truth) =>
    [
        Method("Loss", Floats, truth, LossOptions),
        Method("LossAndGradient", Floats, truth, FloatDestination, LossOptions),
        Method("InputGradient", Floats, truth, FloatDestination, LossOptions),
        Method("Fit", Floats, truth, TrainingOptions, Progress, CancellationToken),
        Method("Update", Floats, truth, "float"),
    ];

    /// <summary>The members that take rows of a type.</summary>
    private static IReadOnlyList<GeneratedMember> TypedMembers(string row, string label)
    {
        string oneRow = GeneratedMember.ByReference + row, rows = $"System.ReadOnlySpan<{row}>";
        return
        [
            new(GeneratedMemberKind.Field, "_featureNames", []),
            new(GeneratedMemberKind.Field, "_classNames", []),
            new(GeneratedMemberKind.Property, "FeatureNames", []) { Type = Names },
            new(GeneratedMemberKind.Property, "ClassNames", []) { Type = Names },
            Method("ClassAt", "int"),
            Method("IndexOf", label),
            Method("WriteFeatures", oneRow, FloatDestination),
            Method("Predict", oneRow),
            Method("Predict", rows, $"System.Span<{label}>"),
            Method("Probability", oneRow, label),
            Method("Probabilities", oneRow, FloatDestination),
            Method("Probabilities", rows, FloatDestination),
            Method("TopK", oneRow, $"System.Span<LossGen.ClassProbability<{label}>>"),
            Method("Loss", rows, LossOptions),
            Method("Fit", rows, TrainingOptions, Progress, CancellationToken),
            Method("Update", oneRow, "float"),
            Method("Evaluate", rows),
            Method("FitTemperature", rows),
            Method("Loss", GeneratedMember.RowsParameter, LossOptions),
            Method("Fit", GeneratedMember.RowsParameter, TrainingOptions, Progress, CancellationToken),
            Method("Evaluate", GeneratedMember.RowsParameter),
            Method("FitTemperature", GeneratedMember.RowsParameter),
        ];
    }

    private static GeneratedMember Method(string name, params string[] parameterTypes) =>
        new(GeneratedMemberKind.Method, name, parameterTypes);
}
