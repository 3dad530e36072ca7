using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers.Rules;

/// <summary>
/// The option that turns all accuracy rules (those that are Info by default) up at once:
/// <c>lossgen_accuracy_severity = warning</c> in an .editorconfig. A severity set for one rule still wins.
/// </summary>
internal static class AccuracySeverity
{
    public const string Option = "lossgen_accuracy_severity";

    /// <summary>The setting in the options of a file.</summary>
    public static DiagnosticSeverity Of(AnalyzerConfigOptions options) =>
        options.TryGetValue(Option, out string? value)
            ? value.Trim().ToLowerInvariant() switch
            {
                "warning" => DiagnosticSeverity.Warning,
                "error" => DiagnosticSeverity.Error,
                _ => DiagnosticSeverity.Info,
            }
            : DiagnosticSeverity.Info;
}
