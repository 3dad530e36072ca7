namespace LossGen.Generators.Parsing;

/// <summary>What a valid declaration says, as plain values: no symbol, syntax or location, so that the pipeline can cache it.</summary>
/// <param name="Namespace">Full namespace, empty for the global one.</param>
/// <param name="Containers">The types around the class, outermost first.</param>
/// <param name="Name">The class's name as written in source (an escaped keyword keeps its @).</param>
/// <param name="Features">Numbers in a row.</param>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="Task">The task, resolved: never Auto.</param>
/// <param name="EmitConstructor">Whether the public parameterless constructor is ours to write, besides those of the user.</param>
/// <param name="HintSuffix">Tells apart the files of models whose names differ only in case; empty for all others.</param>
/// <param name="Row">The type of the rows, where the declaration names one.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<ContainingType> Containers,
    string Name,
    int Features,
    int Classes,
    ModelTask Task,
    bool EmitConstructor,
    string HintSuffix = "",
    RowSpec? Row = null)
{
    /// <summary>Whether <c>new</c> without arguments makes a model, by our constructor or by one of the user's.</summary>
    public bool CanBeCreated { get; init; } = true;

    /// <summary>Whether <c>ToString</c> is ours to write: neither the class nor a base class has one of its own.</summary>
    public bool EmitToString { get; init; } = true;

    /// <summary>The file of trained weights to bake in, as written; null if none is asked for.</summary>
    public string? Weights { get; init; }

    /// <summary>Where names come from that the user writes in the model itself; empty for a model with a row type, whose rows give them.</summary>
    public EquatableArray<NameSource> Names { get; init; }

    /// <summary>Diagnostic ids that obsolete and experimental symbols in the generated code's reach chose for themselves.</summary>
    public EquatableArray<string> WarningIds { get; init; }

    /// <summary>The class as its own members name it: a type of the same name may be inherited, and then goes before it.</summary>
    public string QualifiedName => "global::" + string.Concat(
        Containers.Select(static container => container.Name + ".").Prepend(Namespace.Length > 0 ? Namespace + "." : "")) + Name;

    /// <summary>The names that the declaration gives the numbers of a row; empty if it gives none.</summary>
    public IEnumerable<string> FeatureNames => Row?.FeatureNames ?? [];

    /// <summary>The names that the declaration gives the classes or labels; empty if it gives none.</summary>
    public IEnumerable<string> ClassNames => Row?.Label.ClassNames ?? [];

    /// <summary>The name of the generated file: namespace, nesting and name, so that two models never share one.</summary>
    public string HintName
    {
        get
        {
            IEnumerable<string> parts = Containers.Select(static c => c.Name).Append(Name);
            if (Namespace.Length > 0) parts = parts.Prepend(Namespace);
            return string.Join(".", parts).Replace("@", "") + HintSuffix + ".g.cs";
        }
    }

    /// <summary>Rows of the weight matrix: one for Binary, else one a class.</summary>
    public int Logits => Task == ModelTask.Binary ? 1 : Classes;

    /// <summary>Weights and biases.</summary>
    public int Parameters => Logits * (Features + 1);
}

/// <summary>A type around the model: how its partial declaration is opened.</summary>
/// <param name="Keyword">class, struct, record, record struct or interface.</param>
/// <param name="Name">Its name as written in source.</param>
internal sealed record ContainingType(string Keyword, string Name);

/// <summary>The values of LossGen.ClassificationTask.</summary>
internal enum ModelTask
{
    Auto = 0,
    Binary = 1,
    Multiclass = 2,
    MultiLabel = 3,
}
