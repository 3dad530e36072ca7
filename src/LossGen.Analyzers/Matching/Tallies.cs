using LossGen.Analyzers.Expressions;

namespace LossGen.Analyzers.Matching;

/// <summary>Counts of what has been met: a dictionary holds those of what was found, and a group has at least the element that made it.</summary>
internal static class Tallies
{
    // What hands out one group of several.
    private static readonly string[] Picks = ["ElementAt", "First", "Last", "Single", "FirstOrDefault", "LastOrDefault", "SingleOrDefault"];

    /// <summary>Whether the value is such a count, which is not 0.</summary>
    public static bool Is(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        // Those of a dictionary are walked through; an index would be that of an array that is called so.
        Element { Index.IsInteger: false, Collection: Unknown { Origin: { Kind: OriginKind.Property, Name: "Values" } } } => true,
        // freq[seen[i]]: of what is in another list, which was put there when it was met, or among the keys.
        Element { IsInteger: true, Index: Element } => true,
        Unknown { Origin: { Kind: OriginKind.Property, Name: "Value" }, Parts: [var pair] } => IsOne(pair),
        Call { Function: KnownFunction.Count, Argument: var group } => IsOne(group),
        Phi { IsLoopHead: true, Inputs: [{ Value: Constant { Value: 0 } }, ..] } counter => CountsEqual(counter),
        _ => false,
    };

    /// <summary>A counter that is stepped where an element equals another of the same collection, which is at least once: where they are the same one.</summary>
    private static bool CountsEqual(Phi counter) => counter.Inputs.Count > 1 && counter.Inputs.Skip(1).All(turn => turn.Value is Phi { IsLoopHead: false } choice
        && choice.Inputs.All(path => ReferenceEquals(path.Value, counter)
            || (IsStep(path.Value, counter) && path.Facts.All.Any(static fact => IsEquality(fact.Key, fact.Value))))
        && choice.Inputs.Any(path => !ReferenceEquals(path.Value, counter)));

    private static bool IsStep(Expression value, Phi counter) => value is Sum { Constant: > 0, Terms: [{ Coefficient: 1, Value: var before }] } && ReferenceEquals(before, counter);

    /// <summary>Two elements of one collection are equal. Those of a query have one value for all: compared with itself it is a comparison of 0.</summary>
    private static bool IsEquality(Expression condition, Interval range) => condition.IsDifferenceInCollection
        ? range is { Low: 0, High: 0 }
        : condition is Call { Function: KnownFunction.IsZero, Argument: Constant } && range is { Low: 1 };

    /// <summary>One of several: an element, the variable of a query, the value of a pair of a dictionary.</summary>
    private static bool IsOne(Expression group) => group is Element or Unknown { Origin.Kind: OriginKind.LambdaParameter }
        || (group is Unknown { Origin: { Kind: OriginKind.Property, Name: "Value" }, Parts: [Element] })
        || (group.NameOfCall is { } picked && Picks.Contains(picked));
}
