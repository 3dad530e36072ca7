using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;

namespace LossGen.Analyzers.Rules;

/// <summary>
/// What is written for x·log(y). Where x is 0 the term counts as 0, whatever y is; but XLogY(0, NaN) is NaN, so it is written only where y cannot be 0/0.
/// </summary>
internal static class XTimesLogYFix
{
    private const int Deepest = 16;

    public static Replacement? For(Site site, Call logarithm, ImmutableArray<Factor> others, MemberReading member)
    {
        if (others.Length != 1 || others[0].Power != 1 || site.RealType == RealType.None)
        {
            return null;
        }

        Expression x = others[0].Value;
        (double sign, Expression product) = ExpressionPool.SplitCoefficient(site.Value);
        bool isPlain = Math.Abs(sign) == 1 && ReferenceEquals(product, member.Pool.Multiply(x, logarithm));
        Replacement? form = null;
        if (isPlain && logarithm.Argument is Product { Factors: [{ Power: -1, Value: var inverse }] } && ReferenceEquals(inverse, x))
        {
            form = member.Forms.Stable(site, site.Place, StableMathNames.XLogX, x);
            sign = -sign;
        }
        else if (isPlain && IsOfRatio(site, x, logarithm.Argument, member, out Expression other, out bool isInverse))
        {
            form = member.Forms.Stable(site, site.Place, StableMathNames.RelativeEntropy, x, other);
            sign = isInverse ? -sign : sign;
        }
        else if (isPlain && !CanBeUndefined(logarithm.Argument, site, member))
        {
            form = member.Forms.Stable(site, site.Place, StableMathNames.XLogY, x, logarithm.Argument);
        }

        return member.Forms.InBaseOf(site, logarithm, form) is { } found
            ? sign < 0 ? found with { Text = "-" + found.Text } : found
            : WithTest(site, x);
    }

    /// <summary>The clause of the message. The sum of x·log(x/y) over two arrays has a function of its own.</summary>
    public static string Advice(Site site, Call logarithm, ImmutableArray<Factor> others, Replacement? fix, MemberReading member)
    {
        string advice = "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.XLogY);
        bool isOfArrays = others is [{ Power: 1, Value: Element x }] && IsOfRatio(site, x, logarithm.Argument, member, out Expression other, out _)
            && other is Element y && ReferenceEquals(x.Index, y.Index) && !ReferenceEquals(x.Collection, y.Collection);
        return isOfArrays ? $"{advice}, or {StableMathNames.Class}.{StableMathNames.KullbackLeibler} for the whole sum" : advice;
    }

    /// <summary>
    /// Both terms of a binary cross-entropy. Of a sigmoid each logarithm comes from the logit: y·logsigmoid(z) + (1 - y)·logsigmoid(-z), which unlike
    /// BinaryCrossEntropy takes any weights, also those that a caller lets leave [0, 1]. Of probabilities each term is an XLogY.
    /// </summary>
    public static Replacement? OfTwoTerms(Site site, Sum sum, MemberReading member)
    {
        if (sum.Constant != 0 || sum.Terms.Length != 2 || site.RealType == RealType.None)
        {
            return null;
        }

        string text = "";
        int sigmoids = 0;
        foreach ((Expression term, double coefficient) in sum.Terms)
        {
            if (!LogProducts.IsLogProduct(term, out Call logarithm, out ImmutableArray<Factor> others) || logarithm.Function != KnownFunction.Log
                || others.Length != 1 || others[0].Power != 1 || Math.Abs(coefficient) != 1)
            {
                return null;
            }

            string? part;
            bool isComplement = Shapes.IsOneMinusSigmoid(logarithm.Argument, member.Pool, out Expression logit);
            if (isComplement || Shapes.IsSigmoid(logarithm.Argument, member.Pool, out logit))
            {
                sigmoids++;
                part = LogSigmoid(site, others[0].Value, isComplement ? member.Pool.Negate(logit) : logit, member);
            }
            else
            {
                part = CanBeUndefined(logarithm.Argument, site, member) || Shapes.IsSigmoidOfPower(logarithm.Argument, member.Pool, out _, out _)
                    ? null
                    : member.Forms.Stable(site, site.Place, StableMathNames.XLogY, others[0].Value, logarithm.Argument)?.Text;
            }

            if (part is null)
            {
                return null;
            }

            text += text.Length == 0 ? (coefficient < 0 ? "-" : "") + part : (coefficient < 0 ? " - " : " + ") + part;
        }

        return sigmoids == 1 ? null : Replacement.Stable(site.Place, text, sigmoids == 0 ? StableMathNames.XLogY : StableMathNames.LogSigmoid);
    }

    private static string? LogSigmoid(Site site, Expression weight, Expression logit, MemberReading member) =>
        member.Forms.Argument(site, logit) is { } z && member.Forms.Argument(site, weight) is { } written
            ? ExpressionText.Bracketed(written) + $" * {StableMathNames.Class}.{StableMathNames.LogSigmoid}({z})"
            : null;

    /// <summary>
    /// x·log(x/other), or with the fraction turned round. The other must be written somewhere: one put together from its factors could overflow where the
    /// fraction does not.
    /// </summary>
    private static bool IsOfRatio(Site site, Expression x, Expression y, MemberReading member, out Expression other, out bool isInverse)
    {
        other = y;
        isInverse = false;
        if (y is not Product ratio || ratio.Factors.FirstOrDefault(factor => Math.Abs(factor.Power) == 1 && ReferenceEquals(factor.Value, x)) is not { } own)
        {
            return false;
        }

        isInverse = own.Power < 0;
        other = isInverse ? member.Pool.Multiply(y, x) : member.Pool.Divide(x, y);
        return other is not Constant && member.Forms.IsWritten(site, other) && !CanBeUndefined(other, site, member);
    }

    /// <summary>
    /// x == 0 ? 0 : x·log(y), for an x that can be written twice: where x is not 0 it is what it was.
    /// </summary>
    private static Replacement? WithTest(Site site, Expression x) =>
        site.Operands.FirstOrDefault(operand => ReferenceEquals(ExpressionPool.SplitCoefficient(operand.Value).Value, x)) is { Value: not null } weight && weight.Place.IsRepeatable
            ? Replacement.Plain(site.Place, $"{weight.Place.Text} == 0 ? 0 : {site.Place.Text}", "a test for 0")
            : null;

    /// <summary>Whether it can be 0/0, or be made of infinities that a division by 0 gives.</summary>
    private static bool CanBeUndefined(Expression value, Site site, MemberReading member)
    {
        return ExpressionPool.SplitCoefficient(value).Value is Product ratio
            ? ratio.Parts.Any(DividesByZero)
                || (ratio.Factors.Any(factor => factor.Power < 0 && CanBeZero(factor.Value)) && ratio.Factors.Any(factor => factor.Power > 0 && CanBeZero(factor.Value)))
            : DividesByZero(value);

        bool DividesByZero(Expression part) => part.Contains(
            inner => inner is Product product && product.Factors.Any(factor => factor.Power < 0 && CanBeZero(factor.Value)), Deepest);

        bool CanBeZero(Expression part) => !Floors.Has(part) && !Tallies.Is(part) && member.RangeOf(part, site).CanBeZero;
    }
}
