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
            || site.IsArgumentComparedWithZero || member.IsTested(site.Value) || member.IsCompared(site.Value) || CarefulCode.IsHarmlessAtMinusInfinity(site))
        {
            return;
        }

        if (IsHarmfulAtZero(site, member))
        {
            // log(1 - u) can be 0: there, mirroring the draw only moves the infinity to the other end of its range.
            reports.Add(this, site.Place, "draw again while the generator returns 0");
            return;
        }

        // Random.value of Unity, which has a second argument, includes 1 as well.
        bool isPlain = draw is Call { Function: KnownFunction.NextReal, Arguments.Length: 1 } && ReferenceEquals(draw, argument);
        Replacement? fix = isPlain ? Mirrored(site.Operands[0].Code) : null;
        reports.Add(this, site.Place, fix is { } mirrored ? "draw from (0, 1], as " + mirrored.Text + " does" : "draw from (0, 1] instead", fix);
    }

    /// <summary>1 - u in place of the draw u, before any cast: one to float can round u up to 1.</summary>
    private static Replacement? Mirrored(Fragment written)
    {
        Fragment draw = written.Unconverted;
        if (draw.Function != KnownFunction.NextReal && !draw.IsOnlyReadOfCall)
        {
            return null;
        }

        string? one = draw.RealType switch
        {
            RealType.Single => "1f",
            RealType.Double => "1.0",
            _ => null,
        };
        return one is null ? null : Replacement.Plain(draw.Place, one + " - " + ExpressionText.Bracketed(draw.Place.Text), "a draw from (0, 1]");
    }

    /// <summary>Whether the code takes the logarithm of this logarithm, or raises it to a power that may be negative.</summary>
    private static bool IsHarmfulAtZero(Site logarithm, MemberReading member) => member.Sites.InOrder.Any(other =>
        other.Operands.Length > 0 && Flows(logarithm.Value, other.Operands[0].Value)
        && (other.Function.IsLogarithm() || (other.Function == KnownFunction.Power && !member.RangeOf(other.Operands[1].Value, other).IsNonNegative)));

    /// <summary>Whether a value is part of another, also through the joins of paths.</summary>
    private static bool Flows(Expression part, Expression whole) => whole.Contains(part)
        || (whole is Phi { IsLoopHead: false } phi && phi.Inputs.Any(input => input.Value.Contains(part)));

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
