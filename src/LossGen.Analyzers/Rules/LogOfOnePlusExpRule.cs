using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1005: log(1 + exp(x)) overflows for large x; with a minus before both it is the log-sigmoid.</summary>
internal sealed class LogOfOnePlusExpRule() : NumericRule(RuleDescriptors.LogOfOnePlusExp)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Operands.Length == 0 || !(site.Function.IsLogarithm() || site.Function is KnownFunction.Log1P or KnownFunction.NaiveLog1P))
        {
            return;
        }

        Expression argument = site.Operands[0].Value;
        if (!site.Function.IsLogarithm())
        {
            argument = member.Pool.Add(argument, member.Pool.One);
        }

        if (argument is not Sum { Constant: 1, Terms.Length: 1 } sum || sum.Terms[0].Coefficient <= 0)
        {
            return;
        }

        // 1 + exp(x), and with a weight before the exponential: 1 + c·exp(x), 1 + y·exp(x).
        Expression[] exponents = [.. member.ExponentsIn(sum.Terms[0].Value)];
        if (exponents.Length != 1 || member.RangeOf(exponents[0], site).High <= Shapes.Overflow(site.RealType)
            || Exponents.IsOnScale(sum.Terms[0].Value, exponents[0]) || member.IsShifted(exponents[0]) || CarefulCode.IsHarmlessAtInfinity(site)
            || member.IsTested(site.Value) || Counters.IsTabulated(exponents[0]) || (sum.Terms[0].Value is Element && member.KnowsElementsIn(exponents[0], site)))
        {
            return;
        }

        Expression x = exponents[0];
        bool isWeighted = sum.Terms[0].Value is Product;
        if (isWeighted && (IsScale((Product)sum.Terms[0].Value, x) || Exponents.IsDecay(x) || IsPolynomial((Product)sum.Terms[0].Value)))
        {
            return;
        }

        bool isPlain = sum.Terms[0].Coefficient == 1 && Shapes.IsNaturalExp(sum.Terms[0].Value, out _);
        bool isNegated = isPlain && site.Negation is not null;
        Place place = isNegated ? site.Negation! : site.Place;
        string function = isNegated ? StableMathNames.LogSigmoid : StableMathNames.Softplus;
        Replacement? fix = isPlain ? member.Forms.InBaseOf(site, member.Forms.Stable(site, place, function, isNegated ? member.Pool.Negate(x) : x)) : null;
        reports.Add(this, place, "write " + (fix?.Text ?? StableMathNames.Class + "." + function + Forms.OverBase(site)), fix,
            isWeighted ? DiagnosticSeverity.Info : null);
    }

    /// <summary>2^n of a count beside a weight; e^n of a score is none.</summary>
    private static bool IsScale(Product product, Expression exponent) => exponent.IsInteger
        && !product.Factors.Any(static factor => Shapes.IsNaturalExp(factor.Value, out _));

    /// <summary>z·(1 + z/a) of an exponential z: a series, written for a small one.</summary>
    private static bool IsPolynomial(Product weighted) => weighted.Factors.Any(static factor =>
        factor.Value is Sum && Shapes.Contains(factor.Value, static part => Shapes.IsExp(part, out _)));
}
