using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Tests.Declarations.Odd;

/// <summary>
/// A declaration that nobody expects, and what must become of it: the rule that reports it (LG…), the compiler's own error in the user's
/// code (CS…), or a model that compiles without a warning and runs (ok).
/// </summary>
/// <remarks>
/// Written as a line <c>ok [option]: code</c>. In the code, [M] stands for the attribute with two features and three classes, [N] for the
/// same with a hidden layer, [M&lt;Row&gt;] for that of typed rows, [F] and [L] for feature and label, § for the beginning of another file, ¶ for that of another line.
/// </remarks>
internal sealed record OddDeclaration(string Kind, string Expected, string Option, string Code)
{
    public const string Ok = "ok";

    private const string Network = "CrossEntropyModel(2, 3, HiddenLayers = new[] { 4 }, Activation = global::LossGen.Activation.Tanh)";

    // What the compiler says of the user's own code is the user's; in the generated file it is allowed nothing.
    private static readonly string[] Allowed =
    [
        "CS0067", "CS0108", "CS0162", "CS0169", "CS0414", "CS0436", "CS0437", "CS0612", "CS0618", "CS0628", "CS0649", "CS1591", "CS1685",
        "CS3005", "CS3008", "CS3016", "CS3021", "CS8618", "CS8632", "CS8669", "CS8981", "CS9113", "OLD1", "NEW1",
    ];

    /// <summary>The declarations of a table: lines, and headings (## kind) between them. A line that begins with two spaces continues the last.</summary>
    public static IEnumerable<OddDeclaration> Table(string text)
    {
        string kind = "";
        foreach (string line in text.ReplaceLineEndings("\n").Replace("\n  ", " ", StringComparison.Ordinal).Split('\n'))
        {
            if (line.Length == 0) continue;
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                kind = line[3..];
                continue;
            }

            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            string[] head = line[..colon].Split(' ');
            yield return new OddDeclaration(kind, head[0], head.Length > 1 ? head[1] : "", line[(colon + 2)..]);
        }
    }

    public GeneratorRunOutcome Generate(WeightsFolder weights)
    {
        GeneratorRun run = GeneratorRun.Of<CrossEntropyModelGenerator>().WithReferenceTo<CrossEntropyModelAttribute>().AllowInUserCode(Allowed);
        run = WithOption(run, weights);
        string code = Code
            .Replace("[M<", "[global::LossGen.CrossEntropyModel<", StringComparison.Ordinal)
            .Replace('¶', '\n');
        foreach ((string letter, string attribute) in new[] { ("M", "CrossEntropyModel(2, 3)"), ("N", Network), ("F", "Feature"), ("L", "Label") })
        {
            foreach (char end in "],")
                code = code.Replace("[" + letter + end, "[global::LossGen." + attribute + end, StringComparison.Ordinal);
        }

        return run.WithSources(code.Split('§')).Run().RunsWithoutException();
    }

    public override string ToString() => $"{Kind}: {Code}";

    private GeneratorRun WithOption(GeneratorRun run, WeightsFolder weights) => Option switch
    {
        "" => run,
        "csharp12" => run.WithLanguageVersion(LanguageVersion.CSharp12),
        "preview" => run.WithLanguageVersion(LanguageVersion.Preview),
        "csharp11" => run.WithLanguageVersion(LanguageVersion.CSharp11),
        "unsafe" => run.WithCompilationOptions(static options => options.WithAllowUnsafe(true)),
        "checked" => run.WithCompilationOptions(static options => options.WithOverflowChecks(true)),
        "errors" => run.WithCompilationOptions(static options => options.WithGeneralDiagnosticOption(ReportDiagnostic.Error)),
        "debug" => run.WithCompilationOptions(static options => options.WithOptimizationLevel(OptimizationLevel.Debug)),
        "oblivious" => run.WithNullable(NullableContextOptions.Disable),
        "annotations" => run.WithNullable(NullableContextOptions.Annotations),
        "warnings" => run.WithNullable(NullableContextOptions.Warnings),
        "nodocs" => run.WithDocumentationMode(DocumentationMode.None),
        "docs" => run.WithDocumentationMode(DocumentationMode.Parse),
        "exe" => run.WithOutputKind(OutputKind.ConsoleApplication),
        "weights" => run.WithAdditionalFile(weights.Write(WeightsName, SafetensorsBytes.Of(features: 2, classes: 3))),
        _ => throw new ArgumentException($"There is no option '{Option}'."),
    };

    // The name as the code writes it, escapes and all.
    private string WeightsName
    {
        get
        {
            int start = Code.IndexOf("Weights = ", StringComparison.Ordinal) + "Weights = ".Length;
            SyntaxToken literal = SyntaxFactory.ParseToken(Code[start..]);
            return literal.ValueText;
        }
    }
}
