using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>
/// Whether the relative error of a small value matters. log(1 + x) and exp(x) - 1 lose the digits of a small x wherever they are written; most often the
/// value is then added to something large, or is measured in a unit far below which nobody looks, and only its absolute error counts.
/// </summary>
internal static class Digits
{
    // Of ppm and basis points.
    private const double SmallUnit = 1e-3;

    private static readonly string[] SmallByName = ["rate", "interest", "yield", "ppm", "inflation", "tolerance"];

    /// <summary>Whether something shows that the digits of the value at a site, which are those of a small x, matter.</summary>
    public static bool Matter(Site site, Expression x, MemberReading member)
    {
        if (site.IsCutToSingle(x))
        {
            return false;
        }

        if (site.TakenBy is "Sqrt" or "Log" or "Log10" or "Log2" or "Cbrt" || (site.TakenBy == "Pow" && IsWithoutUnit(x) && !IsOfSteps(x) && !IsTermAround(site, member)))
        {
            // Roots and logarithms make a relative error an absolute one, or a small value a large one.
            return true;
        }

        bool isLogarithm = site.Function.IsLogarithm();
        if (isLogarithm && (IsInSmallUnit(x) || IsSmallByName(x) || Shapes.Contains(x, IsDifferenceToOne)))
        {
            return true;
        }

        // A logarithm to the base 2 or 10 is in a unit of its own: bits, levels, the score of a size.
        return (!isLogarithm && IsVariance(x))
            || (IsWithoutUnit(x) && !(isLogarithm && site.Function != KnownFunction.Log) && IsOwnUnit(site, member) && !HasComplement(x, isLogarithm, member)
                && !(isLogarithm ? IsOfLoss(member.Names) : IsOfActivation(member.Names))
                && !(!isLogarithm && IsOfSteps(x)) && site.IsResult)
            || IsScaledByItsVariable(site, x, isLogarithm, member)
            || (isLogarithm && IsBesideItsVariable(site, x, member));
    }

    /// <summary>log(1 + x) - x is -x²/2 for a small x: nothing is left of it but what the logarithm has lost.</summary>
    private static bool IsBesideItsVariable(Site site, Expression x, MemberReading member)
    {
        IEnumerable<Term> parts = x is Sum { Constant: 0, Terms: var terms } ? terms : ImmutableArray.Create(new Term(x, 1));
        return site.Function == KnownFunction.Log && IsWithoutUnit(x) && member.Sites.Around(site).Any(outer => outer.Operator is Operator.Add or Operator.Subtract
            && outer.Value is Sum { Constant: 0 } sum && sum.Terms.FirstOrDefault(term => ReferenceEquals(term.Value, site.Value)) is { Coefficient: var weight }
            && parts.All(part => sum.Terms.Any(term => ReferenceEquals(term.Value, part.Value) && term.Coefficient == -weight * part.Coefficient)));
    }

    /// <summary>
    /// In a quotient with what makes it small, (1 - exp(-k·t))/k, the limit depends on the digits that are left; so does the quotient of two such
    /// differences, and what is divided by log(1 + rate).
    /// </summary>
    private static bool IsScaledByItsVariable(Site site, Expression x, bool isLogarithm, MemberReading member)
    {
        Expression bare = ExpressionPool.SplitCoefficient(site.Value).Value;
        return member.Products.Any(product =>
        {
            int power = product.Factors.Where(factor => ReferenceEquals(ExpressionPool.SplitCoefficient(factor.Value).Value, bare)).Select(factor => factor.Power).FirstOrDefault();
            return power != 0 && product.Factors.Any(other => other.Power * power < 0
                && (x.Contains(other.Value)
                    || (IsWithoutUnit(x) && IsDifferenceToOne(other.Value) && !ReferenceEquals(other.Value, bare))
                    || (isLogarithm && power < 0 && Shapes.IsLog(other.Value, out Expression argument) && argument is not Sum { Constant: 1 })));
        });
    }

    /// <summary>The value itself, up to its sign and variables: a constant factor makes it a quantity in some unit.</summary>
    private static bool IsOwnUnit(Site site, MemberReading member) => member.Sites.Around(site)
        .Where(static outer => outer.Operator is Operator.Multiply or Operator.Divide)
        .All(static outer => Math.Abs(ExpressionPool.SplitCoefficient(outer.Value).Coefficient) is 1 or 2 or 0.5);

    /// <summary>What the value is made part of is added to something: a - pow(1 - exp(-x), b).</summary>
    private static bool IsTermAround(Site site, MemberReading member) => member.Sites.Around(site)
        .Any(outer => outer.Operator is Operator.Add or Operator.Subtract && outer.Place != site.Place);

    /// <summary>A rate times a number of steps, which is 1 at least, exp(-r·n); or a share of counts, the fill of a table, exp(-n·k/m).</summary>
    private static bool IsOfSteps(Expression x) => ExpressionPool.SplitCoefficient(x).Value is Product { Factors.Length: > 1 } product
        && (product.Factors.All(static factor => factor.Value.IsInteger)
            || (product.Factors.All(static factor => factor.Power > 0) && product.Factors.Any(static factor => factor.Value.IsInteger)));

    /// <summary>log(1 - p) beside log(p), in losses and entropies: it is lost beside the other.</summary>
    private static bool HasComplement(Expression x, bool isLogarithm, MemberReading member) => isLogarithm
        && member.Sites.InOrder.Any(other => other.Function.IsLogarithm() && other.Operands.Length > 0
            && ReferenceEquals(other.Operands[0].Value, ExpressionPool.SplitCoefficient(x).Value));

    /// <summary>A loss is added up over rows whose losses are larger, the weight of a word that is in all documents over others.</summary>
    private static bool IsOfLoss(OwnerNames names) => PredictedProbabilities.NamesLoss(names) || Shapes.Has(names.Member, "inversedocument")
        || names.Types.Prepend(names.Member).SelectMany(Words.In).Any(static word => word is "loss" or "losses" or "cost" or "costs" or "idf" or "likelihood" or "loglikelihood");

    /// <summary>ELU and its like, whose small outputs are added to larger ones.</summary>
    private static bool IsOfActivation(OwnerNames names) => names.Types.Prepend(names.Member).Any(static name =>
        (Shapes.Has(name, "elu") && !Shapes.Has(name, "relu")) || Shapes.Has(name, "activat"));

    /// <summary>exp(y) - 1 with a variable y.</summary>
    private static bool IsDifferenceToOne(Expression value) =>
        value is Sum { Constant: not 0, Terms: [(Call { Function: KnownFunction.Exp }, var coefficient)] } sum && coefficient == -sum.Constant;

    /// <summary>exp(sigma² ...) - 1, the relative variance of a lognormal variable.</summary>
    private static bool IsVariance(Expression x)
    {
        (double coefficient, Expression bare) = ExpressionPool.SplitCoefficient(x);
        return coefficient > 0 && bare is Product product && product.Factors.Any(static factor => factor.Power > 0 && factor.Power % 2 == 0);
    }

    /// <summary>Nothing but variables, halved or doubled at most, or half-lives: a factor of another size turns a unit into a pure number, and units have a resolution.</summary>
    private static bool IsWithoutUnit(Expression x) => x is Sum sum
        ? sum.Terms.All(static term => Math.Abs(term.Coefficient) is 1 or 2 or 0.5 || Math.Abs(Math.Abs(term.Coefficient) - Math.Log(2)) < 1e-6)
        : x is not Constant;

    private static bool IsInSmallUnit(Expression x) => x is Constant || (x is Sum { Constant: 0 } sum && sum.Terms.All(static term => Math.Abs(term.Coefficient) <= SmallUnit));

    private static bool IsSmallByName(Expression x) => Shapes.Contains(x, static part =>
        part is Unknown { Name: { } name } && SmallByName.Any(small => Words.In(name).Any(word => word == small || word == small + "s")));
}
