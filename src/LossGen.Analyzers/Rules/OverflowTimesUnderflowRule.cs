using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1020: a product in which one factor overflows while the other underflows: exp(-λ)·λ^k is Infinity·0.</summary>
internal sealed class OverflowTimesUnderflowRule() : NumericRule(RuleDescriptors.OverflowTimesUnderflow)
{
    private const double LargestBase = 1e6;

    private static readonly string[] Cumulative = ["cdf", "cumulative", "erfc", "phi", "cnd", "normsdist"];

    public override bool SpeaksInSpecialFunctions => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        bool isSpecialFunction = CarefulCode.IsSpecialFunction(member.Names);
        if (!Finds(site.Value, site, member) && FactorialQuotients.FormedBy(site, member) is { IsInteger: false } quotient)
        {
            bool isOrdinary = quotient.Likelihood == Likelihood.Ordinary && (!isSpecialFunction || Shapes.Has(member.Names.Member, "beta"));
            reports.Add(this, site.Place, "take the exponential of a difference of log-gammas or log-factorials",
                severity: isOrdinary ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info);
            return;
        }

        if (isSpecialFunction)
        {
            return;
        }

        if (site.IsBinary && site.Operator == Operator.Multiply && !site.IsDecimal
            && (IsDoublyExponential(site.Operands[0].Value, site.Operands[1].Value, site, member)
                || IsDoublyExponential(site.Operands[1].Value, site.Operands[0].Value, site, member))
            && !member.IsTested(site.Value) && !site.IsInComparison && !member.IsCompared(site.Value))
        {
            reports.Add(this, site.Place, "take one exponential of the sum of the exponents", severity: DiagnosticSeverity.Warning);
            return;
        }

        if (!(site.IsBinary && site.Operator is Operator.Multiply or Operator.Divide)
            || site.Operands.Any(operand => Finds(operand.Value, site, member))
            || !(Finds(site.Value, site, member) || IsGrowthTimesTail(site, member))
            || member.IsTested(site.Value) || site.IsInComparison || member.IsCompared(site.Value))
        {
            return;
        }

        reports.Add(this, site.Place, "take one exponential of the sum of the logarithms",
            severity: ReachesBothEnds(site) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Hidden);
    }

    /// <summary>
    /// One variable drives both: what makes the power overflow, lambda^k or x^(k - 1), makes the exponential underflow, exp(-lambda) or exp(-x). Not so where the
    /// terms of a series, exp(-n·x)·x^i, count the exponent, too; nor of a quotient of exponentials, whose two sides grow alike.
    /// </summary>
    private static bool ReachesBothEnds(Site site) => ExpressionPool.SplitCoefficient(site.Value).Value is Product product
        && product.Factors.Any(factor => factor.Power == 1 && Shapes.IsNaturalExp(factor.Value, out Expression exponent)
            && exponent is Sum { Constant: 0 } sum && sum.Terms.All(term => term.Coefficient < 0) && !sum.Terms.Any(static term => IsCounted(term.Value))
            && product.Factors.Any(other => other.Power == 1 && other.Value is Call { Function: KnownFunction.Power, Argument: var @base }
                && !IsQuotientOfExponentials(@base) && Variables(@base).Any(variable => exponent.Contains(variable))));

    /// <summary>exp(x)·exp(-exp(x)), the density of an extreme value: Infinity times 0 where x passes the overflow. Written as exp(x - exp(x)) it is 0.</summary>
    private static bool IsDoublyExponential(Expression growing, Expression shrinking, Site site, MemberReading member) =>
        Shapes.ExponentsIn(shrinking).Any(exponent => exponent is Sum { Constant: 0, Terms: [(var inner, < 0)] } && Shapes.IsExp(inner, out Expression x)
            && Shapes.ExponentsIn(growing).Any(other => ReferenceEquals(other, x)) && member.RangeOf(x, site).High > Shapes.Overflow(site.RealType)
            && !member.IsShifted(x));

    private static bool IsCounted(Expression term) => term is Product product && product.Factors.Any(static factor => factor.Value is Phi { IsLoopHead: true, IsInteger: true });

    private static bool IsQuotientOfExponentials(Expression value) => ExpressionPool.SplitCoefficient(value).Value is Product product
        && product.Factors.Any(static factor => factor.Power > 0 && Shapes.IsExp(factor.Value, out _))
        && product.Factors.Any(static factor => factor.Power < 0 && factor.Value.HasTranscendental);

    /// <summary>What the base is made of, quotients and products taken apart.</summary>
    private static IEnumerable<Expression> Variables(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Product product => product.Factors.Select(factor => factor.Value),
        Constant => [],
        var variable => [variable],
    };

    private static bool Finds(Expression value, Site site, MemberReading member)
    {
        (_, value) = ExpressionPool.SplitCoefficient(value);
        if (value is not Product product)
        {
            return false;
        }

        return product.Factors.Any(factor => factor.Power == 1 && Shapes.IsNaturalExp(factor.Value, out Expression exponent)
            && product.Factors.Any(other => other.Power == 1 && IsPower(other.Value, site, member) && !IsExponentItself(other.Value, exponent))
            && IsWide(exponent, site, member) && !IsOfLogGammas(exponent));
    }

    /// <summary>a·exp(-a): the exponential is 0 where a is 745, and a overflows 300 orders of magnitude later.</summary>
    private static bool IsExponentItself(Expression power, Expression exponent) => ReferenceEquals(power, exponent)
        || (exponent is Sum { Terms: [(var only, _)] } && ReferenceEquals(power, only));

    /// <summary>A power whose exponent is not a small constant, nor one of a table of coefficients, and whose base can be far from 1.</summary>
    private static bool IsPower(Expression value, Site site, MemberReading member) => value is Call { Function: KnownFunction.Power } power
        && !GrowsWithBase(power) && power.Arguments[1] is not Constant { Value: > -4 and < 4 }
        && power.Arguments[0] is not Constant && !IsFromTable(power.Arguments[1])
        && CanOverflow(member.RangeOf(power.Arguments[0], site), member.RangeOf(power.Arguments[1], site), site.RealType);

    /// <summary>The base has no bound that keeps the power in range, and does not have to be past a million, as it has to for an exponent up to 50, or 6 in float.</summary>
    private static bool CanOverflow(Interval @base, Interval exponent, RealType type)
    {
        double largest = type == RealType.Single ? float.MaxValue : double.MaxValue;
        return exponent.High > 1 && !(@base.Low >= 0 && Math.Pow(@base.High, exponent.High) <= largest) && Math.Pow(largest, 1 / exponent.High) < LargestBase;
    }

    /// <summary>x^(x - 1/2)·exp(-x): the gamma function, which overflows with its power long before the exponential underflows.</summary>
    private static bool GrowsWithBase(Call power) => GrowingParts(power.Argument).Any(part => power.Arguments[1].Contains(part));

    private static IEnumerable<Expression> GrowingParts(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Product product => product.Factors.Where(static factor => factor.Power > 0).Select(static factor => factor.Value),
        Sum sum => sum.Terms.Select(static term => term.Value),
        Constant => [],
        var variable => [variable],
    };

    /// <summary>An element, or a part of one that a loop takes apart.</summary>
    private static bool IsFromTable(Expression exponent) => Shapes.Contains(exponent, static part => part is Element or Unknown { Origin.Kind: OriginKind.LambdaParameter }
        or Unknown { Parts: [Element, ..] });

    /// <summary>A growing exponential times a tail probability; a discount factor, exp(-r·t), is neither large nor small.</summary>
    private static bool IsGrowthTimesTail(Site site, MemberReading member) =>
        site.Operands.Any(operand => Shapes.IsNaturalExp(operand.Value, out Expression exponent)
            && exponent is Sum sum && sum.Terms.All(term => term.Coefficient >= 2) && IsWide(exponent, site, member))
        && site.Operands.Any(operand => operand.Code.NameOfCall is { } called && Cumulative.Any(name => Shapes.Has(called, name)));

    /// <summary>exp of a difference of log-gammas is already the careful form of a ratio of gammas.</summary>
    private static bool IsOfLogGammas(Expression exponent) => Shapes.Contains(exponent, part => part.NameOfCall is { } name
        && Shapes.Has(name, "gamma") && (Shapes.Has(name, "ln") || Shapes.Has(name, "log") || Shapes.Has(name, "lgamma")));

    private static bool IsWide(Expression exponent, Site site, MemberReading member) =>
        member.RangeOf(exponent, site).Magnitude > Shapes.Overflow(site.RealType);
}
