using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>
/// Feeds a generator, and analyzers, the broken code they see while somebody types: every prefix of a text, or random mutations of
/// it. Nothing may throw. One driver lives through it all, as in an editor, so its cache is exercised too.
/// </summary>
/// <param name="run">Generators, options and the sources that stand unchanged beside the typed one.</param>
/// <param name="text">The file typed.</param>
/// <param name="analyzers">Makes the analyzers; each text gets fresh ones, as their state belongs to one compilation.</param>
/// <param name="analyzedEvery">The analyzers, which cost far more than the generators, see one text of so many.</param>
public sealed class TypingReplay(GeneratorRun run, string text, Func<ImmutableArray<DiagnosticAnalyzer>>? analyzers = null, int analyzedEvery = 1)
{
    private bool _parsable;

    /// <summary>Also require that whatever is generated parses without a syntax error.</summary>
    public TypingReplay RequireParsableOutput()
    {
        _parsable = true;
        return this;
    }

    /// <summary>Every prefix of the text from nothing to the whole; returns how many there were.</summary>
    public int TypeOut() => Replay(Enumerable.Range(0, text.Length + 1).Select(length => ($"the first {length} characters", text[..length])));

    /// <summary>Random mutations of the text, the same for the same seed; returns how many there were.</summary>
    public int Mutate(int seed, int count) =>
        Replay(Mutations.Of(text, seed, count).Select((mutant, index) => ($"mutation {index} of seed {seed}", mutant)));

    private int Replay(IEnumerable<(string Name, string Text)> steps)
    {
        GeneratorDriver driver = run.CreateDriver();
        SyntaxTree tree = CSharpSyntaxTree.ParseText("", run.ParseOptions, "Typed.cs");
        CSharpCompilation compilation = run.CreateCompilation().AddSyntaxTrees(tree);
        int count = 0;
        foreach ((string name, string typed) in steps)
        {
            // Replacing a tree keeps the references bound; parsing again is cheaper than the diff an incremental parse would need.
            SyntaxTree next = CSharpSyntaxTree.ParseText(SourceText.From(typed, System.Text.Encoding.UTF8), run.ParseOptions, "Typed.cs");
            compilation = compilation.ReplaceSyntaxTree(tree, next);
            tree = next;
            Compilation output = compilation;
            bool isAnalyzed = analyzers is not null && count % analyzedEvery == 0;
            driver = !isAnalyzed
                ? driver.RunGenerators(compilation)
                : driver.RunGeneratorsAndUpdateCompilation(compilation, out output, out _);
            Check(driver.GetRunResult(), name, typed);
            if (isAnalyzed) Analyze(output, analyzers!(), name, typed);
            count++;
        }

        return count;
    }

    private void Check(GeneratorDriverRunResult result, string name, string typed)
    {
        foreach (GeneratorRunResult generator in result.Results)
        {
            if (generator.Exception is { } exception)
                throw new HarnessException($"{generator.Generator.GetGeneratorType()} threw on {name}: {exception}{Quote(typed)}");
            if (!_parsable) continue;
            foreach (GeneratedSourceResult source in generator.GeneratedSources)
            {
                if (source.SyntaxTree.GetDiagnostics().FirstOrDefault(static d => d.Severity == DiagnosticSeverity.Error) is { } error)
                    throw new HarnessException($"{source.HintName} does not parse on {name}: {error.Describe()}{Quote(typed)}");
            }
        }

        // CS8785 is how the compiler says that a generator failed; it also covers failures outside the results above.
        if (result.Diagnostics.FirstOrDefault(static d => d.Id is "CS8785" or "CS8784") is { } failure)
            throw new HarnessException($"A generator failed on {name}: {failure.Describe()}{Quote(typed)}");
    }

    private static void Analyze(Compilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers, string name, string typed)
    {
        (Exception Exception, DiagnosticAnalyzer Analyzer)? thrown = null;
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, analyzer, _) => thrown = (exception, analyzer),
            concurrentAnalysis: false,
            logAnalyzerExecutionTime: false);
        // The tasks below finish on their own: without concurrency the analysis runs on this thread.
        ImmutableArray<Diagnostic> diagnostics = new CompilationWithAnalyzers(compilation, analyzers, options)
            .GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();
        if (thrown is { } failure)
            throw new HarnessException($"{failure.Analyzer.GetType()} threw on {name} (AD0001): {failure.Exception}{Quote(typed)}");
        if (diagnostics.FirstOrDefault(static d => d.Id == "AD0001") is { } crash)
            throw new HarnessException($"An analyzer threw on {name}: {crash.Describe()}{Quote(typed)}");
    }

    private static string Quote(string typed) =>
        $"{Environment.NewLine}The text was:{Environment.NewLine}-----{Environment.NewLine}{typed}{Environment.NewLine}-----";
}
