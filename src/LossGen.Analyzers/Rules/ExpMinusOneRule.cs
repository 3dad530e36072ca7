using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1002: exp(x) - 1 and 1 - exp(x) where x can be near 0.</summary>
internal sealed class ExpMinusOneRule() : NumericRule(RuleDescriptors.ExpMinusOne)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!(site.IsBinary && site.Operator is Operator.Add or Operator.Subtract)
            || site.Value is not Sum { Constant: not 0, Terms.Length: 1 } sum
            || sum.Terms[0].Coefficient != -sum.Constant
            || !Shapes.IsNaturalExp(sum.Terms[0].Value, out Expression x)
            || CarefulCode.IsAccurateForm(site, member)
            || x.IsInteger || member.IsCompared(site.Value) || site.IsUsedOnlyIn("Max", "Clamp")
            || member.IsAddedToConstant(site) || IsBesideItsVariable(site, x, member) || site.IsOnlyAsserted)
        {
            return;
        }

        Interval range = member.RangeOf(x, site);
        Interval size = site.Facts[member.Pool.Call(KnownFunction.Abs, x)];
        if (range.Low >= Shapes.Near(site) || range.High <= -Shapes.Near(site) || size.Low >= 1e-8)
        {
            return;
        }

        Replacement? fix = Math.Abs(sum.Constant) == 1 ? member.Forms.Stable(site, site.Place, StableMathNames.ExpM1, x) : null;
        if (fix is { } plain && sum.Constant > 0)
        {
            fix = plain with { Text = "-" + plain.Text };
        }

        reports.Add(this, site.Place, "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.ExpM1), fix);
    }

    /// <summary>i·(exp(v/w) - 1) + g·v: near 0 the other term in the same variable decides.</summary>
    private static bool IsBesideItsVariable(Site site, Expression x, MemberReading member) => member.Sites.Around(site)
        .Select(outer => ExpressionPool.SplitCoefficient(outer.Value).Value).OfType<Sum>()
        .Any(sum => sum.Terms.Any(term => !term.Value.HasTranscendental && term.Value is not Constant
            && Shapes.Contains(term.Value, part => part is Unknown { Parts.IsEmpty: true } or Element && x.Contains(part))));
}
