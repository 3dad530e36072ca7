using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers.Rules;

/// <summary>Where the page of each rule is: in src/LossGen.Analyzers/docs, and in the package.</summary>
internal static class HelpLinks
{
    /// <summary>The option in which the targets of the package pass the folder of the pages.</summary>
    public const string FolderProperty = "build_property.LossGenNumericsRulePages";

    /// <inheritdoc cref="RulePages.For"/>
    public static string For(string id) => RulePages.For(id);

    /// <summary>The diagnostic with a link to the page that came with the rule.</summary>
    public static Diagnostic WithPage(this Diagnostic diagnostic, AnalyzerOptions options) =>
        RulePages.Link(diagnostic, RulePages.FolderOf(options.AnalyzerConfigOptionsProvider, FolderProperty));
}
