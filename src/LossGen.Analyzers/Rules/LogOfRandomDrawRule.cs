using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1017: the logarithm of a uniform draw from [0, 1): once in 2^53 (or 2^24) draws it is log(0).</summary>
internal sealed class LogOfRandomDrawRule() : NumericRule(RuleDescriptors.LogOfRandomDraw)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument) || (Zero(argument, site, member) ?? Quotient(argument, site, member)) is not var (draw, isMirrored)
            || site.IsArgumentComparedWithZero || member.IsTested(site.Value) || member.IsCompared(site.Value) || CarefulCode.IsHarmlessAtMinusInfinity(site))
        {
            return;
        }

        if (RandomDraws.IsHandedIn(draw, member.Names))
        {
            // Its callers may draw from (0, 1] already.
            reports.Add(this, site.Place, "check it, or take the logarithm of 1 minus it", severity: DiagnosticSeverity.Hidden);
            return;
        }

        if (isMirrored || IsHarmfulAtZero(site, member))
        {
            // log(1 - u) can be 0, and u/(1 - u) has an infinity at either end: there, mirroring the draw only moves the infinity.
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

    /// <summary>
    /// A draw of which 0 makes the argument 0: a multiple of it, or 1 - |2u - 1|, as in Laplace noise, for which a draw of 1 would do the same.
    /// </summary>
    private static (Expression Draw, bool IsMirrored)? Zero(Expression argument, Site site, MemberReading member)
    {
        if (!member.RangeOf(argument, site).CanBeZero)
        {
            return null;
        }

        if (Draw(argument, member) is { } draw)
        {
            return (draw, false);
        }

        return argument is Sum { Constant: > 0, Terms: [{ Coefficient: < 0, Value: Call { Function: KnownFunction.Abs, Argument: Sum { Terms: [var centred] } } }] }
            && RandomDraws.IsUniform(centred.Value)
            ? (centred.Value, true)
            : null;
    }

    private static bool IsDraw(Expression value, MemberReading member) => RandomDraws.IsUniform(value) || RandomDraws.IsHandedIn(value, member.Names);

    /// <summary>A draw that is multiplied by or divided by beside others: u/(1 - u), 1/u, 1/u - 1.</summary>
    private static (Expression Draw, bool IsMirrored)? Quotient(Expression argument, Site site, MemberReading member)
    {
        bool isShifted = argument is Sum { Constant: not 0 };
        Expression bare = argument is Sum { Terms: [var only] } ? only.Value : argument;
        if (bare is not Product product || product.Factors.FirstOrDefault(Ends) is not { } end)
        {
            return null;
        }

        return (end.Value, isShifted || product.Factors.Any(other => other != end && other.Value.Contains(end.Value)));

        // What is added to a multiple of u keeps it from 0, and to one of 1/u does not keep it from Infinity.
        bool Ends(Factor factor) => (factor.Power < 0 || !isShifted) && IsDraw(factor.Value, member) && member.RangeOf(factor.Value, site).CanBeZero;
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
            _ when IsDraw(value, member) => value,
            Product product when product.Factors.All(factor => factor.Power > 0) =>
                product.Factors.Select(factor => Draw(factor.Value, member, depth + 1)).FirstOrDefault(draw => draw is not null),
            Phi phi when depth < 4 => phi.Inputs.Select(input => Draw(input.Value, member, depth + 1)).FirstOrDefault(draw => draw is not null),
            Element when member.Contents(value).ToArray() is { Length: > 0 } contents && contents.All(RandomDraws.IsUniform) => contents[0],
            _ => null,
        };
    }
}
