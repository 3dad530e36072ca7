using System.Globalization;
using Microsoft.CodeAnalysis;

namespace LossGen.Testing;

/// <summary>Diagnostics as the harness quotes them.</summary>
internal static class DiagnosticDescriptions
{
    /// <summary>Id, severity, place and message; lines and columns count from 1.</summary>
    public static string Describe(this Diagnostic diagnostic)
    {
        string message = diagnostic.GetMessage(CultureInfo.CurrentCulture);
        return $"{diagnostic.Id} {diagnostic.Severity} at {Place(diagnostic.Location)}: {message}";
    }

    private static string Place(Location location)
    {
        if (location == Location.None) return "no location";
        FileLinePositionSpan span = location.GetLineSpan();
        return $"{span.Path}({span.StartLinePosition.Line + 1},{span.StartLinePosition.Character + 1})-"
            + $"({span.EndLinePosition.Line + 1},{span.EndLinePosition.Character + 1})";
    }
}
