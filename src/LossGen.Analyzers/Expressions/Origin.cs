namespace LossGen.Analyzers.Expressions;

/// <summary>The kinds of origin that the analysis distinguishes.</summary>
internal enum OriginKind
{
    /// <summary>A place in the code: each gives a value of its own.</summary>
    Place,
    Property,
    LambdaParameter,
    Parameter,

    /// <summary>Any other symbol: a local, a parameter, a field, a method.</summary>
    Symbol,

    /// <summary>A name that did not bind, or a placeholder such as <c>this</c>.</summary>
    Name,
}

/// <summary>
/// What a value comes from where nothing else is known of it. Equal origins give equal values. The reader of the code derives from it,
/// so that expressions know neither symbols nor syntax.
/// </summary>
internal abstract class Origin : IEquatable<Origin>
{
    public abstract OriginKind Kind { get; }

    /// <summary>The name of the symbol; null for everything else.</summary>
    public virtual string? Name => null;

    /// <summary>The name of the method that is called, bound or not; null where no call is the origin.</summary>
    public virtual string? CalledName => null;

    /// <summary>Of a call of a factorial or a gamma function, the largest argument whose result is in the range of the type; null for all else.</summary>
    public virtual double? LargestArgument => null;

    public abstract bool Equals(Origin? other);

    public sealed override bool Equals(object? obj) => obj is Origin other && Equals(other);

    public abstract override int GetHashCode();
}
