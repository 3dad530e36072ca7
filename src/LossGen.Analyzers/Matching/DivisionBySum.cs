using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>A division by a sum of many things.</summary>
/// <param name="division">Where.</param>
/// <param name="divisor">The sum.</param>
/// <param name="addends">What is added up.</param>
/// <param name="holdsExponential">Whether an exponential is written in what is divided.</param>
/// <param name="isOfSquare">Whether it divides by a power of the sum, as the derivative of a softmax does: (e S - e²) / S².</param>
internal sealed class DivisionBySum(Site division, Expression divisor, ImmutableArray<Expression> addends, bool holdsExponential, bool isOfSquare)
{
    public Site Division { get; } = division;

    public Expression Divisor { get; } = divisor;

    public ImmutableArray<Expression> Addends { get; } = addends;

    public bool HoldsExponential { get; } = holdsExponential;

    /// <summary>What is divided: of a difference of products all their factors.</summary>
    public IEnumerable<Expression> Divided => Division.Operands.Select(static operand => operand.Value)
        .SelectMany(value => isOfSquare && value is Sum sum ? sum.Terms.SelectMany(static term => FactorsOf(term.Value)) : [value]);

    /// <summary>The divisions by something that a loop or a query adds up.</summary>
    public static IEnumerable<DivisionBySum> In(MemberReading member)
    {
        foreach (Site division in member.Sites.InOrder)
        {
            if (DivisorOf(division) is { } divisor && BaseOf(divisor) is var sum && Accumulations.StartsAsSum(sum)
                && Accumulations.IsAccumulated(sum, member.Pool, out ImmutableArray<Expression> addends))
            {
                yield return new DivisionBySum(division, sum, addends, IsWrittenAgain(division, member), isOfSquare: !ReferenceEquals(sum, divisor));
            }
        }
    }

    /// <summary>The quotient itself contains an exponential: the report belongs there, not to the one in the sum.</summary>
    private static bool IsWrittenAgain(Site division, MemberReading member) => member.Sites.Inside(division.Place.Span).Any(inner =>
        Shapes.IsExp(inner.Value, out _) && inner.Function != KnownFunction.None && IsWrittenIn(division, inner));

    /// <summary>Whether an exponential is written in what is divided, and not only in the sum.</summary>
    public bool IsWrittenAt(Site exponential) => IsWrittenIn(Division, exponential);

    private static bool IsWrittenIn(Site division, Site inner) => division.Place.Span.Contains(inner.Place.Span)
        && !(division.Operator == Operator.Divide && division.Operands[1].Place.Span.Contains(inner.Place.Span));

    private static IEnumerable<Expression> FactorsOf(Expression value) => value is Product product ? product.Factors.Select(static factor => factor.Value) : [value];

    private static Expression BaseOf(Expression divisor) => divisor is Product { Factors: [{ Power: > 1, Value: var root }] } ? root : divisor;

    /// <summary>What is divided by, or multiplied with as a reciprocal.</summary>
    private static Expression? DivisorOf(Site division) => division.Operator switch
    {
        Operator.Divide => division.Operands[1].Value,
        Operator.Multiply => ExpressionPool.SplitCoefficient(division.Value).Value is Product product
            ? product.Factors.FirstOrDefault(factor => factor.Power == -1)?.Value
            : null,
        _ => null,
    };
}
