using System.Text.RegularExpressions;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>Holds advice to what can be followed: a project may see the rules but not the library, and old frameworks lack functions of Math.</summary>
internal static class Advice
{
    private const string Write = "write ";
    private static readonly Regex Function = new(@"\b(?<type>StableMath|MathF?)\.(?<function>[A-Z]\w*)", RegexOptions.CultureInvariant);

    /// <summary>Why a required function cannot be called at a place; null if all can.</summary>
    /// <param name="at">What is reported.</param>
    /// <param name="advice">A clause such as "write StableMath.Softplus(x)"; one that describes what to do asks for no function.</param>
    /// <param name="replacement">What a fix would write; its arguments are the user's own code.</param>
    /// <param name="reach">What code of the member can call.</param>
    public static string? Obstacle(Place at, string advice, Replacement? replacement, Reach reach)
    {
        if (replacement is null && !advice.StartsWith(Write, StringComparison.Ordinal)) return null;
        foreach (Match match in Function.Matches(replacement?.Function ?? advice))
        {
            if (reach.Obstacle(at, match.Groups["type"].Value, match.Groups["function"].Value) is { } obstacle) return obstacle;
        }

        return null;
    }

    /// <summary>The advice, as what keeps it from being followed.</summary>
    public static string Unavailable(string advice, string obstacle) => advice.StartsWith(Write, StringComparison.Ordinal)
        ? $"{advice.Substring(Write.Length)} computes it safely, but {obstacle}"
        : advice;
}
