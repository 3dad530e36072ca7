using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using LossGen.Generators.Diagnostics;
using LossGen.Generators.Tests.Weights;
using LossGen.Onnx;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>What the README says is so: its code compiles and prints what it shows, its links lead somewhere, its lists are complete.</summary>
public sealed partial class ReadmeTests
{
    private const string Readme = "README.md";
    private const string IsRun = "runs in the tests";

    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string Page = Repository.Read(Readme);
    private static readonly IReadOnlyList<MarkdownBlock> Blocks = MarkdownBlock.In(Page);

    public static TheoryData<int> LinesOfCode() => [.. Blocks.Where(block => block.Language == "csharp").Select(block => block.Line)];

    public static TheoryData<int> LinesOfPrograms() => [.. Blocks.Where(block => block.Note == IsRun).Select(block => block.Line)];

    [Theory]
    [MemberData(nameof(LinesOfCode))]
    public void Its_code_compiles_without_a_warning(int line) => Compile(BlockAt(line)).CompilesCleanly();

    [Theory]
    [MemberData(nameof(LinesOfPrograms))]
    public void Its_programs_print_what_it_shows(int line)
    {
        MarkdownBlock block = BlockAt(line);
        string expected = PrintedComment().IsMatch(block.Text)
            ? string.Concat(PrintedComment().Matches(block.Text).Select(comment => comment.Groups["value"].Value + "\n"))
            : Blocks.SkipWhile(other => other != block).First(other => other.Language == "text").Text;

        Assert.Equal(expected, Run(block));
    }

    [Fact]
    public void Three_programs_are_run() => Assert.Equal(3, LinesOfPrograms().Count);

    [Fact]
    public void The_excerpt_stands_in_the_generated_file_in_this_order()
    {
        MarkdownBlock excerpt = Blocks.Single(block => block.Language == "cs");
        string[] lines = [.. excerpt.Text.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or "// …"))];
        string[] generated = [.. Repository.Read("samples/Iris/Generated/Iris.IrisModel.g.cs").Split('\n').Select(line => line.Trim())];

        Assert.NotEmpty(lines);
        int at = -1;
        foreach (string line in lines)
        {
            at = Array.IndexOf(generated, line, at + 1);
            Assert.True(at >= 0, $"This line of {Readme} does not stand in the generated file, or not after the lines before it: {line}");
        }
    }

    [Theory]
    [InlineData(Readme)]
    [InlineData("samples/Iris/README.md")]
    [InlineData("samples/NativeAot/README.md")]
    [InlineData("CHANGELOG.md")]
    public void Links_into_the_repository_lead_somewhere(string page)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(page))!;
        string[] targets = [.. Link().Matches(Repository.Read(page)).Select(link => link.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal))];

        string[] missing = [.. targets.Where(target => !Path.Exists(Path.Combine(folder, target)))];
        Assert.True(missing.Length == 0, $"{page} links to what is not there: {string.Join(", ", missing)}");
    }

    [Fact]
    public void Its_table_of_rules_is_complete()
    {
        IEnumerable<DiagnosticDescriptor> rules = DeclarationRules.All
            .Add(UsageRules.SettingOutOfRange).Add(UsageRules.ArrayLengthDoesNotFit).Add(WeightsRules.FileNotFound).Add(WeightsRules.FileDoesNotFit)
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal);
        string expected = string.Concat(rules.Select(rule => string.Create(CultureInfo.InvariantCulture,
            $"| [{rule.Id}](src/LossGen.Generators/docs/{rule.Id}.md) | {rule.DefaultSeverity.ToString().ToLowerInvariant()} | {rule.Title} |\n")));

        Assert.Contains(expected, Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Optimizer), "`{0}(")]
    [InlineData(typeof(LearningRateSchedule), "`{0}(")]
    [InlineData(typeof(StableMath), "`{0}`")]
    public void Every_factory_and_function_is_listed(Type type, string form)
    {
        string[] names = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct()];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(string.Format(CultureInfo.InvariantCulture, form, name), Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_loss_option_is_listed() => Assert.All(
        typeof(LossOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        option => Assert.Contains($"`{option.Name}`", Page, StringComparison.Ordinal));

    private static MarkdownBlock BlockAt(int line) => Blocks.Single(block => block.Line == line);

    /// <summary>A program as it stands; a declaration with the namespace opened; statements in a method that has a model and data.</summary>
    private static GeneratorRunOutcome Compile(MarkdownBlock block)
    {
        using var weights = new WeightsFolder();
        // In the lowest C# that models work in. A page's code is short: it has no documentation comments (CS1591).
        GeneratorRun run = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithLanguageVersion(LanguageVersion.CSharp12)
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithAdditionalFile(weights.Write("iris.safetensors", SafetensorsBytes.Of(features: 4, classes: 3)))
            .WithReferenceTo<OnnxExportOptions>()
            .WithSource("Usings.cs", ImplicitUsings)
            .AllowInUserCode("CS1591");
        if (block.Text.StartsWith("using ", StringComparison.Ordinal) && block.Note == IsRun)
            return run.WithOutputKind(OutputKind.ConsoleApplication).WithSource("Program.cs", block.Text).Run();
        if (block.Text.StartsWith('['))
            return run.WithSource("Model.cs", "using LossGen;\n" + block.Text).Run();
        return run
            .WithSource("Model.cs", "using LossGen;\n[CrossEntropyModel(features: 4, classes: 3, Weights = \"iris.safetensors\")]\npublic sealed partial class IrisModel;")
            .WithSource("Snippet.cs", $$"""
                using LossGen;
                using LossGen.Onnx;
                internal static class Snippet
                {
                    internal static void Run(IrisModel model, float[] rows, int[] labels, float[] row, int label)
                    {
                {{block.Text}}
                    }
                }
                """)
            .Run();
    }

    private static string Run(MarkdownBlock block)
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

    [GeneratedRegex(@"^Console\.WriteLine\(.*\); *// (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedComment();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Link();
}
