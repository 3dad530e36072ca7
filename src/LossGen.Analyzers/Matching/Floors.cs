using System.Globalization;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Values that are kept above 0.</summary>
internal static class Floors
{
    private const double LargestEpsilon = 1e-3;

    /// <summary>
    /// The value under an epsilon that is added to it, also to 1 - p, or that bounds it from below; and that epsilon, null where there is none. Where it acts the
    /// logarithm is wrong instead of infinite.
    /// </summary>
    public static Expression Under(Expression argument, ExpressionPool pool, out double? floor)
    {
        (floor, Expression bare) = argument switch
        {
            Sum { Constant: > 0 and < LargestEpsilon } sum => (sum.Constant, pool.WithoutConstant(sum)),
            Sum { Constant: > 1 and < 1 + LargestEpsilon, Terms: [(_, < 0)] } sum => (sum.Constant - 1, pool.Add(pool.WithoutConstant(sum), pool.One)),
            Call { Function: KnownFunction.Max } larger when larger.Arguments.FirstOrDefault(IsEpsilon) is Constant epsilon =>
                (epsilon.Value, larger.Arguments.First(part => !ReferenceEquals(part, epsilon))),
            Call { Function: KnownFunction.Clamp } clamp when clamp.Arguments[1] is Constant { Value: > 0 and < LargestEpsilon } epsilon => (epsilon.Value, clamp.Argument),
            _ => ((double?)null, argument),
        };
        return bare;
    }

    /// <summary>
    /// What a floor does to the logarithm of a probability that the site is, and what to do instead. Of one below the digits of 1 that 1 - p is added to, no more is known.
    /// </summary>
    public static string Advice(Site site, double floor, string advice, bool isBesideOne = false)
    {
        string end = (isBesideOne && floor <= ExpressionPool.UlpOfOne) || site.Value is not Call logarithm || Forms.RadixOf(logarithm) is not { } radix
            ? "finite, far from its value"
            : "at " + Math.Log(floor, radix).ToString("0.#", CultureInfo.InvariantCulture);
        return $"the floor under it keeps that {end}; {advice}{Forms.OverBase(site)}";
    }

    /// <summary>
    /// A small constant added to what is meant not to be negative, or one of any size to a ratio or an exponential; or a lower bound that a parameter or a field gives.
    /// </summary>
    public static bool Has(Expression value) => value switch
    {
        Sum { Constant: > 0 and < 1e-3 } guarded => guarded.Terms.All(static term => term.Coefficient > 0),

        // 1 + n/m, 1 + exp(x); a + a·x is 0 where an output of -1 is.
        Sum { Constant: > 0 } sum when sum.Terms.All(static term => term.Coefficient > 0 && IsAmount(term.Value)) => true,

        // 1 - p + epsilon.
        Sum { Constant: > 1 and < 1 + 1e-3, Terms: [(_, < 0)] } => true,
        Sum { Constant: 0, Terms.Length: > 1 } guarded when guarded.Terms.Any(static term => term.Coefficient > 0 && Names(term.Value)) => true,

        // 1 - p of a clamped p.
        Sum { Constant: 1, Terms: [(Call { Function: KnownFunction.Clamp } clamp, -1)] } => clamp.Arguments[2] is not Constant,
        Call { Function: KnownFunction.Clamp } clamp => clamp.Arguments[1] is not Constant,
        Fold { Kind: FoldKind.Sum } total => Has(total.Body),
        Call { Function: KnownFunction.Max } larger => larger.Arguments.Any(Names),
        _ => false,
    };

    private static bool IsAmount(Expression value) => value switch
    {
        Call { Function: KnownFunction.Exp } => true,
        Product product => product.Factors.Any(static factor => factor.Power < 0 || factor.Value is Call { Function: KnownFunction.Exp }),
        _ => false,
    };

    private static bool IsEpsilon(Expression value) => value is Constant { Value: > 0 and < LargestEpsilon };

    private static bool Names(Expression value) => value is Unknown { Name: { } name }
        && (Shapes.Has(name, "eps") || Shapes.Has(name, "tiny") || Shapes.Has(name, "floor") || Shapes.Has(name, "min") || Shapes.Has(name, "clip") || Shapes.Has(name, "tol")
            || Shapes.Has(name, "smooth") || Shapes.Has(name, "pseudo") || Shapes.Has(name, "correction"));
}
