using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Terms of a divergence whose quotient is written as a difference: p·(log(p) - log(q)).</summary>
internal static class Divergences
{
    /// <summary>Whether the value is such a term, up to its sign and coefficient, with the logarithm of the weight and the other one.</summary>
    public static bool IsTerm(Expression value, out Expression weight, out Call own, out Call other)
    {
        (weight, own, other) = (value, null!, null!);
        if (ExpressionPool.SplitCoefficient(value).Value is not Product product
            || product.Factors.Where(static factor => factor.Power == 1).Select(static factor => factor.Value).OfType<Sum>()
                .FirstOrDefault(static sum => sum is { Constant: 0, Terms.Length: 2 }) is not { } difference
            || difference.Terms[0].Coefficient != -difference.Terms[1].Coefficient
            || difference.Terms[0].Value is not Call first || difference.Terms[1].Value is not Call second
            || !first.Function.IsLogarithm() || first.Function != second.Function)
        {
            return false;
        }

        bool isFirst = product.Factors.Any(factor => factor.Power == 1 && ReferenceEquals(factor.Value, first.Argument));
        if (!isFirst && !product.Factors.Any(factor => factor.Power == 1 && ReferenceEquals(factor.Value, second.Argument)))
        {
            return false;
        }

        (own, other) = isFirst ? (first, second) : (second, first);
        weight = own.Argument;
        return true;
    }
}
