using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1013: an epsilon that vanishes beside what it is added to, or that the type rounds to 0: a guard that guards nothing.</summary>
internal sealed class UselessEpsilonRule() : NumericRule(RuleDescriptors.UselessEpsilon)
{
    // Half an ulp of 1: anything smaller disappears when added to 1.
    private const double HalfUlpDouble = 1.1102230246251565e-16;
    private const double HalfUlpSingle = 5.9604644775390625e-08;
    private const double SmallestNormalDouble = 2.2250738585072014e-308;
    private const double SmallestNormalSingle = 1.1754943508222875e-38;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (ReachedBound(site, member) is { } bound)
        {
            reports.Add(this, site.Place, $"{bound.Text} is rounded to {(bound.Bound == 0 ? "0" : "1")}, which is let through; compute from the logit, or in log space");
        }
        else if (Guarded(site) is { } guarded && Useless(guarded, site, member) is { } epsilon)
        {
            reports.Add(this, site.Place, $"{epsilon} changes nothing there; compute from the logit, or in log space",
                severity: IsSubnormal(guarded) ? DiagnosticSeverity.Hidden : null);
        }
    }

    /// <summary>The rounded bound that makes what must not be 0 here 0: of q in log(q) and 1/q, of p in log(1 - p), log1p(-p) and p/(1 - p).</summary>
    private static (double Bound, string Text)? ReachedBound(Site site, MemberReading member)
    {
        Expression? guarded = site.Function is KnownFunction.Log1P or KnownFunction.NaiveLog1P && site.Operands.Length > 0
            ? member.Pool.Add(site.Operands[0].Value, member.Pool.One)
            : site.Function.IsLogarithm() && site.Operands.Length > 0 ? site.Operands[0].Value
            : site.IsBinary && site.Operator == Operator.Divide && site.IsReal ? site.Operands[1].Value : null;
        if (guarded is null)
        {
            return null;
        }

        guarded = ExpressionPool.SplitCoefficient(guarded).Value;
        IEnumerable<Expression> parts = guarded is Product product ? product.Factors.Select(factor => factor.Value).Append(guarded) : [guarded];
        foreach (Expression part in parts)
        {
            if (member.RoundedBoundOf(part) is { Bound: 0 } low)
            {
                return low;
            }

            if (part is Sum { Constant: 1, Terms: [{ Coefficient: -1, Value: var p }] } && member.RoundedBoundOf(p) is { Bound: 1 } high)
            {
                return high;
            }
        }

        return null;
    }

    /// <summary>What must not be 0 here: the argument of a logarithm, a divisor.</summary>
    private static Fragment? Guarded(Site site) => site.Function.IsLogarithm() && site.Operands.Length > 0
        ? site.Operands[0].Code
        : site.IsBinary && site.Operator == Operator.Divide && site.IsReal ? site.Operands[1].Code : null;

    /// <summary>x/(y + float.Epsilon): Infinity where y is 0 and x is not. Most often it is there for 0/0, a share of a total of nothing, which it keeps out.</summary>
    private static bool IsSubnormal(Fragment guarded) => guarded.Unconverted is var sum
        && sum.Operands.Any(operand => Epsilon(operand) is > 0 and var size && size < SmallestNormal(sum));

    /// <summary>The text of an epsilon in <c>x + eps</c> or <c>max(x, eps)</c> that does nothing.</summary>
    private static string? Useless(Fragment guarded, Site site, MemberReading member)
    {
        guarded = guarded.Unconverted;
        if (guarded.IsBinary)
        {
            Fragment left = guarded.Operands[0], right = guarded.Operands[1];
            return guarded.Operator switch
            {
                Operator.Add => OfSum(guarded, left, right, site, member) ?? OfSum(guarded, right, left, site, member),

                // 1 + eps - p: the epsilon is lost before p is subtracted.
                Operator.Subtract => Useless(left, site, member),
                _ => null,
            };
        }

        if (guarded.Function == KnownFunction.Max && guarded.Operands.Length == 2)
        {
            foreach (Fragment argument in guarded.Operands)
            {
                if (Epsilon(argument) is { } floor && Vanishes(floor, argument, guarded, site) && !(floor > 0 && IsCapped(site))
                    && !guarded.Operands.Any(other => other.Place != argument.Place && IsRelativeTo(other, site)))
                {
                    return argument.Place.Text;
                }
            }
        }

        return null;
    }

    /// <summary>min(x/max(y, eps), 1): Infinity is capped, and the epsilon keeps 0/0 out.</summary>
    private static bool IsCapped(Site site) => site.EnclosingCalls.Any(static call => call.Name is "Min" or "Clamp" or "Clamp01" or "Saturate");

    /// <summary>(x - y)/max(x, eps): a change relative to x, which is small where x is.</summary>
    private static bool IsRelativeTo(Fragment guarded, Site site) => site.Operator == Operator.Divide
        && guarded.Unconverted.Value is { } value and not Constant && site.Operands[0].Value.Contains(value);

    /// <summary>A 0 that is added to a number near 1 guards nothing and is meant to: n + 0.0 makes a division one of reals.</summary>
    private static string? OfSum(Fragment sum, Fragment value, Fragment epsilon, Site site, MemberReading member)
    {
        if (Epsilon(epsilon) is not { } size)
        {
            return null;
        }

        if (size > 0 && size < SmallestNormal(sum) && value.Unconverted.Value is { IsInteger: true })
        {
            // A total over a count: it keeps 0/0 out.
            return null;
        }

        double halfUlp = sum.RealType == RealType.Single ? HalfUlpSingle : HalfUlpDouble;
        return Vanishes(size, epsilon, sum, site) || (size > 0 && size <= halfUlp && IsNearOne(value, site, member)) ? epsilon.Place.Text : null;
    }

    /// <summary>
    /// A literal that the type rounds to 0; or a subnormal number that is divided by, which gives Infinity. The logarithm of a subnormal number is -103
    /// or -744, and 0 is kept out.
    /// </summary>
    private static bool Vanishes(double size, Fragment epsilon, Fragment guarded, Site site) => size == 0
        ? IsTinyLiteral(epsilon)
        : size < SmallestNormal(guarded) && !site.Function.IsLogarithm();

    /// <summary>A positive constant small enough to be intended as a guard.</summary>
    private static double? Epsilon(Fragment code) => code.Constant is { } size && size is >= 0 and < 1e-6 && code.IsReal ? size : null;

    /// <summary>1e-50f is 0, which the author did not intend.</summary>
    private static bool IsTinyLiteral(Fragment code) => code.Place.Text.IndexOfAny(['e', 'E']) > 0;

    private static double SmallestNormal(Fragment code) => code.RealType == RealType.Single ? SmallestNormalSingle : SmallestNormalDouble;

    /// <summary>One plus something: what is written to the left of the epsilon is of the order of 1. Of 1 - p nothing may be left, and then the epsilon guards.</summary>
    private static bool IsNearOne(Fragment code, Site site, MemberReading member) => code.Constant == 1 || (code.Unconverted.Value is { } known
        && (known is Constant { Value: 1 } || (known is Sum { Constant: 1 or -1 } sum && sum.Terms.All(term => term.Coefficient * sum.Constant > 0))
            || member.RangeOf(known, site).Low >= 0.5));
}
