using System.Collections.Immutable;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Compiles the test's sources, runs generators and analyzers over them and compares the diagnostics with the expected ones.</summary>
public abstract class AnalyzerTest<TVerifier>
    where TVerifier : IVerifier, new()
{
    protected AnalyzerTest() => TestState = new SolutionState(DefaultTestProjectName, Language, DefaultFilePathPrefix, DefaultFileExt);

    protected static TVerifier Verify => new();

    public abstract string Language { get; }

    protected abstract string DefaultFileExt { get; }

    protected virtual string DefaultFilePathPrefix => "/0/Test";

    protected virtual string DefaultTestProjectName => "TestProject";

    protected virtual string DefaultFilePath => $"{DefaultFilePathPrefix}0.{DefaultFileExt}";

    /// <summary>Sets the first source.</summary>
    public string TestCode
    {
        set
        {
            if (value is not null) SetOnlySource(TestState, value);
        }
    }

    public SolutionState TestState { get; }

    public List<DiagnosticResult> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    public ReferenceAssemblies ReferenceAssemblies { get; set; } = ReferenceAssemblies.Default;

    public CompilerDiagnostics CompilerDiagnostics { get; set; } = CompilerDiagnostics.Errors;

    public TestBehaviors TestBehaviors { get; set; }

    public MarkupOptions MarkupOptions { get; set; }

    public List<string> DisabledDiagnostics { get; } = [];

    public List<Func<Solution, ProjectId, Solution>> SolutionTransforms { get; } = [];

    /// <summary>A further check of each diagnostic that matched.</summary>
    public Action<Diagnostic, DiagnosticResult, IVerifier>? DiagnosticVerifier { get; set; }

    public Task RunAsync(CancellationToken cancellationToken = default) => RunImplAsync(cancellationToken);

    protected virtual async Task RunImplAsync(CancellationToken cancellationToken)
    {
        TVerifier verify = Verify;
        verify.NotEmpty($"{nameof(TestState)}.{nameof(SolutionState.Sources)}", TestState.Sources);
        SolutionState state = Evaluate(TestState.WithInheritedValuesApplied(null, []), []);
        await VerifyStateAsync(state, "test state", verify, cancellationToken).ConfigureAwait(false);
    }

    protected abstract IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers();

    protected virtual IEnumerable<Type> GetSourceGenerators() => [];

    protected abstract CompilationOptions CreateCompilationOptions();

    protected abstract ParseOptions CreateParseOptions();

    /// <summary>The rule that markup without an id stands for.</summary>
    protected internal virtual DiagnosticDescriptor? GetDefaultDiagnostic(DiagnosticAnalyzer[] analyzers)
    {
        if (analyzers.Length == 0) return null;
        ImmutableArray<DiagnosticDescriptor> supported = analyzers[0].SupportedDiagnostics;
        return supported.Length == 1 || (supported.Length > 1 && MarkupOptions.HasFlag(MarkupOptions.UseFirstDescriptor)) ? supported[0] : null;
    }

    protected virtual bool IsCompilerDiagnosticIncluded(Diagnostic diagnostic, CompilerDiagnostics compilerDiagnostics) => compilerDiagnostics switch
    {
        CompilerDiagnostics.None => false,
        CompilerDiagnostics.Errors => diagnostic.Severity >= DiagnosticSeverity.Error,
        CompilerDiagnostics.Warnings => diagnostic.Severity >= DiagnosticSeverity.Warning,
        CompilerDiagnostics.Suggestions => diagnostic.Severity >= DiagnosticSeverity.Info,
        _ => true,
    };

    private protected static void SetOnlySource(SolutionState state, string code)
    {
        state.Sources.Clear();
        state.Sources.Add(code);
    }

    private protected SolutionState Evaluate(SolutionState inherited, ImmutableArray<string> fixable)
    {
        DiagnosticAnalyzer[] analyzers = [.. GetDiagnosticAnalyzers()];
        return inherited.WithProcessedMarkup(
            MarkupOptions,
            GetDefaultDiagnostic(analyzers),
            [.. analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics)],
            fixable,
            DefaultFilePath);
    }

    /// <summary>Diagnostics, generated files, and the analyzers' manners in generated and suppressed code.</summary>
    private protected async Task VerifyStateAsync(SolutionState state, string name, IVerifier verifier, CancellationToken cancellationToken)
    {
        verifier = verifier.PushContext($"Diagnostics of {name}");
        ImmutableArray<DiagnosticAnalyzer> analyzers = [.. GetDiagnosticAnalyzers()];
        Project project = await CreateProjectAsync(state, cancellationToken).ConfigureAwait(false);
        AnalyzedProject analyzed = await AnalyzeAsync(project, analyzers, cancellationToken).ConfigureAwait(false);
        DiagnosticMatcher.Verify(analyzed.Diagnostics, state.ExpectedDiagnostics, DiagnosticVerifier, verifier);
        if (analyzed.Generation is { } run && !TestBehaviors.HasFlag(TestBehaviors.SkipGeneratedSourcesCheck))
            GeneratedSourcesVerifier.Verify(run, state.GeneratedSources, verifier);

        if (!TestBehaviors.HasFlag(TestBehaviors.SkipGeneratedCodeCheck))
        {
            await VerifySilenceAsync(state, analyzers, "// <auto-generated/>\n", inGeneratedCode: true, verifier, cancellationToken)
                .ConfigureAwait(false);
        }

        if (!TestBehaviors.HasFlag(TestBehaviors.SkipSuppressionCheck))
        {
            string ids = string.Join(", ", analyzers.SelectMany(static a => a.SupportedDiagnostics).Select(static d => d.Id).Distinct());
            await VerifySilenceAsync(state, analyzers, $"#pragma warning disable {ids}\n", inGeneratedCode: false, verifier, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private protected async Task<Project> CreateProjectAsync(SolutionState state, CancellationToken cancellationToken)
    {
        ReferenceAssemblies framework = state.ReferenceAssemblies ?? ReferenceAssemblies;
        ImmutableArray<MetadataReference> references = await framework.ResolveAsync(Language, cancellationToken).ConfigureAwait(false);
        CompilationOptions options = CreateCompilationOptions();
        if (state.OutputKind is { } kind) options = options.WithOutputKind(kind);
        ParseOptions parseOptions = CreateParseOptions();
        if (state.DocumentationMode is { } mode) parseOptions = parseOptions.WithDocumentationMode(mode);

        Project bound = CompilationBases.Project(state.Name, references.AddRange(state.AdditionalReferences));
        ProjectId id = bound.Id;
        Solution solution = bound.Solution.WithProjectCompilationOptions(id, WithRulesEnabled(options)).WithProjectParseOptions(id, parseOptions);
        foreach ((string path, SourceText content) in state.Sources)
            solution = solution.AddDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, filePath: path);
        foreach ((string path, SourceText content) in state.AdditionalFiles)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, filePath: path);
        foreach ((string path, SourceText content) in state.AnalyzerConfigFiles)
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, filePath: path);
        foreach (Func<Solution, ProjectId, Solution> transform in SolutionTransforms) solution = transform(solution, id);
        return solution.GetProject(id) ?? throw new InvalidOperationException("A solution transform removed the test's project.");
    }

    private protected async Task<AnalyzedProject> AnalyzeAsync(
        Project project, ImmutableArray<DiagnosticAnalyzer> analyzers, CancellationToken cancellationToken)
    {
        Compilation compilation = await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new NotSupportedException($"The language '{Language}' has no compilation.");
        var all = new List<Diagnostic>();
        ISourceGenerator[] generators = [.. GetSourceGenerators().Select(Instantiate)];
        GeneratorDriverRunResult? generation = null;
        if (generators.Length > 0)
        {
            GeneratorDriver driver = CSharpGeneratorDriver
                .Create(
                    generators,
                    project.AnalyzerOptions.AdditionalFiles,
                    (CSharpParseOptions?)project.ParseOptions,
                    project.AnalyzerOptions.AnalyzerConfigOptionsProvider)
                .RunGeneratorsAndUpdateCompilation(compilation, out compilation, out ImmutableArray<Diagnostic> reported, cancellationToken);
            generation = driver.GetRunResult();
            all.AddRange(reported);
        }

        all.AddRange(compilation.GetDiagnostics(cancellationToken)
            .Where(diagnostic => !diagnostic.IsSuppressed && IsCompilerDiagnosticIncluded(diagnostic, CompilerDiagnostics)));
        if (!analyzers.IsEmpty)
        {
            var options = new CompilationWithAnalyzersOptions(
                project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
            var analysis = new CompilationWithAnalyzers(compilation, analyzers, options);
            all.AddRange(await analysis.GetAnalyzerDiagnosticsAsync(cancellationToken).ConfigureAwait(false));
        }

        IEnumerable<Diagnostic> sorted = all.Distinct()
            .OrderBy(static d => d.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(static d => d.Location.SourceSpan.Start)
            .ThenBy(static d => d.Location.SourceSpan.End)
            .ThenBy(static d => d.Id, StringComparer.Ordinal);
        return new AnalyzedProject(project, [.. sorted], generation);
    }

    private static ISourceGenerator Instantiate(Type type) => Activator.CreateInstance(type, nonPublic: true) switch
    {
        ISourceGenerator generator => generator,
        IIncrementalGenerator generator => generator.AsSourceGenerator(),
        _ => throw new ArgumentException($"{type} is neither an {nameof(ISourceGenerator)} nor an {nameof(IIncrementalGenerator)}."),
    };

    // A rule that is off by default is tested as if switched on; an analyzer that throws is an error.
    private CompilationOptions WithRulesEnabled(CompilationOptions options)
    {
        ImmutableDictionary<string, ReportDiagnostic> specific = options.SpecificDiagnosticOptions;
        foreach (DiagnosticDescriptor rule in GetDiagnosticAnalyzers().SelectMany(static analyzer => analyzer.SupportedDiagnostics))
        {
            if (rule.IsEnabledByDefault || specific.ContainsKey(rule.Id)) continue;
            specific = specific.Add(rule.Id, rule.DefaultSeverity switch
            {
                DiagnosticSeverity.Error => ReportDiagnostic.Error,
                DiagnosticSeverity.Warning => ReportDiagnostic.Warn,
                DiagnosticSeverity.Info => ReportDiagnostic.Info,
                _ => ReportDiagnostic.Hidden,
            });
        }

        specific = specific.SetItem("AD0001", ReportDiagnostic.Error);
        foreach (string id in DisabledDiagnostics) specific = specific.SetItem(id, ReportDiagnostic.Suppress);
        return options.WithSpecificDiagnosticOptions(specific);
    }

    // Puts a line above every source; of the expected diagnostics only those that it cannot silence may remain.
    private async Task VerifySilenceAsync(
        SolutionState state,
        ImmutableArray<DiagnosticAnalyzer> analyzers,
        string prefix,
        bool inGeneratedCode,
        IVerifier verifier,
        CancellationToken cancellationToken)
    {
        Dictionary<string, DiagnosticDescriptor> rules = analyzers.SelectMany(static a => a.SupportedDiagnostics)
            .DistinctBy(static rule => rule.Id).ToDictionary(static rule => rule.Id);
        HashSet<string> sources = [.. state.Sources.Select(static source => source.filename)];
        if (!state.ExpectedDiagnostics.Any(IsSilenced)) return;

        Project project = await CreateProjectAsync(state, cancellationToken).ConfigureAwait(false);
        foreach (DocumentId id in project.DocumentIds)
        {
            Document document = project.GetDocument(id)!;
            SourceText text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            project = document.WithText(text.WithChanges(new TextChange(default, prefix))).Project;
        }

        AnalyzedProject analyzed = await AnalyzeAsync(project, analyzers, cancellationToken).ConfigureAwait(false);
        // The compiler's own diagnostics are not in question, and the mark of generated code changes some of them (nullability).
        IEnumerable<Diagnostic> remaining = analyzed.Diagnostics.Where(diagnostic => rules.ContainsKey(diagnostic.Id) || diagnostic.Id == "AD0001");
        IEnumerable<DiagnosticResult> expected = state.ExpectedDiagnostics
            .Where(result => rules.ContainsKey(result.Id) && !IsSilenced(result)).Select(static result => result.WithLineOffset(1));
        string context = inGeneratedCode
            ? "The same with every source marked as generated, where the analyzer should be silent "
                + $"({nameof(TestBehaviors)}.{nameof(TestBehaviors.SkipGeneratedCodeCheck)} skips this)"
            : $"The same under {prefix.Trim()} ({nameof(TestBehaviors)}.{nameof(TestBehaviors.SkipSuppressionCheck)} skips this)";
        DiagnosticMatcher.Verify([.. remaining], [.. expected], null, verifier.PushContext(context));

        bool IsSilenced(DiagnosticResult result) =>
            rules.TryGetValue(result.Id, out DiagnosticDescriptor? rule)
            && result.HasLocation && sources.Contains(result.Spans[0].Span.Path)
            && (inGeneratedCode || !rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable));
    }
}
