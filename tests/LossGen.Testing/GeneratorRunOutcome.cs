using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>A file a generator wrote.</summary>
/// <param name="HintName">The name the generator gave it.</param>
/// <param name="Text">What it holds.</param>
/// <param name="Tree">The same, parsed.</param>
public sealed record GeneratedFile(string HintName, string Text, SyntaxTree Tree);

/// <summary>What came of a <see cref="GeneratorRun"/>.</summary>
public sealed class GeneratorRunOutcome
{
    private readonly GeneratorRun _run;
    private ImmutableArray<byte> _image;

    internal GeneratorRunOutcome(GeneratorRun run, GeneratorDriverRunResult result, CSharpCompilation compilation)
    {
        _run = run;
        Compilation = compilation;
        Files = [.. result.Results.SelectMany(static r => r.GeneratedSources.IsDefault ? [] : r.GeneratedSources)
            .Select(static source => new GeneratedFile(source.HintName, source.SourceText.ToString(), source.SyntaxTree))];
        Exceptions = [.. result.Results.Select(static r => r.Exception).OfType<Exception>()];
        Diagnostics = result.Diagnostics;
    }

    /// <summary>The sources together with what was generated.</summary>
    public CSharpCompilation Compilation { get; }

    public ImmutableArray<GeneratedFile> Files { get; }

    /// <summary>What the generators reported themselves.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }

    public ImmutableArray<Exception> Exceptions { get; }

    /// <summary>The text of the only generated file.</summary>
    public string SingleText => Files.Length == 1
        ? Files[0].Text
        : throw new HarnessException($"One generated file is expected, {Files.Length} exist: {HintNames}.{ExceptionNote}");

    private string HintNames => Files.IsEmpty ? "none" : string.Join(", ", Files.Select(static file => file.HintName));

    private string ExceptionNote => string.Concat(Exceptions.Select(static e => $"{Environment.NewLine}A generator threw {e}"));

    /// <summary>The text of a generated file.</summary>
    public string Text(string hintName) => Files.FirstOrDefault(file => file.HintName == hintName)?.Text
        ?? throw new HarnessException($"No file '{hintName}' was generated; there are: {HintNames}.{ExceptionNote}");

    /// <summary>No generator threw.</summary>
    public GeneratorRunOutcome RunsWithoutException() =>
        Exceptions.IsEmpty ? this : throw new HarnessException($"The generator threw.{ExceptionNote}");

    /// <summary>
    /// Sources and generated code compile, down to the emitted assembly and its documentation, without a warning, and the
    /// generator neither threw nor reported a warning.
    /// </summary>
    public GeneratorRunOutcome CompilesCleanly()
    {
        RunsWithoutException();
        using var image = new MemoryStream();
        // Documentation comments are bound only where documentation is written.
        using var documentation = new MemoryStream();
        ImmutableArray<Diagnostic> compiled = Compilation.Emit(image, xmlDocumentationStream: documentation).Diagnostics;
        HashSet<SyntaxTree> generated = [.. Files.Select(static file => file.Tree)];
        List<Diagnostic> complaints = [.. Diagnostics.Concat(compiled).Where(diagnostic =>
            diagnostic.Severity >= DiagnosticSeverity.Warning
            && !diagnostic.IsSuppressed
            && !(IsInUserCode(diagnostic) && _run.AllowedInUserCode.Contains(diagnostic.Id)))];
        if (complaints.Count == 0)
        {
            _image = [.. image.ToArray()];
            return this;
        }

        string version = _run.ParseOptions.LanguageVersion.ToDisplayString();
        var text = new StringBuilder($"The code does not compile cleanly as C# {version}: {complaints.Count} diagnostics.");
        foreach (Diagnostic complaint in complaints)
        {
            string origin = complaint.Location.SourceTree is not { } tree ? "" : generated.Contains(tree) ? "generated code: " : "user code: ";
            text.AppendLine().Append($"    {origin}{complaint.Describe()}");
            AppendSource(text, complaint.Location);
        }

        throw new HarnessException(text.ToString());

        bool IsInUserCode(Diagnostic diagnostic) => diagnostic.Location.SourceTree is { } tree && !generated.Contains(tree);
    }

    /// <summary>Compiles to an assembly that can be run, measured and unloaded, or takes what <see cref="CompilesCleanly"/> has compiled.</summary>
    public EmittedAssembly Emit() => _image.IsDefault ? EmittedAssembly.From(RunsWithoutException().Compilation) : EmittedAssembly.From(Compilation, _image);

    private static void AppendSource(StringBuilder text, Location location)
    {
        if (location.SourceTree is not { } tree) return;
        var lines = tree.GetText().Lines;
        int line = location.GetLineSpan().StartLinePosition.Line;
        for (int i = Math.Max(0, line - 1); i <= Math.Min(lines.Count - 1, line + 1); i++)
            text.AppendLine().Append($"      {(i == line ? '>' : ' ')} {i + 1,4} | {lines[i]}");
    }
}
