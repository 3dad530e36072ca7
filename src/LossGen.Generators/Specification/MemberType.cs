namespace LossGen.Generators.Specification;

/// <summary>A type in the head of a generated member: as generated code writes it, with placeholders for the types of the model.</summary>
/// <param name="Text">The text.</param>
internal readonly record struct MemberType(string Text)
{
    /// <summary>The model itself.</summary>
    public const string Model = "$Model";

    /// <summary>The type of rows without a type of their own: numbers, or sparse rows.</summary>
    public const string Input = "$Input";

    /// <summary>The type of its rows.</summary>
    public const string Row = "$Row";

    /// <summary>The type of their label.</summary>
    public const string Label = "$Label";

    /// <summary>The type of an evaluation, without its namespace.</summary>
    public const string Evaluation = "$Evaluation";

    public static implicit operator MemberType(string text) => new(text);

    /// <summary>The type as generated code writes it.</summary>
    public string In(MemberTypes types) => Text
        .Replace(Input, types.Input).Replace(Evaluation, types.Evaluation).Replace(Model, types.Model).Replace(Row, types.Row).Replace(Label, types.Label);

    /// <summary>The type as signatures are compared by: namespaces and all, without <c>global::</c> and nullability.</summary>
    public string Display(MemberTypes types) => new MemberType(Text.Replace("global::", "").Replace("?", "")).In(types);
}

/// <summary>The types of a model that the heads of its members name.</summary>
/// <param name="Model">The model.</param>
/// <param name="Row">The type of its rows; empty if it has none.</param>
/// <param name="Label">The type of their label; empty if it has none.</param>
/// <param name="Evaluation">The type of its evaluations, without its namespace.</param>
internal sealed record MemberTypes(string Model, string Row, string Label, string Evaluation)
{
    private const string DenseRows = "System.ReadOnlySpan<float>", SparseRows = "LossGen.SparseRows";

    /// <summary>The type of rows without a type of their own.</summary>
    public string Input { get; init; } = DenseRows;

    /// <summary>The types of a model, as generated code writes them.</summary>
    public static MemberTypes Of(ModelSpec spec) =>
        new(spec.QualifiedName, spec.Row?.Type ?? "", spec.Row?.Label.Type ?? "", EvaluationOf(spec.Head.Task)) { Input = "global::" + InputOf(spec.Input.IsSparse) };

    /// <summary>The types of a model, as signatures are compared by.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="row">The type of its rows, if they have one.</param>
    /// <param name="model">The model's full name; without it no signature with the model in it is found.</param>
    /// <param name="isSparse">Whether its rows are sparse.</param>
    public static MemberTypes Compared(ModelTask task, RowSpec? row, string model = MemberType.Model, bool isSparse = false) =>
        new(model, row?.DisplayType ?? "", row?.Label.DisplayType ?? "", EvaluationOf(task)) { Input = InputOf(isSparse) };

    private static string InputOf(bool isSparse) => isSparse ? SparseRows : DenseRows;

    private static string EvaluationOf(ModelTask task) => task == ModelTask.MultiLabel ? "MultiLabelEvaluation" : "LabelEvaluation";
}
