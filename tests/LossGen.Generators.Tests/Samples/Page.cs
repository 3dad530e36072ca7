using System.Globalization;
using LossGen.Generators.Tests.Weights;
using LossGen.Onnx;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Tests.Samples;

/// <summary>A page of documentation, whose code is compiled and whose programs are run.</summary>
/// <remarks>
/// A block of code is a whole program where the comment before it says that it is run; a declaration where it begins with an attribute, after using directives;
/// a helper of all programs of the page where the comment says so; and otherwise statements that have a model and data. Using directives at
/// the head of statements are moved to the head of the file.
/// </remarks>
internal sealed class Page(string path)
{
    private const string IsRun = "runs in the tests";
    private const string IsHelper = "with every program";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    public string Path { get; } = path;

    public string Text { get; } = Repository.Read(path);

    public IReadOnlyList<MarkdownBlock> Blocks { get; } = MarkdownBlock.In(Repository.Read(path));

    public IEnumerable<MarkdownBlock> Code => Blocks.Where(block => block.Language == "csharp");

    public IEnumerable<MarkdownBlock> Programs => Blocks.Where(block => block.Note == IsRun);

    /// <summary>The block whose text begins at a line.</summary>
    public MarkdownBlock BlockAt(int line) => Blocks.Single(block => block.Line == line);

    public GeneratorRunOutcome Compile(MarkdownBlock block)
    {
        using var weights = new WeightsFolder();

        // In the lowest C# that models work in. A page's code is short: it has no documentation comments (CS1591).
        GeneratorRun run = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .And<NextTokenModelGenerator>()
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithReferenceTo<OnnxExportOptions>()
            .WithAdditionalFile(weights.Write("iris.safetensors", SafetensorsBytes.Of(features: 4, classes: 3)))
            .WithSource("Usings.cs", ImplicitUsings)
            .AllowInUserCode("CS1591");
        foreach (MarkdownBlock helper in Blocks.Where(other => other.Note == IsHelper && other != block)) run = run.WithSource("Helper.cs", helper.Text);
        if (block.Note == IsHelper) return run.WithSource("Helper.cs", block.Text).Run();
        if (block.Note == IsRun) return run.WithOutputKind(OutputKind.ConsoleApplication).WithSource("Program.cs", block.Text).Run();
        (string usings, string statements) = Divide(block.Text);
        if (statements.TrimStart().StartsWith('[')) return run.WithSource("Model.cs", usings + "\n" + statements).Run();
        return run
            .WithSource("Model.cs", "using LossGen;\n[CrossEntropyModel(features: 4, classes: 3, Weights = \"iris.safetensors\")]\npublic sealed partial class IrisModel;")
            .WithSource("Snippet.cs", $$"""
                {{usings}}
                internal static class Snippet
                {
                    internal static void Run(IrisModel model, float[] rows, int[] labels, float[] row, int label)
                    {
                {{statements}}
                    }
                }
                """)
            .Run();
    }

    private static (string Usings, string Statements) Divide(string text)
    {
        string[] lines = text.Split('\n');
        string[] own = [.. lines.TakeWhile(static line => line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('=') && line.EndsWith(';'))];
        return (string.Join('\n', own.Union(["using LossGen;", "using LossGen.Onnx;"])), string.Join('\n', lines[own.Length..]));
    }

    /// <summary>What a program prints.</summary>
    public string Run(MarkdownBlock block)
    {
        using EmittedAssembly program = Compile(block).Emit();
        TextWriter console = Console.Out;
        CultureInfo culture = CultureInfo.CurrentCulture;
        using var output = new StringWriter();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            Console.SetOut(output);
            program.Invoke("Program", "<Main>$", [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            CultureInfo.CurrentCulture = culture;
        }
        return output.ToString().ReplaceLineEndings("\n");
    }
}
