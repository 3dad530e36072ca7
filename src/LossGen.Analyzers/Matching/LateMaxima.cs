using System.Collections.Immutable;
using System.Globalization;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Ranges;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// A maximum whose search begins at a number that the elements may all be below: it is that number then, and the exponentials that it shifts underflow together.
/// </summary>
/// <param name="Advice">What to write.</param>
/// <param name="IsOfLogarithms">The exponents are logarithms of probabilities, which are all negative and of which sums pass any of these bounds.</param>
internal sealed record LateMaximum(string Advice, bool IsOfLogarithms);

/// <summary>Finds them in exponents.</summary>
internal static class LateMaxima
{
    // A bound that is lower has been chosen as one below all elements.
    private const double LowestStart = -20;

    // Of such there is none below 0.
    private static readonly string[] Sizes =
    [
        "distance", "distances", "dist", "dists", "price", "prices", "prob", "probs", "probability", "probabilities", "seconds", "milliseconds", "duration", "durations",
        "count", "counts", "visit", "visits", "length", "lengths", "size", "sizes", "magnitude", "magnitudes", "frequency", "frequencies", "pixel", "pixels", "age", "ages",
    ];

    /// <summary>Whether the exponents are called what is never negative, or the member throws where they are: the maximum may begin at 0 then.</summary>
    public static bool IsOfSizes(Site site) =>
        site.IsInMemberThatThrowsBelowZero || site.Operands[0].Place.Names.SelectMany(Words.In).Any(Sizes.Contains);

    /// <summary>The exponent minus such a maximum, as it is written or as it was stored; null for every other.</summary>
    public static LateMaximum? Of(Expression exponent, Site site, MemberReading member)
    {
        foreach (Expression value in member.Contents(exponent).Prepend(exponent))
        {
            if (Differences(value, member.Pool).Select(difference => In(difference, site, member)).FirstOrDefault(static found => found is not null) is { } late)
            {
                return late;
            }
        }

        return null;
    }

    /// <summary>The difference itself, and under a temperature.</summary>
    private static IEnumerable<Sum> Differences(Expression exponent, ExpressionPool pool) => exponent switch
    {
        // Of a - b and b - a a product has one: the sign is before it.
        Sum { Constant: 0, Terms: [(Product scaled, var sign)] } => Differences(scaled, pool).Select(sum => sign < 0 ? pool.Negate(sum) : sum).OfType<Sum>(),
        Sum sum => [sum],
        Product product => product.Factors.Where(static factor => factor.Power == 1).Select(static factor => factor.Value).OfType<Sum>(),
        _ => [],
    };

    private static LateMaximum? In(Sum difference, Site site, MemberReading member)
    {
        foreach ((Expression value, double coefficient) in difference.Terms)
        {
            if (coefficient >= 0 || Extremum.StartOfMaximum(value, member.Pool) is not { } start || !(start > LowestStart)
                || Extremum.SignOfDifference(difference, member.Pool) >= 0)
            {
                continue;
            }

            Expression rest = member.Pool.Add(difference, member.Pool.Scale(value, -coefficient));
            double least = -(coefficient * start) - Shapes.Overflow(site.RealType);
            if (ExpressionPool.SplitCoefficient(rest).Value.IsInteger || member.Contents(rest).Prepend(rest).Any(part => member.RangeOf(part, site).Low > least))
            {
                continue;
            }

            return new LateMaximum(Advice(start, site.RealType == RealType.Single ? "float" : "double"), IsOfLogarithms(rest, member));
        }

        return null;
    }

    private static bool IsOfLogarithms(Expression exponent, MemberReading member) => Exponents.IsOfLogarithms(exponent) || Exponents.IsLogarithmic(exponent)
        || member.Contents(exponent).Any(Exponents.IsOfLogarithms);

    private static string Advice(double start, string type)
    {
        string from = start is double.Epsilon or float.Epsilon ? "Epsilon, which is above 0" : start.ToString("R", CultureInfo.InvariantCulture);
        return $"its maximum begins at {from}: where all exponents are far below, the exponentials sum to 0; begin at {type}.NegativeInfinity or the first exponent";
    }
}
