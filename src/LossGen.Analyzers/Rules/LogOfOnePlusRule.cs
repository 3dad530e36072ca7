using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1001: log(1 + x) where x can be near 0.</summary>
internal sealed class LogOfOnePlusRule() : NumericRule(RuleDescriptors.LogOfOnePlus)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument)
            || !(Shapes.IsOnePlus(argument, member.Pool, out Expression x) || IsOnePlusNumber(site, member, out x))
            || CarefulCode.IsAccurateForm(site, member) || !IsSmallReal(x, site, member) || member.IsCompared(site.Value) || site.IsInComparison
            || member.EndsInExponent(site.Value) || IsInExponent(site) || IsBoxMuller(site, member) || member.IsAddedToConstant(site) || site.IsOnlyAsserted
            || Shapes.Contains(x, static part => Shapes.IsLog(part, out _)))
        {
            return;
        }

        Replacement? fix = member.Forms.InBaseOf(site, member.Forms.Stable(site, site.Place, StableMathNames.Log1P, x));
        reports.Add(this, site.Place, "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.Log1P + Forms.OverBase(site)), fix,
            Digits.Matter(site, x, member) ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>exp(… log(1 + x) …), pow(b, … log(1 + x) …): the result is near 1 where x is small.</summary>
    private static bool IsInExponent(Site site) => site.EnclosingCalls.Any(static call => call is { Name: "Exp" or "Exp2" or "Exp10" } or { Name: "Pow", Position: 1 })
        || site.IsUsedOnlyIn("Exp", "Exp2", "Exp10");

    /// <summary>sqrt(-2·log(1 - u)) beside a sine or cosine: a normal variable from two uniform ones, whatever generator drew them.</summary>
    private static bool IsBoxMuller(Site site, MemberReading member) => (site.IsInMemberWith("Sin") || site.IsInMemberWith("Cos"))
        && site.EnclosingCalls.Any(static call => call.Name == "Sqrt")
        && member.Sites.Around(site).Any(outer => ExpressionPool.SplitCoefficient(outer.Value) is { Coefficient: -2, Value: var logarithm }
            && ReferenceEquals(logarithm, site.Value));

    /// <summary>1 + x where x is a variable that holds a number: the sum keeps no trace of it.</summary>
    private static bool IsOnePlusNumber(Site site, MemberReading member, out Expression x)
    {
        x = site.Value;
        Fragment sum = site.Operands[0].Code.Unconverted;
        if (!sum.IsBinary || sum.IsCompileTimeConstant || sum.Operator is not (Operator.Add or Operator.Subtract)
            || sum.Operands[0].Value is not Constant left || sum.Operands[1].Value is not Constant right)
        {
            return false;
        }

        Constant? number = left.Value == 1 ? right : right.Value == 1 && sum.Operator == Operator.Add ? left : null;
        x = number is null ? x : sum.Operator == Operator.Subtract ? member.Pool.Negate(number) : number;
        return number is { Value: not 0, IsInteger: false };
    }

    /// <summary>A draw, also one whose end point was replaced, or one that is drawn again until it is inside.</summary>
    private static bool IsDraw(Expression x, MemberReading member) => Shapes.Contains(x, part => RandomDraws.Is(part) || RandomDraws.IsHandedIn(part, member.Names))
        || (ExpressionPool.SplitCoefficient(x).Value is Phi phi && (phi.IsLoopHead
            ? phi.Inputs.All(static input => RandomDraws.Is(input.Value))
            : phi.Inputs.Any(static input => RandomDraws.Is(input.Value))));

    private static bool IsSmallReal(Expression x, Site site, MemberReading member)
    {
        if (x is Constant number)
        {
            return Math.Abs(number.Value) < Shapes.Near(site);
        }

        // A count has no small fractions; a uniform draw is as fine as its own grid; exponentials belong to softplus and its kin; a total is
        // seldom small.
        if (Shapes.IsCounted(x, member.Pool) || Accumulations.IsAccumulated(x, member.Pool, out _) || IsDraw(x, member)
            || IsSumOfExponentials(x) || member.ExponentsIn(x).Any())
        {
            return false;
        }

        Interval range = member.RangeOf(x, site);
        Interval size = member.Pool.Call(KnownFunction.Abs, x) is var absolute ? site.Facts[absolute] : Interval.Everything;
        return range.Low < Shapes.Near(site) && range.High > -Shapes.Near(site) && !(size.Low >= 1e-8 || range.Low >= 1e-8 || range.High <= -1e-8);
    }

    private static bool IsSumOfExponentials(Expression x) => x switch
    {
        Sum { Constant: 0 } sum => sum.Terms.All(term => Shapes.ExponentsIn(term.Value).Any() && (term.Coefficient > 0 || Shapes.IsNaturalExp(term.Value, out _))),
        _ => Shapes.ExponentsIn(x).Any(),
    };
}
