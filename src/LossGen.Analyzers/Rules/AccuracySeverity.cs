using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers.Rules;

/// <summary>
/// The option that turns all accuracy rules (those that are Info by default) up at once:
/// <c>lossgen_accuracy_severity = warning</c> in an .editorconfig, those included that are hidden because their digits seldom matter. A severity set for
/// one rule still wins.
/// </summary>
internal static class AccuracySeverity
{
    public const string Option = "lossgen_accuracy_severity";

    /// <summary>The setting in the options of a file; null where there is none.</summary>
    public static DiagnosticSeverity? Of(AnalyzerConfigOptions options) =>
        options.TryGetValue(Option, out string? value)
            ? value.Trim().ToLowerInvariant() switch
            {
                "warning" => (DiagnosticSeverity?)DiagnosticSeverity.Warning,
                "error" => DiagnosticSeverity.Error,
                "suggestion" => DiagnosticSeverity.Info,
                _ => null,
            }
            : null;
}
