namespace LossGen.Generators.Specification;

/// <summary>What a generated member is.</summary>
internal enum MemberKind
{
    Constant,
    Property,
    Field,
    NestedType,
    Method,
}

/// <summary>Which models have a generated member.</summary>
internal enum MemberCondition
{
    /// <summary>All of them.</summary>
    Always,

    /// <summary>Those whose rows have exactly one true class, so all but multi-label models.</summary>
    Labels,

    /// <summary>Those with a row type.</summary>
    Rows,

    /// <summary>Those with a row type whose rows become dense.</summary>
    DenseRowType,

    /// <summary>Those with a row type whose rows become sparse.</summary>
    SparseRowType,

    /// <summary>Those with a row type whose label is a class, or several.</summary>
    ClassRows,

    /// <summary>Those with a row type whose label is a number through bins.</summary>
    NumberRows,

    /// <summary>Those whose rows have a number for every feature.</summary>
    DenseRows,

    /// <summary>The same whose rows also have exactly one true class.</summary>
    DenseRowsWithLabels,

    /// <summary>Those with hidden layers.</summary>
    HiddenLayers,

    /// <summary>Those that <c>new</c> without arguments makes.</summary>
    Creation,

    /// <summary>Those whose attribute names a file of trained weights.</summary>
    Weights,

    /// <summary>The same whose rows have a number for every feature.</summary>
    DenseWeights,

    /// <summary>The same whose rows are sparse.</summary>
    SparseWeights,
}

/// <summary>A member the generator adds to a model: what emission, the clash check and the page of LG0007 know of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Modifiers">Its accessibility and the like, as generated code writes them.</param>
/// <param name="Type">Its type or return type; of a nested type the keyword.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">For a method, its parameters.</param>
/// <param name="Condition">Which models have it.</param>
internal sealed record MemberSpec(
    MemberKind Kind, string Modifiers, MemberType Type, string Name, EquatableArray<MemberParameter> Parameters, MemberCondition Condition)
{
    /// <summary>The type parameter of a method that takes rows in any collection.</summary>
    public const string RowsParameter = "TRows";

    /// <summary>Whether the method has that type parameter.</summary>
    public bool IsGeneric => Parameters.Any(static parameter => parameter.Type.Text == RowsParameter);

    /// <summary>The member up to its body or value, as generated code writes it for a model.</summary>
    /// <param name="types">The types of the model.</param>
    public string Head(MemberTypes types)
    {
        string head = $"{Modifiers} {Type.In(types)} {Name}";
        return Kind == MemberKind.Method
            ? $"{head}{(IsGeneric ? $"<{RowsParameter}>" : "")}({string.Join(", ", Parameters.Select(parameter => parameter.In(types)))})"
            : head;
    }
}

/// <summary>A parameter of a generated method.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name.</param>
/// <param name="Default">The value it has where a call leaves it out; empty if no call may.</param>
/// <param name="IsByReference">Whether it is passed by <c>in</c>.</param>
internal sealed record MemberParameter(MemberType Type, string Name, string Default = "", bool IsByReference = false)
{
    /// <summary>Precedes the type of a parameter that is passed by reference.</summary>
    public const string ByReference = "in ";

    private string Passing => IsByReference ? ByReference : "";

    /// <summary>The parameter as generated code writes it for a model.</summary>
    public string In(MemberTypes types) => $"{Passing}{Type.In(types)} {Name}{(Default.Length > 0 ? $" = {Default}" : "")}";

    /// <summary>How it is passed and its type, by which overloads differ.</summary>
    public string Signature(MemberTypes types) => Passing + Type.Display(types);
}
