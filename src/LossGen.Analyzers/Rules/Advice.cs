using System.Text.RegularExpressions;
using LossGen.Analyzers.Matching;

namespace LossGen.Analyzers.Rules;

/// <summary>Holds advice to what can be followed: a project may see the rules but not the library, and old frameworks lack functions of Math.</summary>
internal static class Advice
{
    private const string Write = "write ";
    private static readonly Regex Function = new(@"\b(?<type>StableMath|MathF?)\.(?<function>[A-Z]\w*)", RegexOptions.CultureInvariant);

    /// <summary>The first required function that cannot be called here; null if there is none.</summary>
    /// <param name="advice">A clause such as "write StableMath.Softplus(x)"; one that describes what to do asks for no function.</param>
    /// <param name="replacement">What a fix would write; its arguments are the user's own code.</param>
    /// <param name="has">Whether a function of a type can be called here.</param>
    public static string? Missing(string advice, Replacement? replacement, Func<string, string, bool> has)
    {
        if (replacement is null && !advice.StartsWith(Write, StringComparison.Ordinal)) return null;
        foreach (Match match in Function.Matches(replacement?.Function ?? advice))
        {
            if (!has(match.Groups["type"].Value, match.Groups["function"].Value)) return match.Value;
        }

        return null;
    }

    /// <summary>The advice, as what it would take to follow it.</summary>
    public static string Unavailable(string advice, string missing)
    {
        if (!advice.StartsWith(Write, StringComparison.Ordinal)) return advice;
        string asked = advice.Substring(Write.Length);
        return missing.StartsWith("StableMath", StringComparison.Ordinal)
            ? $"{asked} computes it safely, but this target has no reference to the library of LossGen (.NET 8 or later)"
            : $"{asked} computes it safely, but this target framework has no {missing}";
    }
}
