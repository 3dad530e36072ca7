using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>What an exponential of a whole vector is taken of: a shift there may have any dress, so that only what is plainly none counts as unshifted.</summary>
internal static class VectorExponents
{
    private const int Deepest = 12;

    // What methods subtract or bound, and what is below 0 by what it is.
    private static readonly string[] Shifts =
    [
        "subtract", "sub", "minus", "shift", "shifted", "center", "centre", "centered", "max", "clip", "clamp", "norm", "normalize", "normalise",
        "standardize", "stabilize", "scale", "log", "negate", "neg", "tanh", "sigmoid", "min", "lse", "peak", "stable",
        "scaled", "centred", "clipped", "clamped", "normalized", "normalised", "normed", "bounded", "unit", "stab", "negative", "negated", "flip", "sigm", "softsign",
        "zscore", "sin", "cos", "cosine", "sim", "sims", "similarity", "similarities", "linspace", "arange", "range",
        "prob", "probs", "probability", "probabilities", "price", "prices",
    ];

    /// <summary>Whether the exponent is the element of a vector that an operator or a method made and that may be shifted or bounded.</summary>
    public static bool MayBeShifted(Expression exponent, Site site, MemberReading member) => exponent switch
    {
        Element { Collection: var vector } when IsOfWhole(site, vector) => site.IsArgumentHandedOver || IsInSight(site) || !IsPlain(vector, site, member, 0),
        Element { Collection: var vector } => IsMade(vector, member) && !IsPlain(vector, site, member, 0),
        // What did not bind has been computed with as if it were one number.
        _ => site.IsKnownByName && (IsInSight(site) || !IsPlain(exponent, site, member, 0)),
    };

    private static bool IsInSight(Site site) => site.IsInMemberWithName("max", but: "softmax");

    /// <summary>A call that takes the exponential of each element.</summary>
    private static bool IsOfWhole(Site site, Expression vector) => site.Operands is [var operand] && ReferenceEquals(operand.Value, vector);

    /// <summary>What an operator of vectors made.</summary>
    private static bool IsMade(Expression vector, MemberReading member) => Site.IsOfOperator(vector) && member.StoresTo(vector).Count > 0;

    private static bool IsPlain(Expression value, Site site, MemberReading member, int depth) => depth < Deepest && value switch
    {
        Unknown when site.IsOfOwnMethod(value) => false,
        Unknown { CalledName: { } name } => !Words.In(name).Any(Shifts.Contains),
        Unknown { Origin.Kind: OriginKind.Place } made => member.StoresTo(made) is { Count: > 0 } stores && stores.All(store => IsPlain(store, site, member, depth + 1)),
        Unknown { Name: { } name } => !Words.In(name).Any(Shifts.Contains),
        Element element => IsPlain(element.Collection, site, member, depth + 1),
        Phi { IsLoopHead: false } phi => phi.Inputs.All(input => IsPlain(input.Value, site, member, depth + 1)),
        Sequence sequence => IsPlain(sequence.Body, site, member, depth + 1),
        Sum sum => sum.Terms.All(term => term.Coefficient > 0 && IsPlain(term.Value, site, member, depth + 1)),
        Product product => product.Factors.All(factor => IsPlain(factor.Value, site, member, depth + 1)),
        Constant or Unknown => true,
        _ => false,
    };
}
