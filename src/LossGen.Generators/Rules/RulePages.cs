using System;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Rules;

/// <summary>Links a diagnostic to the page of its rule in the package that brought the rule.</summary>
/// <remarks>
/// The link of a descriptor is fixed before anything is known about the project, and an analyzer may not look for files. The location of the pages comes from
/// the package's own targets, in a property that the compiler passes on.
/// </remarks>
internal static class RulePages
{
    /// <summary>The address of the folder of pages on the web, with a slash at its end. Empty: the pages are not on the web yet, and a link that leads
    /// nowhere is worse than none.</summary>
    private const string Web = "";

    /// <summary>The link of a descriptor; <see cref="Link"/> replaces it where the pages are available.</summary>
    public static string For(string id) => Web.Length == 0 ? "" : $"{Web}{id}.md";

    /// <summary>The folder of pages that an option of the compilation names; null if it names none.</summary>
    /// <param name="options">The options of the compilation.</param>
    /// <param name="folderProperty">The option.</param>
    public static string? FolderOf(AnalyzerConfigOptionsProvider options, string folderProperty) =>
        options.GlobalOptions.TryGetValue(folderProperty, out string? folder) ? folder : null;

    /// <summary>The diagnostic, with a link to the page of its rule where a folder of pages is known, and unchanged otherwise.</summary>
    /// <param name="diagnostic">The diagnostic of a rule of this assembly.</param>
    /// <param name="folder">The folder, as an address.</param>
    public static Diagnostic Link(Diagnostic diagnostic, string? folder)
    {
        if (folder is null || !Uri.TryCreate(folder.Trim(), UriKind.Absolute, out Uri? uri)) return diagnostic;

        DiagnosticDescriptor rule = diagnostic.Descriptor;
        return Diagnostic.Create(
            rule.Id,
            rule.Category,
            diagnostic.GetMessage(CultureInfo.InvariantCulture),
            diagnostic.Severity,
            rule.DefaultSeverity,
            rule.IsEnabledByDefault,
            diagnostic.WarningLevel,
            rule.Title,
            rule.Description,
            $"{uri.AbsoluteUri.TrimEnd('/')}/{rule.Id}.md",
            diagnostic.Location,
            diagnostic.AdditionalLocations,
            rule.CustomTags,
            diagnostic.Properties);
    }
}
