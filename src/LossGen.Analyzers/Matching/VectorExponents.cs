using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using Microsoft.CodeAnalysis.CSharp.Syntax;

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
    ];

    /// <summary>Whether the exponent is the element of a vector that an operator or a method made and that may be shifted or bounded.</summary>
    public static bool MayBeShifted(Expression exponent, Site site, MemberReading member) => exponent is Element { Collection: var vector }
        && (IsOfWhole(site, vector) ? site.IsInMemberWithName("max", but: "softmax") || !IsPlain(vector, member, 0) : IsMade(vector, member) && !IsPlain(vector, member, 0));

    /// <summary>A call that takes the exponential of each element.</summary>
    private static bool IsOfWhole(Site site, Expression vector) => site.Operands is [var operand] && ReferenceEquals(operand.Value, vector);

    /// <summary>What an operator of vectors made.</summary>
    private static bool IsMade(Expression vector, MemberReading member) =>
        vector is Unknown { Origin: SyntaxOrigin { Syntax: BinaryExpressionSyntax or AssignmentExpressionSyntax } } && member.StoresTo(vector).Count > 0;

    private static bool IsPlain(Expression value, MemberReading member, int depth) => depth < Deepest && value switch
    {
        Unknown { CalledName: { } name } => !Words.In(name).Any(Shifts.Contains),
        Unknown { Origin.Kind: OriginKind.Place } made => member.StoresTo(made) is { Count: > 0 } stores && stores.All(store => IsPlain(store, member, depth + 1)),
        Unknown { Name: { } name } => !Words.In(name).Any(Shifts.Contains),
        Element element => IsPlain(element.Collection, member, depth + 1),
        Phi { IsLoopHead: false } phi => phi.Inputs.All(input => IsPlain(input.Value, member, depth + 1)),
        Sequence sequence => IsPlain(sequence.Body, member, depth + 1),
        Sum sum => sum.Terms.All(term => term.Coefficient > 0 && IsPlain(term.Value, member, depth + 1)),
        Product product => product.Factors.All(factor => IsPlain(factor.Value, member, depth + 1)),
        Constant or Unknown => true,
        _ => false,
    };
}
