using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers.Rules;

/// <summary>Where the page of each rule is: in src/LossGen.Analyzers/docs, and in the package.</summary>
internal static class HelpLinks
{
    /// <summary>The address of the folder of pages on the web, with a slash at its end. Empty: the pages are not on the web yet, and a link that leads
    /// nowhere is worse than none.</summary>
    public const string Web = "";

    /// <summary>The option in which the targets of the package pass the folder of the pages.</summary>
    public const string FolderProperty = "build_property.LossGenNumericsRulePages";

    /// <summary>The link of a descriptor; <see cref="WithPage"/> replaces it where the pages are available.</summary>
    public static string For(string id) => Web.Length == 0 ? "" : $"{Web}{id}.md";

    /// <summary>The diagnostic with a link to the page that came with the rule.</summary>
    public static Diagnostic WithPage(this Diagnostic diagnostic, AnalyzerOptions options) => RulePages.Link(diagnostic, options, FolderProperty);
}
