using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>A division by a sum of many things.</summary>
/// <param name="division">Where.</param>
/// <param name="addends">What is added up.</param>
/// <param name="holdsExponential">Whether an exponential is written in the division itself.</param>
internal sealed class DivisionBySum(Site division, ImmutableArray<Expression> addends, bool holdsExponential)
{
    public Site Division { get; } = division;

    public ImmutableArray<Expression> Addends { get; } = addends;

    public bool HoldsExponential { get; } = holdsExponential;

    /// <summary>The divisions by something that a loop or a query adds up.</summary>
    public static IEnumerable<DivisionBySum> In(MemberReading member)
    {
        foreach (Site division in member.Sites.InOrder)
        {
            if (Divisor(division) is { } divisor && Accumulations.StartsAsSum(divisor)
                && Accumulations.IsAccumulated(divisor, member.Pool, out ImmutableArray<Expression> addends))
            {
                yield return new DivisionBySum(division, addends, IsWrittenAgain(division, member));
            }
        }
    }

    /// <summary>The quotient itself contains an exponential: the report belongs there, not to the one in the sum.</summary>
    private static bool IsWrittenAgain(Site division, MemberReading member) => member.Sites.Inside(division.Place.Span).Any(inner =>
        Shapes.IsExp(inner.Value, out _) && inner.Function != KnownFunction.None);

    /// <summary>What is divided by, or multiplied with as a reciprocal.</summary>
    private static Expression? Divisor(Site division) => division.Operator switch
    {
        Operator.Divide => division.Operands[1].Value,
        Operator.Multiply => ExpressionPool.SplitCoefficient(division.Value).Value is Product product
            ? product.Factors.FirstOrDefault(factor => factor.Power == -1)?.Value
            : null,
        _ => null,
    };
}
