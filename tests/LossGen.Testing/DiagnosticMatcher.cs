using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace LossGen.Testing;

/// <summary>Pairs reported diagnostics with expected ones and explains what is left over.</summary>
internal static class DiagnosticMatcher
{
    // Roslyn keeps the arguments of a message to itself.
    private static readonly PropertyInfo? Arguments =
        typeof(Diagnostic).GetProperty("Arguments", BindingFlags.Instance | BindingFlags.NonPublic);

    public static void Verify(
        ImmutableArray<Diagnostic> actual,
        IReadOnlyList<DiagnosticResult> expected,
        Action<Diagnostic, DiagnosticResult, IVerifier>? further,
        IVerifier verifier)
    {
        int[] partner = Pair(actual, expected);
        List<Diagnostic> unexpected = [.. actual.Where((_, index) => !partner.Contains(index))];
        List<DiagnosticResult> missing = [.. expected.Where((_, index) => partner[index] < 0)];
        if (unexpected.Count == 0 && missing.Count == 0)
        {
            if (further is null) return;
            for (int i = 0; i < partner.Length; i++) further(actual[partner[i]], expected[i], verifier);
            return;
        }

        verifier.Fail(Explain(actual, expected, unexpected, missing));
    }

    /// <summary>A diagnostic as the compiler prints it, with its span.</summary>
    public static string Describe(Diagnostic diagnostic)
    {
        string where = diagnostic.Location == Location.None ? "no location" : Describe(diagnostic.Location);
        return $"{diagnostic.Id} {diagnostic.Severity} at {where}: {diagnostic.GetMessage(CultureInfo.CurrentCulture)}";
    }

    private static string Describe(Location location) =>
        new DiagnosticLocation(location.GetLineSpan(), DiagnosticLocationOptions.None).ToString();

    // Kuhn's augmenting paths: a lenient expectation never takes the only partner of a strict one.
    private static int[] Pair(ImmutableArray<Diagnostic> actual, IReadOnlyList<DiagnosticResult> expected)
    {
        var expectationOf = new int[actual.Length];
        Array.Fill(expectationOf, -1);
        for (int i = 0; i < expected.Count; i++) TryPlace(i, new bool[actual.Length]);

        var partner = new int[expected.Count];
        Array.Fill(partner, -1);
        for (int j = 0; j < actual.Length; j++)
        {
            if (expectationOf[j] >= 0) partner[expectationOf[j]] = j;
        }

        return partner;

        bool TryPlace(int i, bool[] seen)
        {
            for (int j = 0; j < actual.Length; j++)
            {
                if (seen[j] || Differences(expected[i], actual[j]).Count > 0) continue;
                seen[j] = true;
                if (expectationOf[j] < 0 || TryPlace(expectationOf[j], seen))
                {
                    expectationOf[j] = i;
                    return true;
                }
            }

            return false;
        }
    }

    private static List<string> Differences(DiagnosticResult expected, Diagnostic actual)
    {
        var differences = new List<string>();
        if (expected.Id != actual.Id) differences.Add($"the id is {actual.Id}");
        if (!expected.Options.HasFlag(DiagnosticOptions.IgnoreSeverity) && expected.Severity != actual.Severity)
            differences.Add($"the severity is {actual.Severity}");
        AddLocationDifferences(differences, expected, actual);

        string message = actual.GetMessage(CultureInfo.CurrentCulture);
        if (expected.Message is { } wanted)
        {
            if (wanted != message) differences.Add($"the message is \"{message}\", not \"{wanted}\"");
        }
        else if (expected.MessageArguments is { Length: > 0 } arguments)
        {
            var given = (IReadOnlyList<object?>?)Arguments?.GetValue(actual) ?? [];
            if (!arguments.Select(static a => $"{a}").SequenceEqual(given.Select(static a => $"{a}")))
                differences.Add($"the arguments are ({string.Join(", ", given)}), not ({string.Join(", ", arguments)})");
        }

        if (expected.IsSuppressed is { } suppressed && suppressed != actual.IsSuppressed)
            differences.Add(actual.IsSuppressed ? "it is suppressed" : "it is not suppressed");
        return differences;
    }

    private static void AddLocationDifferences(List<string> differences, DiagnosticResult expected, Diagnostic actual)
    {
        if (!expected.HasLocation)
        {
            if (actual.Location != Location.None) differences.Add($"it has a location, {Describe(actual.Location)}");
            return;
        }

        if (!Matches(expected.Spans[0], actual.Location)) differences.Add($"the span is {Describe(actual.Location)}, not {expected.Spans[0]}");
        if (expected.Options.HasFlag(DiagnosticOptions.IgnoreAdditionalLocations)) return;

        DiagnosticLocation[] wanted = [.. expected.Spans.Skip(1)];
        if (wanted.Length != actual.AdditionalLocations.Count)
        {
            differences.Add($"it has {actual.AdditionalLocations.Count} additional locations, not {wanted.Length}");
            return;
        }

        for (int i = 0; i < wanted.Length; i++)
        {
            if (!Matches(wanted[i], actual.AdditionalLocations[i]))
                differences.Add($"additional location {i + 1} is {Describe(actual.AdditionalLocations[i])}, not {wanted[i]}");
        }
    }

    private static bool Matches(DiagnosticLocation expected, Location actual)
    {
        if (actual == Location.None) return false;
        FileLinePositionSpan span = actual.GetLineSpan();
        return span.Path == expected.Span.Path
            && span.StartLinePosition == expected.Span.StartLinePosition
            && (expected.Options.HasFlag(DiagnosticLocationOptions.IgnoreLength) || span.EndLinePosition == expected.Span.EndLinePosition);
    }

    private static string Explain(
        ImmutableArray<Diagnostic> actual, IReadOnlyList<DiagnosticResult> expected, List<Diagnostic> unexpected, List<DiagnosticResult> missing)
    {
        var text = new StringBuilder();
        text.AppendLine($"The diagnostics are not the expected ones: {expected.Count} expected, {actual.Length} reported.");
        if (missing.Count > 0)
        {
            text.AppendLine("Expected, but not reported:");
            foreach (DiagnosticResult result in missing)
            {
                text.AppendLine($"    {result}");
                // The nearest candidate is the one that differs in the fewest respects, the id weighing most.
                Diagnostic? nearest = unexpected.MinBy(candidate => Differences(result, candidate).Count + (candidate.Id == result.Id ? 0 : 10));
                if (nearest is not null)
                    text.AppendLine($"        nearest: {nearest.Id}, but {string.Join("; ", Differences(result, nearest))}");
            }
        }

        if (unexpected.Count > 0)
        {
            text.AppendLine("Reported, but not expected:");
            foreach (Diagnostic diagnostic in unexpected)
            {
                text.AppendLine($"    {Describe(diagnostic)}");
                if (SourceLine(diagnostic) is { } line) text.AppendLine($"        in: {line}");
                text.AppendLine($"        as an expectation: {AsCode(diagnostic)}");
            }
        }

        return text.ToString();
    }

    private static string? SourceLine(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree?.GetText().Lines[diagnostic.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim();

    private static string AsCode(Diagnostic diagnostic)
    {
        string code = $"new DiagnosticResult(\"{diagnostic.Id}\", DiagnosticSeverity.{diagnostic.Severity})";
        foreach (Location location in diagnostic.AdditionalLocations.Prepend(diagnostic.Location).Where(static l => l != Location.None))
        {
            FileLinePositionSpan span = location.GetLineSpan();
            code += $".WithSpan(\"{span.Path}\", {span.StartLinePosition.Line + 1}, {span.StartLinePosition.Character + 1}, "
                + $"{span.EndLinePosition.Line + 1}, {span.EndLinePosition.Character + 1})";
        }

        return code;
    }
}
