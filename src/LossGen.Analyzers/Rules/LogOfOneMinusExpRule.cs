using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1004: log(1 - exp(x)) and log(-expm1(x)); neither form is accurate on both sides of ln 2 (Maechler 2012, Rmpfr vignette log1mexp-note).</summary>
internal sealed class LogOfOneMinusExpRule() : NumericRule(RuleDescriptors.LogOfOneMinusExp)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        bool isAccurateLog = site.Function is KnownFunction.Log1P or KnownFunction.NaiveLog1P;
        if (site.Operands.Length == 0 || !(site.Function.IsLogarithm() || isAccurateLog))
        {
            return;
        }

        Expression argument = site.Operands[0].Value;
        Expression exponent;
        bool cancels = true;
        if (isAccurateLog)
        {
            // log1p(-exp(x)) is right where exp(x) is small and loses its digits near 0 only.
            if (argument is not Sum { Constant: 0, Terms.Length: 1 } negated || negated.Terms[0].Coefficient != -1 || !Shapes.IsNaturalExp(negated.Terms[0].Value, out exponent))
            {
                return;
            }
        }
        else if (Shapes.IsOnePlusExp(argument, out exponent, out double coefficient))
        {
            if (coefficient != -1)
            {
                return;
            }
        }
        else if (argument is Sum { Constant: 0, Terms.Length: 1 } flipped && flipped.Terms[0].Coefficient == -1
            && flipped.Terms[0].Value is Call { Function: KnownFunction.ExpM1 or KnownFunction.NaiveExpM1 } expM1)
        {
            exponent = expM1.Argument;
            cancels = false;
        }
        else
        {
            return;
        }

        // Between the two cut-offs of the literature the form already used is the right one.
        Interval range = member.RangeOf(exponent, site);
        if (exponent.IsInteger || (cancels ? range.High <= -Math.Log(2) + 1e-3 : range.Low >= -Math.Log(2) - 1e-3)
            || CarefulCode.IsAccurateForm(site, member))
        {
            return;
        }

        Replacement? fix = member.Forms.InBaseOf(site, member.Forms.Stable(site, site.Place, StableMathNames.Log1MExp, member.Pool.Negate(exponent)));
        reports.Add(this, site.Place, "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.Log1MExp + Forms.OverBase(site)), fix,
            Exponents.IsDecay(exponent) ? DiagnosticSeverity.Info : null);
    }
}
