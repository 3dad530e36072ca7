using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1008: log(exp(a) + exp(b)) and the logarithm of any sum of exponentials that is not shifted by the maximum.</summary>
internal sealed class LogOfSumOfExponentialsRule() : NumericRule(RuleDescriptors.LogOfSumOfExponentials)
{
    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (Shapes.IsLogCall(site, out Expression argument) && ExpressionPool.SplitCoefficient(argument).Value is Call { Function: KnownFunction.Cosh } cosh)
        {
            ExamineCosh(site, argument, cosh.Argument, member, reports);
            return;
        }

        if (!Shapes.IsLogCall(site, out argument) || Terms(argument, member) is not { IsEmpty: false } terms)
        {
            return;
        }

        Expression[] exponents = [.. terms.SelectMany(term => ExponentsOf(term, member))];
        if (exponents.Length == 0 || terms.Any(IsSubtracted) || exponents.All(Exponents.IsOfLogarithms) || exponents.All(Exponents.IsOfOrderOne)
            || terms.Any(static term => Shapes.ExponentsIn(term).Any(exponent => Exponents.IsOnScale(term, exponent)))
            || exponents.Length < terms.Count(term => term is not Constant)
            || !exponents.Any(exponent => IsHazard(exponent, argument, site, member))
            || exponents.Any(exponent => member.IsShifted(exponent)) || IsBesideShifted(exponents, member) || member.IsTested(site.Value))
        {
            return;
        }

        Replacement? fix = member.Forms.InBaseOf(site, Known(site, argument, member));
        reports.Add(this, site.Place,
            fix is { } known ? "write " + known.Text : "shift by the largest exponent, as StableMath.LogSumExp does" + Forms.OverBase(site), fix,
            exponents.All(static exponent => Exponents.IsLogit(exponent) || Exponents.IsOfDeviation(exponent)) ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>log(cosh(x)): as a loss it is taken of a residual, which is in the unit of what is predicted.</summary>
    private void ExamineCosh(Site site, Expression argument, Expression x, MemberReading member, Reports reports)
    {
        // A test of one end alone, norm <= 30, is made where the other is known: cosh is even.
        Interval range = member.RangeOf(x, site);
        double most = Shapes.Overflow(site.RealType);
        if (range.High <= most || range.Low >= -most || member.IsTested(site.Value) || site.IsOnlyAsserted)
        {
            return;
        }

        string text = member.Forms.Argument(site, x) ?? "x";
        bool isResidual = x is Sum { Constant: 0, Terms: [var one, var other] } && one.Coefficient == -other.Coefficient;
        string form = $"StableMath.LogAddExp({text}, -{ExpressionText.Bracketed(text)}) - {Hyperbolics.LogOfTwo(site)}";
        reports.Add(this, site.Place, $"cosh is a sum of two exponentials: take {form}{Hyperbolics.Remainder(site, argument)}",
            severity: isResidual || PredictedProbabilities.NamesLoss(member.Names) ? null : DiagnosticSeverity.Info);
    }

    /// <summary>The member also takes the exponential of a difference of two such exponents: this is what remains for the infinities.</summary>
    private static bool IsBesideShifted(Expression[] exponents, MemberReading member) => member.Sites.InOrder.Any(other =>
        other.Function.IsExponential() && other.Operands.Length == 1 && other.Operands[0].Value is Sum { Constant: 0, Terms: [var first, var second] }
        && first.Coefficient == -second.Coefficient
        && exponents.Any(exponent => Families.AreAlike(exponent, first.Value)) && exponents.Any(exponent => Families.AreAlike(exponent, second.Value)));

    private static bool IsSubtracted(Expression term) => term is Sum { Constant: 0, Terms: [(_, < 0)] };

    /// <summary>What is added up under the logarithm: two exponentials and more, or what a loop or a query accumulates.</summary>
    private static ImmutableArray<Expression> Terms(Expression argument, MemberReading member)
    {
        (_, argument) = ExpressionPool.SplitCoefficient(argument);
        if (argument is Product product)
        {
            // The mean of exponentials: the sum over the count. Of several sums, as in the odds (1 - e)/e of two of them, the logarithm is another thing.
            Expression[] sums = [.. product.Factors.Where(factor => factor.Power == 1 && factor.Value is Fold or Phi or Sum).Select(factor => factor.Value)];
            argument = sums is [var only] ? only : argument;
        }

        if (argument is Sum sum && (sum.Terms.Length >= 2 || sum.Terms[0].Value is Phi or Fold))
        {
            // Of what is written out the weights are constants: others are shares of what is averaged, and the exponents logarithms of ordinary numbers.
            bool isWrittenOut = sum.Terms.All(static term => term.Value is not (Phi or Fold));
            return sum.Terms.Any(term => term.Coefficient < 0 || (isWrittenOut && term.Value is Product))
                ? ImmutableArray<Expression>.Empty : Accumulations.Addends(sum, member.Pool);
        }

        return Accumulations.StartsAsSum(argument)
            && Accumulations.IsAccumulated(argument, member.Pool, out ImmutableArray<Expression> addends)
            ? addends
            : ImmutableArray<Expression>.Empty;
    }

    private static IEnumerable<Expression> ExponentsOf(Expression term, MemberReading member)
    {
        IEnumerable<Expression> direct = Shapes.ExponentsIn(term);
        return direct.Any() ? direct : member.Contents(term).SelectMany(Shapes.ExponentsIn);
    }

    /// <summary>It can overflow; or underflow, with nothing else in the sum to keep it from 0, and no test of the sum that finds it.</summary>
    private static bool IsHazard(Expression exponent, Expression sum, Site site, MemberReading member)
    {
        Interval range = member.RangeOf(exponent, site);
        double most = Shapes.Overflow(site.RealType);
        return (range.High > most && !Exponents.IsDecay(exponent))
            || (range.Low < -most && !(member.RangeOf(sum, site).Low > 0) && !Accumulations.StartsPositive(sum) && site.Facts[sum].CanBeZero);
    }

    private static Replacement? Known(Site site, Expression argument, MemberReading member)
    {
        if (argument is Sum { Constant: 0, Terms.Length: 2 } sum && sum.Terms.All(term => term.Coefficient == 1 && Shapes.IsNaturalExp(term.Value, out _)))
        {
            return member.Forms.Stable(site, site.Place, StableMathNames.LogAddExp, ((Call)sum.Terms[0].Value).Argument,
                ((Call)sum.Terms[1].Value).Argument);
        }

        return argument is Fold { Kind: FoldKind.Sum, Body: Call { Function: KnownFunction.Exp, Argument: Element element } } fold
            && ReferenceEquals(element.Collection, fold.Collection)
            ? Spans.Call(site, site.Place, StableMathNames.LogSumExp, fold.Collection, member)
            : null;
    }
}
