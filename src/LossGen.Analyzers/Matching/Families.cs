using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Formulas that are the same but for the element they are of: z[i]/t and z[k]/t, w·x[k] + b and w·x[m] + b.</summary>
internal static class Families
{
    private const int Deepest = 12;

    public static bool AreAlike(Expression a, Expression b, int depth = 0)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }

        if (depth > Deepest)
        {
            return false;
        }

        return (a, b) switch
        {
            (Element left, Element right) => AreAlike(left.Collection, right.Collection, depth + 1),
            (Sum left, Sum right) => left.Constant == right.Constant && left.Terms.Length == right.Terms.Length
                && left.Terms.All(term => right.Terms.Any(other => other.Coefficient == term.Coefficient && AreAlike(term.Value, other.Value, depth + 1))),
            (Product left, Product right) => left.Factors.Length == right.Factors.Length
                && left.Factors.All(factor => right.Factors.Any(other => other.Power == factor.Power && AreAlike(factor.Value, other.Value, depth + 1))),
            (Call left, Call right) => left.Function == right.Function && left.Arguments.Length == right.Arguments.Length
                && left.Arguments.Zip(right.Arguments, (x, y) => AreAlike(x, y, depth + 1)).All(static alike => alike),
            // neurons[i].Sum and neurons[k].Sum, also of the variables of two loops over the same collection.
            (Unknown { Parts: [Element owner], CalledName: null, Name: { } name } left, Unknown { Parts: [Element otherOwner], CalledName: null } right) =>
                name == right.Name && left.Origin.Kind == right.Origin.Kind && AreAlike(owner, otherOwner, depth + 1),
            (Unknown { Parts.Length: > 0, CalledName: { } name } left, Unknown { CalledName: { } other } right) => name == other && left.Parts.Length == right.Parts.Length
                && left.Parts.Zip(right.Parts, (x, y) => AreIndices(x, y) || AreAlike(x, y, depth + 1)).All(static alike => alike),
            _ => false,
        };
    }

    /// <summary>The variables of two loops, as arguments of an accessor: v.Get(i) and v.Get(k).</summary>
    private static bool AreIndices(Expression a, Expression b) => a is Phi { IsLoopHead: true, IsInteger: true } && b is Phi { IsLoopHead: true, IsInteger: true };
}
