using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>
/// What a generator is run on: sources, references and options, each With… giving a new run. Strict by default: nullable,
/// warning level 9999, documentation comments checked, no unsafe code.
/// </summary>
public sealed record GeneratorRun
{
    private GeneratorRun(ImmutableArray<Func<ISourceGenerator>> generators) => Generators = generators;

    /// <summary>Makes the generators anew, so that runs share no state.</summary>
    internal ImmutableArray<Func<ISourceGenerator>> Generators { get; private init; }

    internal ImmutableArray<(string Path, string Text)> Sources { get; private init; } = [];

    internal ImmutableArray<string> AdditionalFiles { get; private init; } = [];

    internal ImmutableArray<MetadataReference> References { get; private init; } = FrameworkReferences.All;

    internal CSharpParseOptions ParseOptions { get; private init; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    internal CSharpCompilationOptions CompilationOptions { get; private init; } = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        warningLevel: 9999,
        allowUnsafe: false,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Enable);

    internal ImmutableHashSet<string> AllowedInUserCode { get; private init; } = [];

    internal AnalyzerConfigOptionsProvider? Options { get; private init; }

    internal string AssemblyName { get; private init; } = "UserCode";

    public static GeneratorRun Of<TGenerator>()
        where TGenerator : IIncrementalGenerator, new() => new([static () => new TGenerator().AsSourceGenerator()]);

    public static GeneratorRun Of(params IIncrementalGenerator[] generators) =>
        new([.. generators.Select(static generator => (Func<ISourceGenerator>)generator.AsSourceGenerator)]);

    /// <summary>No generator: user code alone, for comparison.</summary>
    public static GeneratorRun OfNone() => new([]);

    /// <summary>Adds a generator of another type.</summary>
    public GeneratorRun And<TGenerator>()
        where TGenerator : IIncrementalGenerator, new() =>
        this with { Generators = Generators.Add(static () => new TGenerator().AsSourceGenerator()) };

    /// <summary>Adds a file named by its number: Source0.cs, Source1.cs, …</summary>
    public GeneratorRun WithSource(string text) => WithSource($"Source{Sources.Length}.cs", text);

    public GeneratorRun WithSource(string path, string text) =>
        Sources.Any(source => source.Path == path)
            ? throw new ArgumentException($"There is a source '{path}' already.", nameof(path))
            : this with { Sources = Sources.Add((path, text)) };

    /// <summary>Adds a file that lies on disk and is no source, as AdditionalFiles in a project.</summary>
    public GeneratorRun WithAdditionalFile(string path) => this with { AdditionalFiles = AdditionalFiles.Add(path) };

    public GeneratorRun WithSources(params string[] texts) => texts.Aggregate(this, static (run, text) => run.WithSource(text));

    public GeneratorRun WithLanguageVersion(LanguageVersion version) => this with { ParseOptions = ParseOptions.WithLanguageVersion(version) };

    public GeneratorRun WithDocumentationMode(DocumentationMode mode) => this with { ParseOptions = ParseOptions.WithDocumentationMode(mode) };

    public GeneratorRun WithCompilationOptions(Func<CSharpCompilationOptions, CSharpCompilationOptions> change) =>
        this with { CompilationOptions = change(CompilationOptions) };

    /// <summary>What the project's files say, such as its .editorconfig.</summary>
    public GeneratorRun WithOptions(AnalyzerConfigOptionsProvider options) => this with { Options = options };

    public GeneratorRun WithNullable(NullableContextOptions nullable) =>
        WithCompilationOptions(options => options.WithNullableContextOptions(nullable));

    public GeneratorRun WithOutputKind(OutputKind kind) => WithCompilationOptions(options => options.WithOutputKind(kind));

    public GeneratorRun WithAssemblyName(string name) => this with { AssemblyName = name };

    public GeneratorRun WithReferences(params MetadataReference[] references) => this with { References = References.AddRange(references) };

    /// <summary>References the assembly that declares a type.</summary>
    public GeneratorRun WithReferenceTo<T>() => WithReferences(FrameworkReferences.To(typeof(T).Assembly));

    /// <summary>Diagnostics that <see cref="GeneratorRunOutcome.CompilesCleanly"/> accepts in the sources, though never in generated code.</summary>
    public GeneratorRun AllowInUserCode(params string[] ids) => this with { AllowedInUserCode = AllowedInUserCode.Union(ids) };

    public GeneratorRunOutcome Run()
    {
        CSharpCompilation compilation = CreateCompilation();
        GeneratorDriver driver = CreateDriver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        return new GeneratorRunOutcome(this, driver.GetRunResult(), (CSharpCompilation)output);
    }

    /// <summary>The sources compiled, before any generator; every call parses anew.</summary>
    public CSharpCompilation CreateCompilation() =>
        CompilationBases.Compilation(AssemblyName, References, CompilationOptions).AddSyntaxTrees(Parse());

    /// <summary>The same, sharing with what <see cref="CreateCompilation"/> gives not even the symbols of the referenced assemblies.</summary>
    public CSharpCompilation CreateIndependentCompilation() =>
        CompilationBases.Compilation(AssemblyName, [.. References.Select(FrameworkReferences.TwinOf)], CompilationOptions).AddSyntaxTrees(Parse());

    /// <summary>A driver that has not run and that records every step.</summary>
    public GeneratorDriver CreateDriver() => CreateDriver([.. AdditionalFiles.Select(static path => new BinaryAdditionalFile(path))]);

    internal GeneratorDriver CreateDriver(ImmutableArray<AdditionalText> additionalTexts) => CSharpGeneratorDriver.Create(
        Generators.Select(static create => create()),
        additionalTexts,
        ParseOptions,
        Options,
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    // An array, because adding trees walks them more than once and must meet the same trees each time.
    private SyntaxTree[] Parse() =>
        [.. Sources.Select(source => CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), ParseOptions, source.Path))];
}
