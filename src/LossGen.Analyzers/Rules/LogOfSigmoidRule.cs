using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1006: the logarithm of a sigmoid, or of one minus a sigmoid, in any spelling.</summary>
internal sealed class LogOfSigmoidRule() : NumericRule(RuleDescriptors.LogOfSigmoid)
{
    // Beyond this the sigmoid of the type is 0 or 1.
    private const double Saturates = 36;

    public override bool SpeaksInSpecialFunctions => true;

    public override bool SpeaksAtHelperCalls => true;

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument))
        {
            return;
        }

        ExpressionPool pool = member.Pool;
        if (argument is Element element)
        {
            argument = member.Contents(element).FirstOrDefault(value => Shapes.IsSigmoid(value, pool, out _)) ?? argument;
        }

        Expression bare = Floors.Under(argument, pool, out double? floor);
        bool isGuarded = floor is not null;
        bool isSigmoid = Shapes.IsSigmoid(bare, pool, out Expression logit);
        bool isComplement = !isSigmoid && Shapes.IsOneMinusSigmoid(bare, pool, out logit);
        logit = isComplement ? pool.Negate(logit) : logit;

        if (!isSigmoid && !isComplement && Shapes.IsSigmoidOfPower(bare, pool, out Expression exponent, out double unit))
        {
            // The value is the sigmoid of minus the exponent times the base's logarithm; how to write that is the author's choice.
            if (!isGuarded && member.RangeOf(exponent, site).High * unit >= Saturates && !site.Facts[argument].IsPositive && !member.IsTested(site.Value))
            {
                reports.Add(this, site.Place, "take StableMath.LogSigmoid of the logit: the exponent times the logarithm of the base, with its sign" + Forms.OverBase(site));
            }

            return;
        }

        if (!isSigmoid && !isComplement && !isGuarded && DensityOfTanh(bare, site, member) is { } density)
        {
            reports.Add(this, site.Place, density);
            return;
        }

        if (!isSigmoid && !isComplement)
        {
            return;
        }

        Interval range = member.RangeOf(logit, site);
        Interval known = site.Facts[argument];
        if (range.Low > -Saturates || known.IsPositive || member.IsTested(site.Value))
        {
            return;
        }

        if (IsKnownPositive(logit, site, member))
        {
            reports.Accept(site.Place);
        }
        else if (floor is null)
        {
            Replacement? fix = member.Forms.InBaseOf(site, member.Forms.Stable(site, site.Place, StableMathNames.LogSigmoid, logit));
            reports.Add(this, site.Place, "write " + (fix?.Text ?? "StableMath.LogSigmoid of the logit" + Forms.OverBase(site)), fix);
        }
        else if (argument is Sum)
        {
            // A bound, unlike an epsilon that is added, says where the logarithm is to end.
            reports.Add(this, site.Place, Floors.Advice(site, floor.Value, "take StableMath.LogSigmoid of the logit", isComplement), severity: DiagnosticSeverity.Info);
        }
    }

    /// <summary>
    /// What to write for the logarithm of 1 - tanh²(x) = 4·sigmoid(2x)·sigmoid(-2x), as of an action squashed by tanh, or of 1 - tanh(x) = 2·sigmoid(-2x); null where it
    /// is neither, or where x stays so small that tanh(x) does not round to 1.
    /// </summary>
    private static string? DensityOfTanh(Expression argument, Site site, MemberReading member)
    {
        bool isSquared = Hyperbolics.IsOneMinusSquaredTanh(argument, member.Pool, out Expression x);
        if ((!isSquared && !Hyperbolics.IsOneMinusTanh(argument, member.Pool, out x)) || site.Facts[argument].IsPositive || member.IsTested(site.Value))
        {
            return null;
        }

        Interval range = member.RangeOf(x, site);
        if ((isSquared ? range.Magnitude : range.High) * 2 < Saturates)
        {
            return null;
        }

        string text = member.Forms.Argument(site, x) is { } written ? ExpressionText.Bracketed(written) : "x";
        (string two, string rest) = (Hyperbolics.LogOfTwo(site), Hyperbolics.Remainder(site, argument));
        return isSquared
            ? $"1 - tanh² is 4·sigmoid(2x)·sigmoid(-2x): take 2 * ({two} - {text} + StableMath.LogSigmoid(2 * {text})){rest}"
            : $"1 - tanh(x) is 2·sigmoid(-2x): take {two} + StableMath.LogSigmoid(-2 * {text}){rest}";
    }

    /// <summary>
    /// (x - m)/s after a test that x is above m, whose s is a deviation: the probability is a half at least, and where it rounds to 1 its logarithm is 0.
    /// </summary>
    private static bool IsKnownPositive(Expression logit, Site site, MemberReading member)
    {
        (double coefficient, Expression bare) = ExpressionPool.SplitCoefficient(logit);
        if (bare is not Product product)
        {
            return false;
        }

        int sign = Math.Sign(coefficient);
        foreach ((Expression factor, int power) in product.Factors.Where(static factor => factor.Power % 2 != 0))
        {
            Interval range = member.RangeOf(factor, site);
            sign = range.IsNonNegative || (power < 0 && Shapes.NamesScale(factor)) ? sign : range.IsNonPositive ? -sign : 0;
        }

        return sign > 0;
    }
}
