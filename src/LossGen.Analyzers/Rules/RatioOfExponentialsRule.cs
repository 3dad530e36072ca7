using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1007: a quotient whose numerator and denominator both grow as exponentials: Infinity / Infinity is NaN.</summary>
internal sealed class RatioOfExponentialsRule() : NumericRule(RuleDescriptors.RatioOfExponentials)
{
    private const int MostParts = 24;

    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Operator == Operator.Multiply)
        {
            ExamineProduct(site, member, reports);
        }

        if (site.Operator != Operator.Divide
            || site.Operands.Length != 2)
        {
            return;
        }

        // In decimal the exponential has thrown by then.
        if (!IsFormula(site.Value) || site.IsDecimal || !IsOfExponentialsAlone(site.Operands[0].Value) || !IsOfExponentialsAlone(site.Operands[1].Value))
        {
            return;
        }

        // The bottom as it is written here: a growing exponential cancelled by the canonical form still overflows in the code.
        Expression top = site.Operands[0].Value;
        Expression[] below = [.. GrowingBelow(site.Operands[1].Value, site, member)];
        if (below.Length == 0)
        {
            return;
        }

        bool isLogistic = IsLogistic(top, site.Operands[1].Value);
        Expression[] above = [.. Growing(top, site, member)];
        if (!above.Any(exponent => below.Any(other => GrowTogether(exponent, other) && Exponents.CanBeLarge(exponent, isLogistic, member)
                && Exponents.CanBeLarge(other, isLogistic, member)))
            || member.IsTested(site.Value) || site.IsOnlyAsserted || IsLatitude(site))
        {
            return;
        }

        Replacement? fix = Known(site, member);
        reports.Add(this, site.Place, fix is { } known ? "write " + known.Text : "divide both by the largest exponential first", fix,
            SeverityOf([.. above, .. below], isLogistic, member));
    }

    /// <summary>asin((exp(t) - 1)/(exp(t) + 1)), the latitude of a place on a map in Mercator's projection, whose t is of the order of 1.</summary>
    private static bool IsLatitude(Site site) => site.EnclosingCalls.Any(static call => call.Name == "Asin");

    /// <summary>
    /// A warning where all exponents are one logit or multiples of it, as in a sigmoid, a slope and a tangent, or are logits each. Elsewhere, as in formulas with rates, steps and
    /// shapes, what has to be large for a NaN is seldom so.
    /// </summary>
    private static DiagnosticSeverity? SeverityOf(Expression[] exponents, bool isLogistic, MemberReading member) =>
        (isLogistic && exponents.Any(one => exponents.All(exponent => IsOfSameVariable(exponent, one, member.Pool)))) || exponents.All(Exponents.IsLogit)
            ? null
            : DiagnosticSeverity.Info;

    private static bool IsOfSameVariable(Expression a, Expression b, ExpressionPool pool)
    {
        Expression bare = ExpressionPool.SplitCoefficient(a).Value, other = ExpressionPool.SplitCoefficient(b).Value;
        return ReferenceEquals(bare, other) || ReferenceEquals(pool.Negate(bare), other)
            || (other is not Product && bare is Product product && product.Factors.Any(factor => factor.Power == 1 && ReferenceEquals(factor.Value, other)));
    }

    /// <summary>
    /// A function of any real number: a sigmoid or its slope, a tangent, the share of one of several exponentials. Nothing stands beside the exponentials but 1.
    /// </summary>
    private static bool IsLogistic(Expression top, Expression bottom) => IsOfExponentials(top) && IsOfExponentials(bottom is Product power ? power.Factors[0].Value : bottom);

    private static bool IsOfExponentials(Expression value) => value switch
    {
        Sum { Constant: 0, Terms: [(Product scaled, _)] } => IsOfExponentials(scaled),
        Sum sum => Math.Abs(sum.Constant) is 0 or 1 && sum.Terms.All(term => Shapes.IsExp(term.Value, out _) || IsTimesItsVariable(term.Value)),
        Product product when SumsIn(product).Any() => product.Factors.All(static factor => !factor.Value.HasTranscendental || IsOfExponentials(factor.Value)),
        _ => Shapes.ExponentsIn(value).Any(),
    };

    /// <summary>The factors above the line that are sums with exponentials: b·(exp(x) - 1).</summary>
    private static IEnumerable<Sum> SumsIn(Product product) => product.Factors.Where(static factor => factor.Power > 0 && factor.Value.HasTranscendental)
        .Select(static factor => factor.Value).OfType<Sum>();

    /// <summary>x·exp(-x), as in the slope of x·sigmoid(x).</summary>
    private static bool IsTimesItsVariable(Expression value) => value is Product product && Shapes.ExponentsIn(product).ToArray() is { Length: > 0 } exponents
        && product.Factors.All(factor => Shapes.IsExp(factor.Value, out _) || exponents.Any(exponent => exponent.Contains(factor.Value)));

    /// <summary>
    /// What is added to an exponential is another one or a number: a share, a slope or a tangent, and neither a step of an iteration nor a system of
    /// equations that is solved, where c·exp(x) + d balances something.
    /// </summary>
    private static bool IsOfExponentialsAlone(Expression value) => value switch
    {
        Sum { HasTranscendental: true } sum => sum.Terms.All(static term => IsExponential(term.Value)),
        Product product => product.Factors.All(static factor => IsOfExponentialsAlone(factor.Value)),
        _ => true,
    };

    private static bool IsExponential(Expression term) => term switch
    {
        Product product => product.Factors.All(static factor => IsExponential(factor.Value)) || IsTimesItsVariable(product),
        Sum sum => sum.Terms.All(static part => IsExponential(part.Value)),
        Call { Function: KnownFunction.Power } power => IsExponential(power.Argument),
        Phi { IsLoopHead: false } phi => phi.Inputs.All(static input => input.Value is not Phi && IsExponential(input.Value)),
        _ => Shapes.IsExp(term, out _),
    };

    /// <summary>e·p·p with p = 1/(1 + e), and every other product with such a quotient in it: Infinity times 0.</summary>
    private void ExamineProduct(Site site, MemberReading member, Reports reports)
    {
        if (IsFormula(site.Value) && !site.IsDecimal && IsOfExponentialsAlone(site.Value) && HoldsRatio(site.Value, site, member)
            && !site.Operands.Any(operand => HoldsRatio(operand.Value, site, member)) && !member.IsTested(site.Value))
        {
            reports.Add(this, site.Place, "where the exponential is Infinity the other factor is 0: write both from StableMath.Sigmoid",
                severity: SeverityOf([.. ExponentsOf(site, member)], isLogistic: true, member));
        }
    }

    private static IEnumerable<Expression> ExponentsOf(Site site, MemberReading member) => ExpressionPool.SplitCoefficient(site.Value).Value is Product product
        ? product.Factors.SelectMany(factor => factor.Power > 0 ? Growing(factor.Value, site, member) : GrowingBelow(factor.Value, site, member))
        : [];

    private static bool HoldsRatio(Expression value, Site site, MemberReading member)
    {
        if (ExpressionPool.SplitCoefficient(value).Value is not Product product || product.Factors.All(factor => factor.Power > 0))
        {
            return false;
        }

        Expression[] below = [.. product.Factors.Where(factor => factor.Power < 0 && factor.Value is Sum).SelectMany(factor => GrowingBelow(factor.Value, site, member))];
        bool isLogistic = product.Factors.All(factor => !factor.Value.HasTranscendental || IsOfExponentials(factor.Value));
        return below.Length > 0 && product.Factors.Where(factor => factor.Power > 0).SelectMany(factor => Growing(factor.Value, site, member))
            .Any(exponent => below.Any(other => GrowTogether(exponent, other) && Exponents.CanBeLarge(exponent, isLogistic, member)
                && Exponents.CanBeLarge(other, isLogistic, member)));
    }

    /// <summary>Both go to infinity in the same direction.</summary>
    private static bool GrowTogether(Expression a, Expression b)
    {
        (double aFactor, Expression aValue) = ExpressionPool.SplitCoefficient(a);
        (double bFactor, Expression bValue) = ExpressionPool.SplitCoefficient(b);
        return ReferenceEquals(aValue, bValue) ? Math.Sign(aFactor) == Math.Sign(bFactor) : VariablesIn(a).Any(x => VariablesIn(b).Any(y => Families.AreAlike(x, y)));
    }

    /// <summary>What the terms of an exponent are products of: two exponents without any in common seldom grow at once.</summary>
    private static IEnumerable<Expression> VariablesIn(Expression exponent) => exponent switch
    {
        Sum sum => sum.Terms.SelectMany(static term => VariablesIn(term.Value)),
        Product product => product.Factors.Select(static factor => factor.Value),
        _ => [exponent],
    };

    /// <summary>A formula of exponentials, whatever is in their exponents, and no algorithm that has one somewhere among its inputs.</summary>
    private static bool IsFormula(Expression value)
    {
        HashSet<Expression> parts = [];
        var pending = new Stack<Expression>();
        pending.Push(value);
        while (pending.Count > 0 && parts.Count <= MostParts)
        {
            Expression next = pending.Pop();
            if (parts.Add(next) && !Shapes.IsExp(next, out _))
            {
                foreach (Expression part in next.Parts)
                {
                    pending.Push(part);
                }
            }
        }

        return parts.Count <= MostParts;
    }

    private static IEnumerable<Expression> Growing(Expression value, Site site, MemberReading member)
    {
        return TermsOf(value).SelectMany(ExponentsIn).Where(exponent => CanOverflow(exponent, site, member));
    }

    private static IEnumerable<Expression> TermsOf(Expression value) => value switch
    {
        Sum sum => sum.Terms.SelectMany(static term => TermsOf(term.Value)),
        Product product => SumsIn(product).SelectMany(TermsOf).Append(product),
        _ => [value],
    };

    /// <summary>Of the denominator: exponentials that are added to something, or that appear squared beside it.</summary>
    private static IEnumerable<Expression> GrowingBelow(Expression value, Site site, MemberReading member) => value switch
    {
        Sum { Terms.Length: 1, Constant: 0 } scaled => GrowingBelow(scaled.Terms[0].Value, site, member),
        Sum sum => sum.Terms.SelectMany(term => ExponentsIn(term.Value)).Where(exponent => CanOverflow(exponent, site, member)
            && (!IsLessThanOne(sum) || Exponents.IsLogit(exponent))),
        Product product => product.Factors.Where(factor => factor.Power > 0)
            .SelectMany(factor => factor.Value is Sum ? GrowingBelow(factor.Value, site, member) : []),
        _ => [],
    };

    /// <summary>
    /// 1 - r·exp(-k·t), which is written that way for what decays: the quotient has its pole where the exponential is 1/r, and is used on this side of it. A logit may
    /// be on either.
    /// </summary>
    private static bool IsLessThanOne(Sum below) => below is { Constant: > 0, Terms: [{ Coefficient: < 0 }] };

    private static IEnumerable<Expression> ExponentsIn(Expression term) => Shapes.ExponentsIn(term).Where(exponent => !Exponents.IsOnScale(term, exponent));

    private static bool CanOverflow(Expression exponent, Site site, MemberReading member) =>
        member.RangeOf(exponent, site).High > Shapes.Overflow(site.RealType) && !Exponents.IsBell(exponent)
        && !member.IsShifted(exponent);

    private static Replacement? Known(Site site, MemberReading member)
    {
        ExpressionPool pool = member.Pool;
        if (Shapes.IsSigmoid(site.Value, pool, out Expression logit))
        {
            return member.Forms.Stable(site, site.Place, StableMathNames.Sigmoid, logit);
        }

        // exp(a) / (exp(a) + exp(b)) has no fix: the rounding of a - b would cost its sigmoid up to hundreds of ulp.
        return Hyperbolics.IsTanh(site.Operands[0].Value, site.Operands[1].Value, pool, out Expression x)
            ? member.Forms.Library(site, site.Place, "Tanh", x)
            : null;
    }
}
