using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Additive smoothing, (count + prior)/total: what is added keeps a class that does not occur from the probability 0.</summary>
internal static class Smoothing
{
    // A larger constant may be that of (1 + x)/2, which is 0 at the end of a range.
    private const double LargestPrior = 0.1;

    private static readonly string[] Priors = ["dirichlet", "prior", "smoothing", "smooth", "pseudo", "pseudocount", "laplace", "epsilon", "eps"];

    /// <summary>Whether the value is a smoothed count, or a multiple or a share of one.</summary>
    public static bool Is(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Product product => product.Factors.Any(static factor => factor.Power > 0 && IsSmoothed(factor.Value)),
        var sum => IsSmoothed(sum),
    };

    /// <summary>A small constant; one beside a count, or beside data in a unit of which there are many, 1 + n/1000; or one that is named for it.</summary>
    private static bool IsSmoothed(Expression value) => value is Sum sum && sum.Terms.All(static term => term.Coefficient > 0)
        && (sum.Constant is > 0 and <= LargestPrior
            || (sum.Constant > 0 && sum.Terms.All(static term => term.Value.IsInteger))
            || (sum.Constant == 1 && sum.Terms.All(static term => term.Coefficient <= LargestPrior && term.Value is Unknown or Element))
            || (sum.Terms.Length > 1 && sum.Terms.Any(static term => IsPrior(term.Value))));

    private static bool IsPrior(Expression value) => value is Unknown { Name: { } name } && Words.In(name).Any(static word => Priors.Contains(word));
}
