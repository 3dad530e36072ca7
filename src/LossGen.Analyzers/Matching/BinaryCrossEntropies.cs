using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Binary cross-entropies and the likelihoods of binomials, written out.</summary>
internal static class BinaryCrossEntropies
{
    /// <summary>The terms of every binary cross-entropy that the member adds up.</summary>
    public static IEnumerable<Expression> TermsIn(MemberReading member) => member.Sites.InOrder.Select(site => site.Value).OfType<Sum>()
        .Where(sum => Is(sum, member.Pool, out _, out _, out _)).SelectMany(sum => sum.Terms.Select(term => term.Value));

    /// <summary>
    /// y·log(p) + (1 - y)·log(1 - p), negated or not; k·log(p) + (n - k)·log(1 - p), the likelihood of a binomial, as well.
    /// </summary>
    public static bool Is(Sum sum, ExpressionPool pool, out Call positive, out Call negative,
        out ImmutableArray<Factor> weight)
    {
        positive = negative = null!;
        weight = ImmutableArray<Factor>.Empty;
        var products = new List<(Call Logarithm, ImmutableArray<Factor> Others, int Sign)>();
        foreach ((Expression term, double coefficient) in sum.Terms)
        {
            if (LogProducts.IsLogProduct(term, out Call logarithm, out ImmutableArray<Factor> others))
            {
                products.Add((logarithm, others, Math.Sign(coefficient)));
            }
        }

        foreach ((Call left, ImmutableArray<Factor> leftOthers, int sign) in products)
        {
            foreach ((Call right, ImmutableArray<Factor> rightOthers, int otherSign) in products)
            {
                // p·log(p) + (1 - p)·log(1 - p) is an entropy: each term by itself is x·log(x), and there is no logit to go back to.
                bool isEntropy = LogProducts.HasFactor(leftOthers, left.Argument) && LogProducts.HasFactor(rightOthers, right.Argument);
                if (!ReferenceEquals(left, right) && sign == otherSign && !isEntropy && IsComplement(left.Argument, right.Argument, pool))
                {
                    positive = left;
                    negative = right;
                    weight = leftOthers;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>p and 1 - p, each perhaps with the same epsilon.</summary>
    private static bool IsComplement(Expression p, Expression q, ExpressionPool pool) =>
        q is Sum { Constant: > 0.99 and < 1.01 } && pool.Add(p, q) is Constant { Value: > 0.99 and < 1.01 };
}
