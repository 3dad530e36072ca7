using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Rules;

/// <summary>Where the page of each rule is: in src/LossGen.Generators/docs, and in the package.</summary>
internal static class HelpLinks
{
    /// <summary>The option in which the targets of the package pass the folder of the pages.</summary>
    public const string FolderProperty = "build_property.LossGenDeclarationRulePages";

    /// <inheritdoc cref="RulePages.For"/>
    public static string For(string id) => RulePages.For(id);

    /// <summary>The diagnostic with a link to the page that came with the rule.</summary>
    public static Diagnostic WithPage(this Diagnostic diagnostic, AnalyzerOptions options) =>
        RulePages.Link(diagnostic, RulePages.FolderOf(options.AnalyzerConfigOptionsProvider, FolderProperty));

    /// <summary>The same, with the folder that <see cref="FolderOf"/> gives.</summary>
    public static Diagnostic WithPage(this Diagnostic diagnostic, string? folder) => RulePages.Link(diagnostic, folder);

    /// <summary>The folder of the pages; null if the options name none.</summary>
    public static string? FolderOf(AnalyzerConfigOptionsProvider options) => RulePages.FolderOf(options, FolderProperty);
}
