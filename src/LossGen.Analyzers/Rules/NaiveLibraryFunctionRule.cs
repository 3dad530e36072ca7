using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1003: LogP1, ExpM1 and their relatives are the naive formulas in .NET.</summary>
internal sealed class NaiveLibraryFunctionRule() : NumericRule(RuleDescriptors.NaiveLibraryFunction)
{
    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksInTests => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        (string? function, double factor) = site.Function switch
        {
            KnownFunction.NaiveLog1P => (StableMathNames.Log1P, 1),
            KnownFunction.NaiveLog2P1 => (StableMathNames.Log1P, Math.Log(2)),
            KnownFunction.NaiveLog10P1 => (StableMathNames.Log1P, Math.Log(10)),
            KnownFunction.NaiveExpM1 => (StableMathNames.ExpM1, 1),
            KnownFunction.NaiveExp2M1 => (StableMathNames.ExpM1, Math.Log(2)),
            KnownFunction.NaiveExp10M1 => (StableMathNames.ExpM1, Math.Log(10)),
            _ => (null, 0),
        };
        if (function is null || site.Operands.Length == 0)
        {
            return;
        }

        Expression x = site.Operands[0].Value;
        Interval range = member.RangeOf(x, site);
        if (x.IsConstant(0) || (!range.Contains(0) && !range.Contains(1e-9) && !range.Contains(-1e-9)))
        {
            return;
        }

        bool isLog = function == StableMathNames.Log1P;
        Replacement? fix = site.Operands.Length == 1
            ? member.Forms.Stable(site, site.Place, function, isLog ? x : member.Pool.Scale(x, factor))
            : factor == 1 ? Spans.SameCall(site, function) : null;
        if (fix is { } plain && isLog && factor != 1)
        {
            fix = plain with { Text = plain.Text + " / " + Forms.Literal(factor, site.RealType) };
        }

        string written = fix?.Text ?? (factor == 1
            ? StableMathNames.Class + "." + function
            : isLog ? "StableMath.Log1P(x) divided by the base's logarithm" : "StableMath.ExpM1 of x times the base's logarithm");
        string each = site.Operands.Length == 1 || fix is not null ? "" : " for each element";
        reports.Add(this, site.Place, "write " + written + each, fix);
    }
}
