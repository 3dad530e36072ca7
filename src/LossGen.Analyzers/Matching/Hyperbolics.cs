using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Hyperbolic functions and their inverses, written out.</summary>
internal static class Hyperbolics
{
    /// <summary>(exp(x) - exp(-x)) / (exp(x) + exp(-x)), or either with one exponential divided out: (exp(2x) - 1) / (exp(2x) + 1).</summary>
    public static bool IsTanh(Expression top, Expression bottom, ExpressionPool pool, out Expression x)
    {
        x = top;
        if (top is not Sum { Terms.Length: 1 or 2 } above || bottom is not Sum { Terms.Length: 1 or 2 } below || above.Terms.Length != below.Terms.Length)
        {
            return false;
        }

        if (above.Terms.Length == 2 && above.Constant == 0 && below.Constant == 0)
        {
            return IsPair(above, -1, pool, out x, out double top1) && IsPair(below, 1, pool, out Expression y, out double bottom1) && Agree(ref x, top1, y, bottom1, pool);
        }

        if (above.Terms.Length != 1 || !Shapes.IsNaturalExp(above.Terms[0].Value, out Expression exponent) || !ReferenceEquals(below.Terms[0].Value, above.Terms[0].Value)
            || Math.Abs(above.Constant) != 1 || below.Constant != 1 || below.Terms[0].Coefficient != 1 || above.Terms[0].Coefficient != -above.Constant)
        {
            return false;
        }

        // (e - 1)/(e + 1) = tanh(x/2) and (1 - e)/(1 + e) = -tanh(x/2), e = exp(x).
        x = pool.Scale(exponent, above.Terms[0].Coefficient / 2);
        return true;
    }

    /// <summary>c·(1 - tanh(x)), which is 0 where tanh(x) rounds to 1.</summary>
    public static bool IsOneMinusTanh(Expression value, ExpressionPool pool, out Expression x)
    {
        x = value;
        if (value is not Sum { Constant: > 0, Terms: [{ Value: Call { Function: KnownFunction.Tanh } tanh, Coefficient: var coefficient }] } sum
            || Math.Abs(coefficient) != sum.Constant)
        {
            return false;
        }

        x = coefficient < 0 ? tanh.Argument : pool.Negate(tanh.Argument);
        return true;
    }

    /// <summary>The c of c·cosh(x), c·(1 - tanh(x)) and c·(1 - tanh²(x)).</summary>
    public static double ScaleOf(Expression value)
    {
        (double scale, Expression bare) = ExpressionPool.SplitCoefficient(value);
        return bare switch
        {
            Sum sum => scale * sum.Constant,
            Product product => product.Factors.Aggregate(scale, static (all, factor) => all * ScaleOf(factor.Value)),
            _ => scale,
        };
    }

    /// <summary>The logarithm of 2 as the site's type writes it.</summary>
    public static string LogOfTwo(Site site) => site.RealType == RealType.Single ? "MathF.Log(2)" : "Math.Log(2)";

    /// <summary>What is left to do to the natural logarithm of cosh(x) or 1 - tanh(x): a factor under the logarithm is a term, and another base divides.</summary>
    public static string Remainder(Site site, Expression argument)
    {
        double scale = ScaleOf(argument);
        string term = scale == 1 ? "" : FormattableString.Invariant($", plus the logarithm of the factor {scale}");
        return term + (site.Function == KnownFunction.Log ? "" : ", and divide by the logarithm of the base");
    }

    /// <summary>c·(1 - tanh²(x)), also as (1 - tanh(x))(1 + tanh(x)).</summary>
    public static bool IsOneMinusSquaredTanh(Expression value, ExpressionPool pool, out Expression x)
    {
        x = value;
        switch (ExpressionPool.SplitCoefficient(value).Value)
        {
            case Sum { Constant: > 0, Terms: [{ Value: Product { Factors: [{ Power: 2, Value: Call { Function: KnownFunction.Tanh } tanh }] }, Coefficient: var coefficient }] } sum
                when coefficient == -sum.Constant:
                x = tanh.Argument;
                return true;
            case Product { Factors: [{ Power: 1, Value: var one }, { Power: 1, Value: var other }] } when IsOneMinusTanh(one, pool, out Expression y)
                && IsOneMinusTanh(other, pool, out Expression mirrored) && ReferenceEquals(pool.Negate(y), mirrored):
                x = y;
                return true;
            default:
                return false;
        }
    }

    /// <summary>c·(exp(x) + sign·exp(-x)): which x, and c.</summary>
    public static bool IsPair(Sum sum, int sign, ExpressionPool pool, out Expression x, out double factor)
    {
        x = sum;
        factor = 0;
        if (sum.Constant != 0 || sum.Terms.Length != 2 || !Shapes.IsNaturalExp(sum.Terms[0].Value, out Expression a) || !Shapes.IsNaturalExp(sum.Terms[1].Value, out Expression b)
            || !ReferenceEquals(pool.Negate(a), b) || sum.Terms[0].Coefficient != sign * sum.Terms[1].Coefficient)
        {
            return false;
        }

        // The one without the minus is x; of a difference, the one that is added.
        bool first = sign < 0 ? sum.Terms[0].Coefficient > 0 : ExpressionPool.SplitCoefficient(a).Coefficient > 0;
        x = first ? a : b;
        factor = Math.Abs(sum.Terms[0].Coefficient);
        return true;
    }

    private static bool Agree(ref Expression x, double topFactor, Expression y, double bottomFactor, ExpressionPool pool) =>
        topFactor == bottomFactor && (ReferenceEquals(x, y) || ReferenceEquals(x, pool.Negate(y)));
}
