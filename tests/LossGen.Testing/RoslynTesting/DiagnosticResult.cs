using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A diagnostic a test expects. Lines and columns count from 1.</summary>
public readonly struct DiagnosticResult
{
    public static readonly DiagnosticResult[] EmptyDiagnosticResults = [];

    private readonly bool _suppressMessage;
    private readonly string? _message;
    private readonly ImmutableArray<DiagnosticLocation> _spans;

    public DiagnosticResult(string id, DiagnosticSeverity severity)
        : this(id, severity, default, false, null, null, null, DiagnosticOptions.None, null)
    {
    }

    public DiagnosticResult(DiagnosticDescriptor descriptor)
        : this(descriptor.Id, descriptor.DefaultSeverity, default, false, null, descriptor.MessageFormat, null, DiagnosticOptions.None, null)
    {
    }

    private DiagnosticResult(
        string id,
        DiagnosticSeverity severity,
        ImmutableArray<DiagnosticLocation> spans,
        bool suppressMessage,
        string? message,
        LocalizableString? messageFormat,
        object?[]? messageArguments,
        DiagnosticOptions options,
        bool? isSuppressed)
    {
        Id = id;
        Severity = severity;
        _spans = spans;
        _suppressMessage = suppressMessage;
        _message = message;
        MessageFormat = messageFormat;
        MessageArguments = messageArguments;
        Options = options;
        IsSuppressed = isSuppressed;
    }

    public string Id { get; }

    public DiagnosticSeverity Severity { get; }

    public DiagnosticOptions Options { get; }

    public LocalizableString? MessageFormat { get; }

    public object?[]? MessageArguments { get; }

    public bool? IsSuppressed { get; }

    public bool HasLocation => !Spans.IsEmpty;

    public ImmutableArray<DiagnosticLocation> Spans => _spans.IsDefault ? [] : _spans;

    /// <summary>The message expected; null if any will do.</summary>
    public string? Message
    {
        get
        {
            if (_suppressMessage) return null;
            if (_message is not null) return _message;
            if (MessageFormat is null) return null;
            string format = MessageFormat.ToString();
            try
            {
                return string.Format(format, MessageArguments ?? []);
            }
            catch (FormatException)
            {
                // Arguments are missing: what stands in the format says so in the mismatch.
                return format;
            }
        }
    }

    public static DiagnosticResult CompilerError(string identifier) => new(identifier, DiagnosticSeverity.Error);

    public static DiagnosticResult CompilerWarning(string identifier) => new(identifier, DiagnosticSeverity.Warning);

    public DiagnosticResult WithSeverity(DiagnosticSeverity severity) =>
        new(Id, severity, _spans, _suppressMessage, _message, MessageFormat, MessageArguments, Options, IsSuppressed);

    public DiagnosticResult WithArguments(params object[] arguments) =>
        new(Id, Severity, _spans, _suppressMessage, _message, MessageFormat, arguments, Options, IsSuppressed);

    /// <summary>Expects this message; null accepts any.</summary>
    public DiagnosticResult WithMessage(string? message) =>
        new(Id, Severity, _spans, message is null, message, MessageFormat, MessageArguments, Options, IsSuppressed);

    public DiagnosticResult WithMessageFormat(LocalizableString messageFormat) =>
        new(Id, Severity, _spans, _suppressMessage, _message, messageFormat, MessageArguments, Options, IsSuppressed);

    public DiagnosticResult WithIsSuppressed(bool? isSuppressed) =>
        new(Id, Severity, _spans, _suppressMessage, _message, MessageFormat, MessageArguments, Options, isSuppressed);

    public DiagnosticResult WithOptions(DiagnosticOptions options) =>
        new(Id, Severity, _spans, _suppressMessage, _message, MessageFormat, MessageArguments, options, IsSuppressed);

    public DiagnosticResult WithNoLocation() => WithSpans([]);

    public DiagnosticResult WithLocation(int line, int column) => WithLocation("", new LinePosition(line - 1, column - 1));

    public DiagnosticResult WithLocation(LinePosition location) => WithLocation("", location);

    public DiagnosticResult WithLocation(string path, int line, int column) => WithLocation(path, new LinePosition(line - 1, column - 1));

    public DiagnosticResult WithLocation(string path, LinePosition location) => WithLocation(path, location, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(string path, LinePosition location, DiagnosticLocationOptions options) =>
        AppendSpan(new FileLinePositionSpan(path, location, location), options | DiagnosticLocationOptions.IgnoreLength);

    /// <summary>At the span marked <c>{|#key:...|}</c> in the source.</summary>
    public DiagnosticResult WithLocation(int markupKey) => WithLocation(markupKey, DiagnosticLocationOptions.None);

    public DiagnosticResult WithLocation(int markupKey, DiagnosticLocationOptions options) =>
        AppendSpan(
            new FileLinePositionSpan("", new LinePosition(markupKey, 0), new LinePosition(markupKey, 0)),
            options | DiagnosticLocationOptions.InterpretAsMarkupKey);

    public DiagnosticResult WithSpan(int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan("", startLine, startColumn, endLine, endColumn);

    public DiagnosticResult WithSpan(string path, int startLine, int startColumn, int endLine, int endColumn) =>
        WithSpan(new FileLinePositionSpan(path, new LinePosition(startLine - 1, startColumn - 1), new LinePosition(endLine - 1, endColumn - 1)));

    public DiagnosticResult WithSpan(FileLinePositionSpan span) => WithSpan(span, DiagnosticLocationOptions.None);

    public DiagnosticResult WithSpan(FileLinePositionSpan span, DiagnosticLocationOptions options) => AppendSpan(span, options);

    /// <summary>The same, with the given path where none was named.</summary>
    public DiagnosticResult WithDefaultPath(string path) =>
        WithSpans(Spans.Select(location => location.Span.Path.Length > 0 || location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey)
            ? location
            : new DiagnosticLocation(
                new FileLinePositionSpan(path, location.Span.StartLinePosition, location.Span.EndLinePosition), location.Options)));

    /// <summary>The same, moved down by a number of lines.</summary>
    public DiagnosticResult WithLineOffset(int offset) =>
        WithSpans(Spans.Select(location =>
        {
            LinePosition start = location.Span.StartLinePosition, end = location.Span.EndLinePosition;
            return new DiagnosticLocation(
                new FileLinePositionSpan(
                    location.Span.Path,
                    new LinePosition(start.Line + offset, start.Character),
                    new LinePosition(end.Line + offset, end.Character)),
                location.Options);
        }));

    public override string ToString()
    {
        string where = HasLocation ? string.Join(" and ", Spans) : "no location";
        string severity = Options.HasFlag(DiagnosticOptions.IgnoreSeverity) ? "" : $" {Severity}";
        string message = Message is { } text ? $": {text}"
            : MessageArguments is { Length: > 0 } arguments ? $" with arguments ({string.Join(", ", arguments)})"
            : "";
        return $"{Id}{severity} at {where}{message}";
    }

    /// <summary>The same, with each numbered location replaced by the span of that number.</summary>
    internal DiagnosticResult WithMarkupKeysResolved(IReadOnlyDictionary<string, FileLinePositionSpan> marked)
    {
        string id = Id;
        return WithSpans(Spans.Select(location =>
        {
            if (!location.Options.HasFlag(DiagnosticLocationOptions.InterpretAsMarkupKey)) return location;
            string key = $"#{location.Span.StartLinePosition.Line}";
            if (!marked.TryGetValue(key, out FileLinePositionSpan span))
            {
                string found = marked.Count == 0 ? "none" : string.Join(", ", marked.Keys.Order(StringComparer.Ordinal));
                throw new InvalidOperationException($"{id} is expected at '{{|{key}:...|}}', but no source marks such a span; marked: {found}.");
            }

            return new DiagnosticLocation(span, location.Options & ~DiagnosticLocationOptions.InterpretAsMarkupKey);
        }));
    }

    private DiagnosticResult AppendSpan(FileLinePositionSpan span, DiagnosticLocationOptions options) =>
        WithSpans(Spans.Add(new DiagnosticLocation(span, options)));

    private DiagnosticResult WithSpans(IEnumerable<DiagnosticLocation> spans) =>
        new(Id, Severity, [.. spans], _suppressMessage, _message, MessageFormat, MessageArguments, Options, IsSuppressed);
}
