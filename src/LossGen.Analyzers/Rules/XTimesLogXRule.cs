using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Shared;
using Microsoft.CodeAnalysis;

namespace LossGen.Analyzers.Rules;

/// <summary>LG1011: x·log(x) where x can be 0: 0 times -Infinity is NaN.</summary>
internal sealed class XTimesLogXRule() : NumericRule(RuleDescriptors.XTimesLogX)
{
    private static readonly string[] Probabilities =
    [
        "prob", "freq", "share", "ratio", "fraction", "proportion", "count", "weight", "likelihood", "posterior", "prior", "density", "pmf", "pdf", "hist", "positive", "negative",
        "intensity", "percent", "belief", "value",
    ];

    private static readonly string[] Entropies = ["entropy", "information", "infogain", "gain", "diverg", "perplex", "impurity", "uncertainty", "shannon", "xlogx"];

    // A query of a database that counts the rows of each group has no group without any.
    private const string GroupedCounts = "group by";

    private const string OfDifference =
        "write " + StableMathNames.Class + "." + StableMathNames.XLogX + " of the one logarithm and " + StableMathNames.Class + "." + StableMathNames.XLogY + " of the other";

    public override void Examine(Site site, MemberReading member, Reports reports)
    {
        if (site.Operator == Operator.Multiply && ZeroOf(site) is { } zero)
        {
            Replacement? limit = member.Forms.Stable(site, site.Place, StableMathNames.XLogX, zero.Value);
            reports.Add(this, site.Place, "write " + (limit?.Text ?? StableMathNames.Class + "." + StableMathNames.XLogX), limit);
            return;
        }

        if (site.Operator == Operator.Multiply && Divergences.IsTerm(site.Value, out Expression p, out Call logarithmOfP, out Call logarithmOfQ))
        {
            if (CanBeZero(p, site, member) && !member.IsTested(site.Value) && !member.IsTested(logarithmOfP) && !member.IsTested(logarithmOfQ)
                && IsOfDistribution(p, site, member))
            {
                reports.Add(this, site.Place, OfDifference, severity: IsZeroShown(p, site) ? null : DiagnosticSeverity.Hidden);
            }

            return;
        }

        if (site.Operator != Operator.Multiply
            || !IsXLogX(site.Value, out Call logarithm, out ImmutableArray<Factor> others)
            || IsOverDistanceFromOne(others, logarithm.Argument, member.Pool)
            || site.Operands.Any(operand => IsXLogX(operand.Value, out _, out _)))
        {
            return;
        }

        Expression x = ExpressionPool.SplitCoefficient(logarithm.Argument).Value;
        if (x is Product inverse && inverse.Factors.All(static factor => factor.Power < 0))
        {
            // Of x·log(1/x) it is x that can be 0.
            x = member.Pool.Divide(member.Pool.One, x);
        }

        if (Shapes.Contains(x, static part => part.IsCall(KnownFunction.IntegerQuotient)))
        {
            // Truncated to 0 or 1 before: that is what is wrong there, and another rule's.
            return;
        }

        if (Smoothing.Is(x) || (Shapes.IsElementLike(x) && site.IsInMemberWithText(GroupedCounts)))
        {
            reports.Accept(site.Place);
            return;
        }

        if (!CanBeZero(x, site, member) || member.IsTested(site.Value) || member.IsTested(logarithm) || !IsOfDistribution(x, site, member))
        {
            return;
        }

        (double coefficient, Expression product) = ExpressionPool.SplitCoefficient(site.Value);
        bool isPlain = Math.Abs(coefficient) == 1 && ReferenceEquals(x, logarithm.Argument) && ReferenceEquals(product, member.Pool.Multiply(x, logarithm));
        Replacement? fix = isPlain ? member.Forms.InBaseOf(site, logarithm, member.Forms.Stable(site, site.Place, StableMathNames.XLogX, x)) : null;
        if (fix is { } negative && coefficient < 0)
        {
            fix = negative with { Text = "-" + negative.Text };
        }

        if (!isPlain && Math.Abs(coefficient) == 1)
        {
            // x·log(1/x), x·log(x/3).
            fix = XTimesLogYFix.For(site, logarithm, others, member);
        }

        reports.Add(this, site.Place, "write " + (fix?.Text ?? StableMathNames.Class + "." + StableMathNames.XLogX), fix,
            IsZeroShown(x, site) ? null : DiagnosticSeverity.Hidden);
    }

    /// <summary>
    /// Data, a count or a share of one, or what any caller may pass in can be 0. What the member has computed, and what its own type passes to a helper, most
    /// often cannot, for reasons that are not to be seen at the formula.
    /// </summary>
    private static bool IsZeroShown(Expression x, Site site) => Shapes.Contains(x, Shapes.IsParameter)
        ? !site.IsInPrivateMember
        : Shapes.IsElementLike(x) || Shapes.Contains(x, static part => Shapes.IsCountOfMatches(part) || part is Phi { IsInteger: true });

    /// <summary>
    /// An entropy or a term of one: x is a share or is named for a probability or a count, or the product is added up. Elsewhere, as in r²·log(r) of a
    /// spline, the authors know what their x is.
    /// </summary>
    private static bool IsOfDistribution(Expression x, Site site, MemberReading member) => x is Product || site.IsAddedUp
        || member.Sites.Around(site).Any(static outer => outer.Value is Sum sum && sum.Terms.Count(static term => IsXLogX(term.Value, out _, out _)) > 1)
        || NamesOf(x).Any(NamesProbability) || NamesEntropy(member.Names.Member) || member.Names.Types.Any(NamesEntropy);

    private static IEnumerable<string> NamesOf(Expression x) => x switch
    {
        Element element => NamesOf(element.Collection),
        Sum sum => sum.Terms.SelectMany(static term => NamesOf(term.Value)),
        Unknown { Name: { } name } => [name],
        Unknown { CalledName: { } called } => [called],
        _ => [],
    };

    private static bool NamesProbability(string name) => name is "x" or "p" or "q" or "P" or "Q"
        || Probabilities.Any(part => Shapes.Has(name, part)) || Words.In(name).Any(static word => word is "p" or "q");

    private static bool NamesEntropy(string name) => Entropies.Any(part => Shapes.Has(name, part));

    /// <summary>The variable of x·log(x) that holds the constant 0 here: the product keeps no trace of its factors.</summary>
    private static Operand? ZeroOf(Site site) => site.Operands.Length == 2
        && site.Operands.Any(operand => operand.Value is Call call && call.Function.IsLogarithm() && call.Argument.IsConstant(0))
        && site.Operands.FirstOrDefault(operand => operand.Value.IsConstant(0)) is { Value: not null } zero && !zero.Code.IsCompileTimeConstant
            ? zero
            : null;

    private static bool IsXLogX(Expression value, out Call logarithm, out ImmutableArray<Factor> others) =>
        LogProducts.IsLogProduct(value, out logarithm, out others) && LogProducts.HasFactor(others, logarithm.Argument);

    /// <summary>x·log(x)/(x - 1), the work of a compression or a mean of logarithms: a formula of ratios above 0, whose limit that matters is at 1.</summary>
    private static bool IsOverDistanceFromOne(ImmutableArray<Factor> others, Expression x, ExpressionPool pool) => others.Any(factor => factor.Power < 0
        && (ReferenceEquals(factor.Value, pool.Subtract(x, pool.One)) || ReferenceEquals(factor.Value, pool.Subtract(pool.One, x))));

    /// <summary>1 - a/b where a is known not to be b.</summary>
    private static bool IsBelowOne(Expression x, Site site, MemberReading member)
    {
        if (x is not Sum { Constant: 1, Terms: [{ Coefficient: < 0, Value: Product share }] })
        {
            return false;
        }

        ExpressionPool pool = member.Pool;
        Expression below = share.Factors.Where(static factor => factor.Power == -1).Aggregate(pool.One, (product, factor) => pool.Multiply(product, factor.Value));
        return !member.RangeOf(pool.Subtract(below, pool.Multiply(pool.Subtract(pool.One, x), below)), site).CanBeZero;
    }

    private static bool CanBeZero(Expression x, Site site, MemberReading member)
    {
        if (x is Sum { Constant: 1, Terms: [(Unknown { Origin.Kind: OriginKind.LambdaParameter }, _)] })
        {
            // The function that a solver is given: where it is called is not known, and seldom at its end.
            return false;
        }

        if (Tallies.Is(x) || IsBelowOne(x, site, member))
        {
            return false;
        }

        Interval range = member.RangeOf(x, site);
        if (!range.CanBeZero || (x is Product product && product.Factors.Any(factor => factor.Power > 0 && site.Facts[factor.Value].IsPositive && product.Factors.Length == 1)))
        {
            return false;
        }

        // Of the parts of a share, the one on top decides.
        if (x is Product share)
        {
            Expression[] above = [.. share.Factors.Where(factor => factor.Power > 0).Select(factor => factor.Value)];
            if (above.Length > 0 && above.All(part => Tallies.Is(part) || !member.RangeOf(part, site).CanBeZero))
            {
                return false;
            }
        }

        // n·log(n) of a size is a cost; a count taken from a table, or a probability, can be 0.
        return !Shapes.IsMadeOfIntegers(x) || Shapes.IsElementLike(x) || Shapes.Contains(x, Shapes.IsCountOfMatches);
    }
}
