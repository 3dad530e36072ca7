namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Where an expected diagnostic lies.</summary>
public readonly struct DiagnosticLocation(FileLinePositionSpan span, DiagnosticLocationOptions options)
{
    public FileLinePositionSpan Span { get; } = span;

    public DiagnosticLocationOptions Options { get; } = options;

    public override string ToString()
    {
        if (Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey)) return $"{{|#{Span.StartLinePosition.Line}:...|}}";
        string start = $"{Span.Path}({Span.StartLinePosition.Line + 1},{Span.StartLinePosition.Character + 1})";
        return Options.HasFlag(DiagnosticLocationOptions.IgnoreLength)
            ? start
            : $"{start}-({Span.EndLinePosition.Line + 1},{Span.EndLinePosition.Character + 1})";
    }
}
