using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Benchmarks.Generator;

/// <summary>A project in memory that uses the generator, as an editor or a build would have it.</summary>
internal sealed class UserProject
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(LoadReferences);

    private readonly SyntaxTree _otherFile = OtherFile(number: 1);
    private readonly SyntaxTree[] _modelFiles;

    /// <summary>One file a model, and one that has nothing to do with models.</summary>
    /// <param name="models">The arguments of each model's attribute.</param>
    public UserProject(IEnumerable<string> models)
    {
        _modelFiles = [.. models.Select(static (model, number) => ModelFile(number, model))];
        Compilation = CSharpCompilation.Create(
            "User",
            [_otherFile, .. _modelFiles],
            References.Value,
            new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));

        // References are bound at the first question for a type; that is the compiler's work with or without a generator.
        Compilation.GetSpecialType(SpecialType.System_Object);
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>A driver that has not run yet.</summary>
    public static GeneratorDriver CreateDriver() =>
        CSharpGeneratorDriver.Create([new Generators.CrossEntropyModelGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    /// <summary>The project after someone has typed in the file without models.</summary>
    /// <param name="edit">What makes this edit unlike others; not 1, which stands there at first.</param>
    public CSharpCompilation EditElsewhere(int edit) =>
        Compilation.ReplaceSyntaxTree(_otherFile, OtherFile(edit));

    /// <summary>The project after someone has given the first model another number of features.</summary>
    public CSharpCompilation EditModel(int features, int classes) =>
        Compilation.ReplaceSyntaxTree(_modelFiles[0], ModelFile(0, Arguments(features, classes)));

    /// <summary>The attribute's arguments for a linear model.</summary>
    public static string Arguments(int features, int classes) => $"features: {features}, classes: {classes}";

    private static SyntaxTree ModelFile(int number, string arguments) => File($"Model{number}.cs", $$"""
        namespace User;

        [LossGen.CrossEntropyModel({{arguments}})]
        public sealed partial class Model{{number}};
        """);

    private static SyntaxTree OtherFile(int number) => File("Other.cs", $$"""
        namespace User;

        internal static class Other
        {
            public static int Number() => {{number}};
        }
        """);

    private static SyntaxTree File(string path, string text) => CSharpSyntaxTree.ParseText(text, ParseOptions, path);

    private static List<MetadataReference> LoadReferences()
    {
        // The framework has a folder of its own; this program's packages are none of the user's.
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return [.. trusted
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Append(typeof(CrossEntropyModelAttribute).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path))];
    }
}
