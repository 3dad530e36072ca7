using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Products with a logarithm in them: c·x·log(y).</summary>
internal static class LogProducts
{
    /// <summary>The one logarithm that is a plain factor of a product, its argument, and the other factors.</summary>
    public static bool IsLogProduct(Expression value, out Call logarithm, out ImmutableArray<Factor> others)
    {
        logarithm = null!;
        others = ImmutableArray<Factor>.Empty;
        (_, value) = ExpressionPool.SplitCoefficient(value);
        if (value is not Product product)
        {
            return false;
        }

        ImmutableArray<Factor> logs = product.Factors
            .Where(factor => factor.Power == 1 && factor.Value is Call call && call.Function.IsLogarithm()).ToImmutableArray();
        if (logs.Length != 1)
        {
            return false;
        }

        logarithm = (Call)logs[0].Value;
        others = product.Factors.Remove(logs[0]);
        return true;
    }

    /// <summary>Whether the other factors are those of <paramref name="argument"/>, turned upside down or not, times constants: x·log(x), x·log(1/x).</summary>
    public static bool HasFactor(ImmutableArray<Factor> others, Expression argument)
    {
        (_, argument) = ExpressionPool.SplitCoefficient(argument);
        ImmutableArray<Factor> wanted = argument is Product product
            ? product.Factors
            : ImmutableArray.Create(new Factor(argument, 1));
        return Covers(1) || Covers(-1);

        bool Covers(int sign) => wanted.All(factor => others.Any(other => ReferenceEquals(other.Value, factor.Value)
            && Math.Sign(other.Power) == Math.Sign(factor.Power * sign) && Math.Abs(other.Power) >= Math.Abs(factor.Power)));
    }
}
