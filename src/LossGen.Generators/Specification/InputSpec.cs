namespace LossGen.Generators.Specification;

/// <summary>The input of a model.</summary>
/// <param name="Features">Numbers in a row.</param>
/// <param name="Kind">How its rows are given.</param>
internal sealed record InputSpec(int Features, InputKind Kind = InputKind.Dense)
{
    /// <summary>Whether a row lists the features that are not 0.</summary>
    public bool IsSparse => Kind == InputKind.Sparse;
}

/// <summary>How the rows of a model are given.</summary>
internal enum InputKind
{
    /// <summary>A number for every feature.</summary>
    Dense,

    /// <summary>The features that are not 0, and their values.</summary>
    Sparse,
}
