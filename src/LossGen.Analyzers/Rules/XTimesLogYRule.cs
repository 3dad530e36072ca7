using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>
/// LG1012: x·log(y) where y can be 0, in a cross-entropy, a divergence or a likelihood. Elsewhere x·log(y) is too common, and too
/// often right, to be reported.
/// </summary>
internal sealed class XTimesLogYRule() : NumericRule(RuleDescriptors.XTimesLogY)
{
    private static readonly string[] Distributions =
    [
        "prob", "pred", "output", "target", "label", "expected", "actual", "truth", "count", "freq", "share", "softmax", "likelihood", "posterior", "prior", "distribution",
        "observed", "fitted", "estimate", "belief", "policy", "density", "hist",
    ];

    // Up to here 1 - sigmoid(x) is above 2^-50.
    private const double LargestSafeLogit = 34;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Value is Sum sum && site.IsBinary && WritesLogarithms(site, member)
            && BinaryCrossEntropies.Is(sum, member.Pool, out Call positive, out Call negative,
                out ImmutableArray<Factor> weight))
        {
            if (IsExponentOfDensity(sum, weight, member))
            {
                reports.Accept(site.Place);
            }
            else if (Saturates(positive.Argument, site, member) || Saturates(negative.Argument, site, member))
            {
                ReportBinary(site, sum, positive, weight, member, reports);
            }
            else if (!IsGuardedByEpsilon(positive.Argument) && !IsGuardedByEpsilon(negative.Argument))
            {
                reports.Accept(site.Place);
            }

            return;
        }

        if (site.IsBinary && site.Operator == Operator.Multiply
            && !site.Operands.Any(operand => LogProducts.IsLogProduct(operand.Value, out _, out _))
            && LogProducts.IsLogProduct(site.Value, out Call logarithm, out ImmutableArray<Factor> others)
            && !Shapes.Contains(logarithm.Argument, static part => part.IsCall(KnownFunction.IntegerQuotient))
            && !IsSoftMax(logarithm.Argument, site, member) && !IsSmoothed(logarithm.Argument, others)
            && IsLikelihood(site, logarithm, others, member)
            && (CanBeZero(logarithm.Argument, site, member) || IsUnderZero(logarithm.Argument, others, site, member))
            && others.Any(other => other.Power > 0 && member.RangeOf(other.Value, site).CanBeZero)
            && !others.Any(other => IsExponentialOf(other.Value, logarithm)) && !IsSoftplus(logarithm.Argument) && !IsSquared(logarithm, member)
            && !member.IsTested(site.Value) && !member.IsTested(logarithm))
        {
            Replacement? fix = XTimesLogYFix.For(site, logarithm, others, member);
            reports.Add(this, site.Place, XTimesLogYFix.Advice(site, logarithm, others, fix, member), fix,
                IsZeroShown(logarithm.Argument, others, site, member) ? null : DiagnosticSeverity.Info);
        }
    }

    /// <summary>
    /// Data, shares and terms of a cross-entropy can be 0. The mean of a Poisson likelihood of plain numbers is 0 for no data that anyone has counted.
    /// </summary>
    private static bool IsZeroShown(Expression y, ImmutableArray<Factor> weights, Site site, MemberReading member) => Shapes.IsElementLike(y) || y is Product
        || weights.Any(static weight => Shapes.IsElementLike(weight.Value))
        || member.CrossEntropyTerms.Contains(ExpressionPool.SplitCoefficient(site.Value).Value);

    /// <summary>The logarithm of a softmax is wrong whatever it is multiplied with: that is reported at the logarithm, where it is written here.</summary>
    private static bool IsSoftMax(Expression y, Site site, MemberReading member) => SoftMaxShares.Is(y, member)
        && member.Sites.Inside(site.Place.Span).Any(static inner => inner.Function.IsLogarithm());

    /// <summary>exp(y) beside log(y) is 1 where y is 0: the product is -Infinity there, whatever function computes it.</summary>
    private static bool IsExponentialOf(Expression weight, Call logarithm) => Shapes.IsExp(weight, out Expression exponent)
        && exponent.Contains(logarithm.Argument) && !exponent.Contains(logarithm);

    /// <summary>A smoothed share; of p·log((q + eps)/p) it is p that can be 0.</summary>
    private static bool IsSmoothed(Expression y, ImmutableArray<Factor> weights) => Smoothing.Is(y)
        && !(y is Product share && share.Factors.Any(below => below.Power < 0 && weights.Any(weight => ReferenceEquals(weight.Value, below.Value))));

    /// <summary>The abscissa of a regression, Σ log(x)², Σ y·log(x).</summary>
    private static bool IsSquared(Call logarithm, MemberReading member) =>
        member.Products.Any(product => product.Factors.Any(factor => factor.Power == 2 && ReferenceEquals(factor.Value, logarithm)));

    /// <summary>1 + exp(x), weighted or not: what overflows under its logarithm is another rule's question.</summary>
    private static bool IsSoftplus(Expression y) => y is Sum { Constant: 1, Terms.Length: 1 } sum && sum.Terms[0].Coefficient > 0
        && Shapes.ExponentsIn(sum.Terms[0].Value).Any();

    private static bool WritesLogarithms(Site site, MemberReading member) =>
        member.Sites.Inside(site.Place.Span).Count(inner => inner.Function.IsLogarithm()) >= 2;

    /// <summary>Whether the epsilon does anything is another rule's question.</summary>
    private static bool IsGuardedByEpsilon(Expression p) => p is Sum { Constant: not (0 or 1) };

    /// <summary>It can be 0, or is a sigmoid of an unbounded logit, which rounds to 0 or 1.</summary>
    private static bool Saturates(Expression p, Site site, MemberReading member) =>
        Shapes.IsSigmoid(p, member.Pool, out Expression logit) || Shapes.IsOneMinusSigmoid(p, member.Pool, out logit)
        ? member.RangeOf(logit, site) is var range && range.Magnitude > LargestSafeLogit
        : Shapes.IsSigmoidOfPower(p, member.Pool, out Expression exponent, out double unit)
            ? member.RangeOf(exponent, site).Magnitude * unit > LargestSafeLogit
            : CanBeZero(p, site, member);

    private void ReportBinary(Site site, Sum sum, Call positive, ImmutableArray<Factor> weight, MemberReading member,
        Reports reports)
    {
        if (member.IsTested(site.Value))
        {
            return;
        }

        Replacement? fix = null;
        bool isLoss = sum.Constant == 0 && sum.Terms.Length == 2 && sum.Terms.All(term => term.Coefficient == -1);
        bool isLikelihood = sum.Constant == 0 && sum.Terms.Length == 2 && sum.Terms.All(term => term.Coefficient == 1);
        if ((isLoss || isLikelihood) && positive.Function == KnownFunction.Log && weight.Length == 1 && weight[0].Power == 1
            && Shapes.IsSigmoid(positive.Argument, member.Pool, out Expression logit)
            && member.RangeOf(weight[0].Value, site) is { Low: >= 0, High: <= 1 }
            && sum.Terms.Any(term => term.Value is Product product
                && product.Factors.Any(factor => ReferenceEquals(factor.Value, member.Pool.Subtract(member.Pool.One, weight[0].Value)))))
        {
            fix = member.Forms.Stable(site, site.Place, StableMathNames.BinaryCrossEntropy, logit, weight[0].Value);
            if (isLikelihood && fix is { } likelihood)
            {
                // The loss is minus this; where that minus precedes it, both are removed.
                fix = site.NegationOfParentheses is { } minus
                    ? likelihood with { Place = minus }
                    : likelihood with { Text = "-" + likelihood.Text };
            }
        }

        fix ??= XTimesLogYFix.OfTwoTerms(site, sum, member);
        string advice = fix switch
        {
            null => "StableMath.BinaryCrossEntropy(logit, target), or StableMath.XLogY for each term",
            { Function: StableMathNames.Class + "." + StableMathNames.XLogY } terms => terms.Text + ", or StableMath.BinaryCrossEntropy(logit, target)",
            { } fromLogit => fromLogit.Text,
        };
        reports.Add(this, site.Place, "write " + advice, fix);
    }

    /// <summary>The places where log(0) is met with a weight of 0: sums over elements, divergences, Poisson likelihoods.</summary>
    private static bool IsLikelihood(Site site, Call logarithm, ImmutableArray<Factor> others, MemberReading member)
    {
        Expression y = logarithm.Argument;
        Expression[] weights = [.. others.Where(other => other.Power == 1).Select(other => other.Value)];
        if (weights.Length == 0)
        {
            return false;
        }

        // p·log(p/q)
        if (y is Product ratio && !(site.IsInMemberWithCases && !weights.Any(Shapes.IsElementLike)) && ratio.Factors.Any(factor => factor.Power == 1
            && weights.Contains(factor.Value) && (!factor.Value.IsInteger || Shapes.IsElementLike(factor.Value)) && !IsShareOfParameters(factor.Value, ratio))
            && ratio.Factors.Any(factor => factor.Power == -1) && !IsOfNeighbours(ratio))
        {
            return true;
        }

        // p·log(q/p), the same with the fraction turned round.
        if (y is Product inverse
            && weights.Any(weight => Shapes.IsElementLike(weight) && inverse.Factors.Any(factor => factor.Power == -1 && ReferenceEquals(factor.Value, weight)))
            && inverse.Factors.Any(static factor => factor.Power > 0 && Shapes.IsElementLike(factor.Value))
            && (NamesDistribution(site.Place) || PredictedProbabilities.NamesLoss(member.Names)) && !weights.Any(NamesCoefficient))
        {
            return true;
        }

        // y^n·log(y), the derivative of a power by its exponent: 0 times -Infinity for data of 0.
        if (Shapes.IsElementLike(y) && y is not Element { Index: Constant }
            && weights.Any(weight => weight is Call { Function: KnownFunction.Power } power && ReferenceEquals(power.Argument, y)
            && power.Arguments[1] is not (Sum { Constant: < 0 } or Constant)))
        {
            return true;
        }

        // t[i]·log(p[i]); in an exponent it is the power p[i]^t[i] of a model, whose t[i] is a coefficient.
        if (weights.Count(Shapes.IsElementLike) == 1 && weights.First(Shapes.IsElementLike) is var target && IsElementOrComplement(target)
            && IsElementOrShare(y) && !IsQuotientOfElements(y) && IsOfSamePlace(target, y) && (NamesDistribution(site.Place) || PredictedProbabilities.NamesLoss(member.Names))
            && !IsPoisson(site, y, member) && !EndsInExponent(site, member)
            && !NamesCoefficient(y) && !weights.Any(NamesCoefficient) && !IsDensityExponent(site, weights, member))
        {
            return true;
        }

        // One term of a binary cross-entropy whose two terms are stored in locals.
        if (member.CrossEntropyTerms.Contains(ExpressionPool.SplitCoefficient(site.Value).Value))
        {
            return true;
        }

        return IsPoisson(site, y, member) && !weights.Any(weight => weight.Contains(y)) && !IsDensityExponent(site, weights, member)
            && (weights.All(static weight => weight.IsInteger) || !(weights.Any(Shapes.IsElementLike) || EndsInExponent(site, member)));
    }

    /// <summary>
    /// k·log(λ) - λ: the sum around this product also subtracts the argument of the logarithm. An underflowed λ takes more than data; a count of 0 is common.
    /// </summary>
    private static bool IsPoisson(Site site, Expression y, MemberReading member)
    {
        Expression product = ExpressionPool.SplitCoefficient(site.Value).Value;
        return member.Sites.Around(site).Select(static outer => outer.Value).OfType<Sum>().Any(sum => CoefficientOf(sum, y) * CoefficientOf(sum, product) < 0);
    }

    /// <summary>What a sum has as factor of a term; 0 where it is no term of it.</summary>
    private static double CoefficientOf(Sum sum, Expression value) =>
        sum.Terms.Where(term => ReferenceEquals(term.Value, value)).Select(static term => term.Coefficient).FirstOrDefault();

    /// <summary>v[i + 1]/v[i], the growth from one value to the next: interpolated in its logarithm, a table has no 0.</summary>
    private static bool IsOfNeighbours(Product ratio) => ratio.Factors.Length == 2 && ratio.Factors[0].Value is Element above && ratio.Factors[1].Value is Element below
        && ReferenceEquals(above.Collection, below.Collection) && !ReferenceEquals(above.Index, below.Index);

    /// <summary>v[i]/w[i] under the logarithm, with neither before it: a ratio of measurements, and no probability.</summary>
    private static bool IsQuotientOfElements(Expression y) => ExpressionPool.SplitCoefficient(y).Value is Product ratio
        && ratio.Factors.Any(static factor => factor.Power < 0 && factor.Value is Element);

    /// <summary>t[i] and p[i]; counts[token] and p[outcome[token]] are elements of different tables.</summary>
    private static bool IsOfSamePlace(Expression weight, Expression y) => (IndexOf(weight), IndexOf(y)) is not ({ } left, { } right) || ReferenceEquals(left, right);

    private static Expression? IndexOf(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Element element => element.Index,
        Product product => product.Factors.Where(static factor => factor.Power > 0).Select(static factor => IndexOf(factor.Value))
            .FirstOrDefault(static index => index is not null),
        _ => null,
    };

    /// <summary>a/(a + b) of two plain numbers: the parameters of a beta distribution, both positive.</summary>
    private static bool IsShareOfParameters(Expression part, Product ratio) => !Shapes.IsElementLike(part)
        && ratio.Factors.Any(factor => factor.Power == -1 && factor.Value is Sum whole && whole.Terms.Any(term => ReferenceEquals(term.Value, part)));

    /// <summary>The factors of a multiplicative model or the coefficients of a linear one, which are not shares of anything.</summary>
    private static bool NamesCoefficient(Expression y) => y switch
    {
        Element element => NamesCoefficient(element.Collection),
        Unknown { Name: { } name } => Shapes.Has(name, "coef") || Shapes.Has(name, "price"),
        _ => false,
    };

    /// <summary>(a - 1)·log(x) - x in the exponent of a density: exp(-Infinity) is its right limit 0. With a count as weight the product is NaN.</summary>
    private static bool IsDensityExponent(Site site, Expression[] weights, MemberReading member) =>
        weights.All(weight => weight is Sum { Constant: not 0 } sum && !sum.IsInteger) && EndsInExponent(site, member);

    /// <summary>The same of both logarithms: (a - 1)·log(x) + (b - 1)·log(1 - x).</summary>
    private static bool IsExponentOfDensity(Sum sum, ImmutableArray<Factor> weight, MemberReading member) =>
        weight.All(static part => part.Value is Sum { Constant: not 0, IsInteger: false }) && sum.Terms.Any(term => member.EndsInExponent(term.Value));

    private static bool EndsInExponent(Site site, MemberReading member) =>
        member.EndsInExponent(site.Value) || site.EnclosingCalls.Any(static call => call.Name == "Exp");

    /// <summary>
    /// Something is called a probability, a prediction, a target or a count. Otherwise it is a mean of logarithms, whose weights are no probabilities of what
    /// the logarithms are of.
    /// </summary>
    private static bool NamesDistribution(Place written) => written.Names.Any(static name => !Shapes.Has(name, "weight")
        && (Distributions.Any(part => Shapes.Has(name, part)) || Words.In(name).Any(static word => word is "p" or "q" or "t" or "y" or "hat")));

    /// <summary>t[i], 1 - t[i]; n[i] - k is a count of what is left.</summary>
    private static bool IsElementOrComplement(Expression weight) => IsElementOrShare(weight) || weight is Sum { Terms.Length: 1 };

    /// <summary>An element, the variable of a query, a multiple or a share of one, or one minus it: where a function is taken first, its values decide.</summary>
    private static bool IsElementOrShare(Expression y) => y switch
    {
        Element or Unknown => Shapes.IsElementLike(y),
        Sum { Terms.Length: 1 } sum => IsElementOrShare(sum.Terms[0].Value),
        Product product => product.Factors.Where(factor => factor.Power > 0).Any(factor => IsElementOrShare(factor.Value)),
        _ => false,
    };

    /// <summary>A factor that divides under the logarithm as well: where it is 0 the logarithm is infinite.</summary>
    private static bool IsUnderZero(Expression y, ImmutableArray<Factor> others, Site site, MemberReading member) => y is Product ratio
        && ratio.Factors.Any(factor => factor.Power < 0 && others.Any(other => other.Power > 0 && ReferenceEquals(other.Value, factor.Value))
            && Shapes.IsElementLike(factor.Value) && member.RangeOf(factor.Value, site).CanBeZero);

    /// <summary>1 + e[i] of exponentials that the member stores: what can go wrong there is their overflow.</summary>
    private static bool IsOneMoreThanExponential(Expression y, MemberReading member) => y is Sum { Constant: > 0 } sum
        && sum.Terms.All(term => term.Coefficient > 0 && member.Contents(term.Value).Any(static stored => Shapes.IsExp(stored, out _)));

    private static bool CanBeZero(Expression y, Site site, MemberReading member)
    {
        Interval range = member.RangeOf(y, site);
        if (!range.CanBeZero || Tallies.Is(y) || IsOneMoreThanExponential(y, member))
        {
            return false;
        }

        if (y is Product ratio)
        {
            // Of a ratio the numerator must be able to be 0, or the denominator to be infinite; a positive numerator rules the first out.
            return ratio.Factors.Where(factor => factor.Power > 0)
                .Any(factor => !Floors.Has(factor.Value) && !Tallies.Is(factor.Value) && member.RangeOf(factor.Value, site).CanBeZero)
                || ratio.Factors.All(factor => factor.Power < 0);
        }

        return !Floors.Has(y) && !(Shapes.IsMadeOfIntegers(y) && !Shapes.IsElementLike(y));
    }
}
