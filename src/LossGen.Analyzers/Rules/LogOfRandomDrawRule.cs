using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1017: the logarithm of a uniform draw from [0, 1): once in 2^53 (or 2^24) draws it is log(0).</summary>
internal sealed class LogOfRandomDrawRule() : NumericRule(RuleDescriptors.LogOfRandomDraw)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument) || Draw(argument, member) is not { } draw || !member.RangeOf(argument, site).CanBeZero
            || member.IsTested(site.Value) || member.IsCompared(site.Value) || CarefulCode.IsHarmlessAtMinusInfinity(site))
        {
            return;
        }

        Replacement? fix = null;
        if (draw is Call { Function: KnownFunction.NextReal, Arguments.Length: 1 } && ReferenceEquals(draw, argument))
        {
            Operand written = site.Operands[0];
            string one = written.Code.RealType == RealType.Single ? "1f" : "1.0";
            fix = Replacement.Plain(written.Place, one + " - " + ExpressionText.Bracketed(written.Place.Text), "a draw from (0, 1]");
        }

        reports.Add(this, site.Place, fix is { } mirrored ? "take the logarithm of " + mirrored.Text : "draw from (0, 1] instead", fix);
    }

    /// <summary>The uniform draw under the logarithm, through constant factors, products of draws and joins of paths.</summary>
    private static Expression? Draw(Expression value, MemberReading member, int depth = 0)
    {
        if (RandomDraws.IsScaledInteger(value))
        {
            return value;
        }

        value = ExpressionPool.SplitCoefficient(value).Value;
        return value switch
        {
            _ when RandomDraws.IsUniform(value) => value,
            Product product when product.Factors.All(factor => factor.Power > 0) =>
                product.Factors.Select(factor => Draw(factor.Value, member, depth + 1)).FirstOrDefault(draw => draw is not null),
            Phi phi when depth < 4 => phi.Inputs.Select(input => Draw(input.Value, member, depth + 1)).FirstOrDefault(draw => draw is not null),
            Element when member.Contents(value).ToArray() is { Length: > 0 } contents && contents.All(RandomDraws.IsUniform) => contents[0],
            _ => null,
        };
    }
}
