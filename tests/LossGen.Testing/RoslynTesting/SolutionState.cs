using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A project's files, and the diagnostics expected in them.</summary>
public sealed class SolutionState(string name, string language, string defaultPrefix, string defaultExtension)
    : ProjectState(name, language, defaultPrefix, defaultExtension)
{
    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    public StateInheritanceMode? InheritanceMode { get; set; }

    public MarkupMode? MarkupHandling { get; set; }

    /// <summary>This state, completed by what it leaves unsaid and the earlier state says.</summary>
    public SolutionState WithInheritedValuesApplied(SolutionState? baseState, ImmutableArray<string> fixableDiagnostics)
    {
        SolutionState result = Copy(ExpectedDiagnostics);
        if (baseState is null || result.InheritanceMode == StateInheritanceMode.Explicit) return result;

        if (result.Sources.Count == 0)
        {
            result.Sources.AddRange(baseState.Sources);
            result.MarkupHandling ??= InheritanceMode == StateInheritanceMode.AutoInheritAll ? baseState.MarkupHandling : MarkupMode.IgnoreFixable;
        }

        if (result.GeneratedSources.Count == 0) result.GeneratedSources.AddRange(baseState.GeneratedSources);
        if (result.AdditionalFiles.Count == 0) result.AdditionalFiles.AddRange(baseState.AdditionalFiles);
        if (result.AnalyzerConfigFiles.Count == 0) result.AnalyzerConfigFiles.AddRange(baseState.AnalyzerConfigFiles);
        if (result.AdditionalReferences.Count == 0) result.AdditionalReferences.AddRange(baseState.AdditionalReferences);
        if (result.ExpectedDiagnostics.Count == 0)
        {
            result.ExpectedDiagnostics.AddRange(baseState.ExpectedDiagnostics.Where(expected =>
                InheritanceMode == StateInheritanceMode.AutoInheritAll || !fixableDiagnostics.Contains(expected.Id)));
        }

        result.ReferenceAssemblies ??= baseState.ReferenceAssemblies;
        result.OutputKind ??= baseState.OutputKind;
        result.DocumentationMode ??= baseState.DocumentationMode;
        return result;
    }

    /// <summary>This state with plain sources, and with the diagnostics their markup stands for.</summary>
    public SolutionState WithProcessedMarkup(
        MarkupOptions markupOptions,
        DiagnosticDescriptor? defaultDiagnostic,
        ImmutableArray<DiagnosticDescriptor> supportedDiagnostics,
        ImmutableArray<string> fixableDiagnostics,
        string defaultPath)
    {
        MarkupMode mode = MarkupHandling ?? MarkupMode.Allow;
        if (mode == MarkupMode.None) return Copy([.. ExpectedDiagnostics.Select(expected => expected.WithDefaultPath(defaultPath))]);

        var expectedDiagnostics = new List<DiagnosticResult>();
        var numbered = new Dictionary<string, FileLinePositionSpan>(StringComparer.Ordinal);
        SolutionState result = Copy([]);
        result.Sources.Clear();
        foreach ((string filename, SourceText content) in Sources)
        {
            TestFileMarkupParser.Parse(
                content.ToString(),
                markupOptions.HasFlag(MarkupOptions.TreatPositionIndicatorsAsCode),
                out string output,
                out ImmutableArray<int> positions,
                out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);
            SourceText text = SourceText.From(output, content.Encoding, content.ChecksumAlgorithm);
            result.Sources.Add((filename, text));

            FileLinePositionSpan Locate(TextSpan span) => new(filename, text.Lines.GetLinePositionSpan(span));
            expectedDiagnostics.AddRange(positions.Select(position =>
                Describe("", mode)?.WithSpan(Locate(new TextSpan(position, 0)), DiagnosticLocationOptions.IgnoreLength)).OfType<DiagnosticResult>());
            foreach ((string key, ImmutableArray<TextSpan> marked) in spans)
            {
                if (key.StartsWith('#'))
                {
                    if (marked.Length > 1 || !numbered.TryAdd(key, Locate(marked[0])))
                        throw new InvalidOperationException($"'{{|{key}:...|}}' is marked more than once; a number names one span.");
                    continue;
                }

                if (Describe(key, mode) is { } described) expectedDiagnostics.AddRange(marked.Select(span => described.WithSpan(Locate(span))));
            }
        }

        result.ExpectedDiagnostics.AddRange(ExpectedDiagnostics.Select(expected => expected.WithMarkupKeysResolved(numbered).WithDefaultPath(defaultPath)));
        result.ExpectedDiagnostics.AddRange(expectedDiagnostics);
        return result;

        // Null where this kind of markup is only to be stripped.
        DiagnosticResult? Describe(string id, MarkupMode mode)
        {
            if (mode == MarkupMode.Ignore) return null;
            if (id.Length == 0 && defaultDiagnostic is null)
            {
                throw new InvalidOperationException(
                    "[|...|] and $$ stand for the only rule of the first analyzer, but it has " +
                    $"{(supportedDiagnostics.IsEmpty ? "none" : string.Join(", ", supportedDiagnostics.Select(static d => d.Id)))}: " +
                    "name the rule, as in {|ID:...|}.");
            }

            DiagnosticDescriptor? descriptor = id.Length == 0
                ? defaultDiagnostic
                : supportedDiagnostics.FirstOrDefault(supported => supported.Id == id);
            if (mode == MarkupMode.IgnoreFixable && fixableDiagnostics.Contains(descriptor?.Id ?? id)) return null;
            return descriptor is not null
                ? new DiagnosticResult(descriptor).WithMessage(null).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
                // Not a rule of the analyzer, so the compiler's: markup does not say whether an error or a warning.
                : DiagnosticResult.CompilerError(id).WithMessage(null)
                    .WithOptions(DiagnosticOptions.IgnoreAdditionalLocations | DiagnosticOptions.IgnoreSeverity);
        }
    }

    private SolutionState Copy(IEnumerable<DiagnosticResult> expected)
    {
        var copy = new SolutionState(Name, Language, DefaultPrefix, DefaultExtension)
        {
            InheritanceMode = InheritanceMode,
            MarkupHandling = MarkupHandling,
            ReferenceAssemblies = ReferenceAssemblies,
            OutputKind = OutputKind,
            DocumentationMode = DocumentationMode,
        };
        copy.Sources.AddRange(Sources);
        copy.GeneratedSources.AddRange(GeneratedSources);
        copy.AdditionalFiles.AddRange(AdditionalFiles);
        copy.AnalyzerConfigFiles.AddRange(AnalyzerConfigFiles);
        copy.AdditionalReferences.AddRange(AdditionalReferences);
        copy.ExpectedDiagnostics.AddRange(expected);
        return copy;
    }
}
