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
        Unknown { Origin: { Kind: OriginKind.Property, Name: "Value" }, Parts: [var pair] } => IsOne(pair),
        Call { Function: KnownFunction.Count, Argument: var group } => IsOne(group),
        _ => false,
    };

    /// <summary>One of several: an element, the variable of a query.</summary>
    private static bool IsOne(Expression group) => group is Element or Unknown { Origin.Kind: OriginKind.LambdaParameter }
        || (group.NameOfCall is { } picked && Picks.Contains(picked));
}
