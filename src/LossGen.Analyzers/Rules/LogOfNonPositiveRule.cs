using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1021: the logarithm of a value that, by the code itself, can be 0 or negative.</summary>
internal sealed class LogOfNonPositiveRule() : NumericRule(RuleDescriptors.LogOfNonPositive)
{
    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (!Shapes.IsLogCall(site, out Expression argument) || IsWrittenAsZero(site, argument) || IsExpectedValue(site, argument) || IsStoredAsLogarithm(site)
            || site.IsInMemberWith("IsZero") || IsLogarithmItself(member) || member.IsTested(site.Value)
            || CarefulCode.IsHarmlessAtMinusInfinity(site) || site.IsClampedNext || member.IsCompared(site.Value) || member.IsCaughtAsInteger(site)
            || member.MeansInfinity(site) || member.EndsInExponent(site.Value) || site.IsOnlyAsserted)
        {
            return;
        }

        Interval range = member.RangeOf(argument, site);
        // Of a difference the ranges know the sign by what looks like a maximum: good enough to be silent, not to speak.
        if (range.IsNonPositive && !range.IsEverything && (argument is not Sum { Terms.Length: > 1 } || site.Facts[argument].IsNonPositive))
        {
            // A 0 that a variable starts with is met where a branch that never runs would use it.
            reports.Add(this, site.Place, "it can never be positive here", severity: argument.IsConstant(0) ? DiagnosticSeverity.Hidden : null);
            return;
        }

        Expression bare = ExpressionPool.SplitCoefficient(argument).Value;
        bare = bare is Element { Collection: var filled } && member.Contents(bare).ToArray() is [not (Constant or Element) and var stored]
            && !stored.Contains(filled) && member.RangeOf(stored, site).CanBeZero
            ? ExpressionPool.SplitCoefficient(stored).Value
            : bare;
        if (range.CanBeZero && !IsNamedDistance(site) && Reason(bare, site, member) is { } reason)
        {
            reports.Add(this, site.Place, reason, severity: SeverityOf(bare, site, member));
        }
        else if (range.CanBeZero && !site.IsUsedOnlyIn("Max", "Clamp") && Measurements.CanBeZero(bare, site, member) is { } measured)
        {
            // A name says what data is, and not what has been done to it: a floor, a check of the whole array, a unit.
            reports.Add(this, site.Place, measured, severity: DiagnosticSeverity.Hidden);
        }
        else if (range.CanBeZero && PredictedProbabilities.IsLoss(site, argument, member))
        {
            reports.Add(this, site.Place, "a predicted probability underflows to 0; take the loss from the logits, as StableMath.LogSumExp(z) - z[label]");
        }
    }

    /// <summary>
    /// A warning where the 0 is met: where an integer is cut from the logarithm, as for the digits or the order of magnitude of any number; in a level in
    /// decibels, as of silence; where a draw or a count can be 0, or a guard lets 0 through. A lower bound of 0 is more often there against rounding, and one
    /// absolute value or difference is of something that is seldom 0. Of a modulus, -Infinity is most often the right limit.
    /// </summary>
    private static DiagnosticSeverity? SeverityOf(Expression value, Site site, MemberReading member)
    {
        if (IsGuardedWithZero(value, site))
        {
            return null;
        }

        Expression under = value is Call { Function: KnownFunction.Sqrt } root ? ExpressionPool.SplitCoefficient(root.Argument).Value : value;
        switch (under)
        {
            case Call { Function: KnownFunction.Max or KnownFunction.Clamp }:
                return DiagnosticSeverity.Hidden;
            case Call { Function: KnownFunction.BitwiseAnd or KnownFunction.Remainder } when ReferenceEquals(site.Operands[0].Value, value):
                // A field of a format, where 0 may not occur; a fraction of all that the mask leaves is a draw.
                return DiagnosticSeverity.Info;
            case Call { Function: KnownFunction.Abs }:
                return (IsCut(site, member) && !site.IsInPrivateMember) || IsLevel(site, member) ? null : DiagnosticSeverity.Hidden;
            case Sum { Terms.Length: 2 } difference when !IsSumOfSquares(difference):
                return IsCut(site, member) ? null : DiagnosticSeverity.Hidden;
            case Phi or Fold:
                // The natural logarithm is that of a likelihood, whose residuals are 0 for a perfect fit only.
                return IsCut(site, member) || IsLevel(site, member) || site.Function == KnownFunction.Log10 ? null : DiagnosticSeverity.Hidden;
            case Sum sum when IsRadius(sum) && site.Function == KnownFunction.Log:
                // The potential of a line or a point, which is asked for away from it.
                return IsCut(site, member) ? null : DiagnosticSeverity.Hidden;
            case Sum sum:
                // What is compared by its size is watched, as in a loop that ends when a point has escaped.
                return IsCut(site, member) || IsLevel(site, member) ? null
                    : sum.Terms.All(term => member.IsCompared(term.Value)) ? DiagnosticSeverity.Hidden : DiagnosticSeverity.Info;
            case Product product when IsSquare(product):
                return IsLevel(site, member) ? null : DiagnosticSeverity.Info;
            case Product product when !IsOdds(product, site, member):
                return OfQuotient(product, site, member);
            default:
                return null;
        }
    }

    /// <summary>Of a quotient the top decides; that of two sums of squares is a distance ratio, whose infinities are poles.</summary>
    private static DiagnosticSeverity? OfQuotient(Product product, Site site, MemberReading member)
    {
        Expression? above = product.Factors.FirstOrDefault(static factor => factor.Power == 1)?.Value;
        bool isOfSquares = above is Sum sum && IsSumOfSquares(sum) && product.Factors.Any(static factor => factor.Power < 0 && factor.Value is Sum below && IsSumOfSquares(below));
        return isOfSquares && !IsLevel(site, member) ? DiagnosticSeverity.Hidden : above is null or Product ? null : SeverityOf(above, site, member);
    }

    /// <summary>An integer is made of the logarithm, or of a multiple of it.</summary>
    private static bool IsCut(Site site, MemberReading member) => site.IsCutToInteger || member.Sites.Around(site).Any(static outer =>
        outer.Function is KnownFunction.ToInteger or KnownFunction.Floor or KnownFunction.Ceiling or KnownFunction.Truncate or KnownFunction.Round);

    /// <summary>20·log10(x), 10·log10(x).</summary>
    private static bool IsLevel(Site site, MemberReading member) => site.Function is KnownFunction.Log10 or KnownFunction.LogBase
        && member.Sites.Around(site).Any(outer => ExpressionPool.SplitCoefficient(outer.Value) is { Coefficient: 10 or -10 or 20 or -20, Value: var logarithm }
            && ReferenceEquals(logarithm, site.Value));

    /// <summary>The logarithm of a number type or a matrix: at 0 it is what Math.Log is there.</summary>
    private static bool IsLogarithmItself(MemberReading member) => member.Names.Member is "Log" or "Ln" or "Log2" or "Log10";

    /// <summary>Log(0) written as such is a way to write -Infinity.</summary>
    private static bool IsWrittenAsZero(Site site, Expression argument) => argument.IsConstant(0) && site.Operands[0].Code.IsCompileTimeConstant;

    /// <summary>Log(-3) handed to something else than a formula: the NaN is what is compared with.</summary>
    private static bool IsExpectedValue(Site site, Expression argument) => argument is Constant && site.Operands[0].Code.IsCompileTimeConstant && site.TakenBy is not null;

    /// <summary>The logarithm of a weight kept as such: of a weight 0 it is -Infinity.</summary>
    private static bool IsStoredAsLogarithm(Site site) => site.StoredIn is { } name && Words.In(name).Any(static word => word is "log" or "ln" or "logs");

    /// <summary>A variable for how far two things are apart, which are not at the same place: the bodies of a sky, a source and a sensor.</summary>
    private static bool IsNamedDistance(Site site) => site.Operands[0].Code.Unconverted is { NameOfCall: null } && site.Operands[0].Place.Names.Any(static name =>
        Shapes.Has(name, "dist") || Shapes.Has(name, "radius") || Shapes.Has(name, "range"))
        && !site.Operands[0].Place.Text.Contains("(");

    /// <summary>What shows that the value can be 0; null where nothing does.</summary>
    private static string? Reason(Expression value, Site site, MemberReading member)
    {
        if (IsGuardedWithZero(value, site))
        {
            return "the guard before it lets 0 through; say what log(0) should be";
        }

        switch (value)
        {
            case Call { Function: KnownFunction.Abs, Argument: var inner } when site.IsInPrivateMember && Shapes.IsParameter(inner):
                // The callers of a helper have handled what it cannot.
                return null;
            case Call { Function: KnownFunction.Abs, Argument: var drawn } when Shapes.Contains(drawn, RandomDraws.Is):
                return null;
            case Call { Function: KnownFunction.Abs, Argument: not Call } absolute when !member.RangeOf(absolute.Argument, site).IsPositive:
                return "an absolute value can be 0; say what log(0) should be";
            case Call { Function: KnownFunction.Max } larger when larger.Arguments.Any(argument => argument.IsConstant(0)):
                return "the lower bound is 0 itself; say what log(0) should be";
            case Call { Function: KnownFunction.Clamp } clamp when clamp.Arguments[1].IsConstant(0):
                return "the lower bound is 0 itself; say what log(0) should be";
            case Call { Function: KnownFunction.Sqrt } root:
                return Reason(root.Argument, site, member);
            case Call { Function: KnownFunction.NextInteger } draw when draw.Arguments.Length < 3 || member.RangeOf(draw, site).CanBeZero:
                return "the draw can be 0; say what log(0) should be";
            case Call { Function: KnownFunction.BitwiseAnd or KnownFunction.Remainder, IsInteger: true, Arguments: [_, Constant { Value: not 0 }] }:
                return "what the mask or the division leaves can be 0; say what log(0) should be";
            case Sum { Terms.Length: 2 } sum when Extremum.SignOfDifference(sum, member.Pool) > 0 && sum.Constant == 0
                && sum.Terms[0].Coefficient == -sum.Terms[1].Coefficient:
                return "the difference to the minimum is 0 for the minimum itself; say what log(0) should be";
            case Sum sum when IsSumOfSquares(sum) && (site.Facts[sum].High <= 1 || Shapes.Contains(sum, RandomDraws.Is)):
                // A point in the unit disc, drawn until it is inside: its centre is never drawn.
                return null;
            case Sum sum when IsSumOfSquares(sum):
                return "a sum of squares can be 0; say what log(0) should be";
            case Product square when IsSquare(square) && site.Operands[0].Value is not Sum && !square.Factors.Any(factor => Shapes.NamesScale(factor.Value)):
                return "a square can be 0; say what log(0) should be";
            case Product product when IsOdds(product, site, member):
                return "the ratio is 0 or infinite when the rate is 1 or 0; say what should happen then";
            case Product product:
                return OfRatio(product, site, member);
            case Phi or Fold when Accumulations.IsAccumulated(value, member.Pool, out ImmutableArray<Expression> addends)
                && StartsAtZero(value) && addends.All(IsSquare):
                return "a sum of squares can be 0; say what log(0) should be";
            default:
                return null;
        }
    }

    /// <summary>In [0, 1] it is a probability whose end points were let in on purpose; the length of something is seldom 0.</summary>
    private static bool IsGuardedWithZero(Expression value, Site site) => site.Facts[value] is { Low: 0, LowOpen: false, NonZero: false, High: not 1 }
        && !value.IsInteger && value is not Sum;

    private static bool IsSumOfSquares(Sum sum) => sum.Constant == 0 && sum.Terms.Length >= 2 && sum.Terms.All(term => term.Coefficient > 0 && IsSquare(term.Value));

    /// <summary>x[0]² + x[1]², the square of the distance of a point from an axis or from the origin.</summary>
    private static bool IsRadius(Sum sum) => IsSumOfSquares(sum) && sum.Terms.All(static term =>
        term.Value is Product { Factors: [{ Power: 2, Value: Element { Index: Constant } }] });

    private static bool IsSquare(Expression value) => value is Product product && product.Factors.All(factor => factor.Power > 0 && factor.Power % 2 == 0)
        || value is Call { Function: KnownFunction.Abs }
        || value is Sum { Constant: 0, Terms.Length: 1 } scaled && scaled.Terms[0].Coefficient > 0 && IsSquare(scaled.Terms[0].Value);

    private static bool StartsAtZero(Expression value) => value is Fold || value is Phi { Inputs.Count: > 0 } phi && (phi.Inputs[0].Value.IsConstant(0) || !phi.IsLoopHead);

    /// <summary>(1 - e)/e where e can be 0.</summary>
    private static bool IsOdds(Product product, Site site, MemberReading member) => product.Factors
        .Where(factor => factor is { Power: 1, Value: Sum { Constant: 1 } })
        .Select(factor => (Complement: factor.Value, Rate: member.Pool.Subtract(member.Pool.One, factor.Value)))
        .Any(parts => parts.Rate is not Unknown && ReferenceEquals(product, member.Pool.Divide(parts.Complement, parts.Rate)) && member.RangeOf(parts.Rate, site).CanBeZero);

    private const string CountOfMatches = "the count of what matches can be 0; say what log(0) should be";

    /// <summary>A counter that starts at 0 and that a turn of its loop may leave as it is.</summary>
    private static bool CountsMatches(Phi phi, int depth)
    {
        if (depth > 4 || !phi.IsInteger || phi.Inputs.Count < 2)
        {
            return false;
        }

        return phi.IsLoopHead
            ? phi.Inputs[0].Value.IsConstant(0) && phi.Inputs.Skip(1).Any(input => ReferenceEquals(input.Value, phi)
                || (input.Value is Phi { IsLoopHead: false } merge && merge.Inputs.Any(path => ReferenceEquals(path.Value, phi))))
            : phi.Inputs.Any(input => input.Value is Phi inner && CountsMatches(inner, depth + 1));
    }

    /// <summary>(s² + m²)/m², or a/b after a test that a is b at least: a logarithm of 1 or more.</summary>
    private static bool IsAboveOne(Expression above, Product quotient, Site site, MemberReading member)
    {
        Expression below = member.Pool.Divide(above, quotient);
        return (above is Sum sum && sum.Terms.Any(term => term.Coefficient >= 1 && ReferenceEquals(term.Value, below)))
            || member.RangeOf(member.Pool.Subtract(above, below), site).IsNonNegative;
    }

    /// <summary>A quotient whose top shows that it can be 0: a norm, an absolute value, a count of what matches.</summary>
    private static string? OfRatio(Product product, Site site, MemberReading member)
    {
        Expression[] above = [.. product.Factors.Where(factor => factor.Power == 1).Select(factor => factor.Value)];
        if (above.Length != 1 || product.Factors.Any(factor => factor.Power > 1) || IsAboveOne(above[0], product, site, member))
        {
            return null;
        }

        return above[0] switch
        {
            Call when Shapes.IsCountOfMatches(above[0]) => CountOfMatches,
            Call { Function: KnownFunction.Count } => null,
            Phi { IsInteger: true } phi when CountsMatches(phi, 0) => CountOfMatches,
            Phi or Fold or Sum or Call => Reason(above[0], site, member),
            _ => null,
        };
    }
}
