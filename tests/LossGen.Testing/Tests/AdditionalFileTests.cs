using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LossGen.Testing.Tests;

/// <summary>Additional files reach the generator, change between two runs, and are not read as text unnoticed.</summary>
public sealed class AdditionalFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lossgen-harness-");
    private readonly string _first;
    private readonly string _second;

    public AdditionalFileTests()
    {
        _first = Path.Combine(_folder.FullName, "First.bin");
        _second = Path.Combine(_folder.FullName, "Second.bin");
        File.WriteAllBytes(_first, [1]);
        File.WriteAllBytes(_second, [1, 2]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_generator_meets_every_additional_file()
    {
        GeneratorRunOutcome outcome = Run<LengthGenerator>().Run().CompilesCleanly();
        Assert.Equal(["// 1\n", "// 2\n"], outcome.Files.Select(static file => file.Text));
    }

    [Fact]
    public void A_changed_file_is_seen_and_leaves_the_others_cached()
    {
        CacheRun run = CacheRun.AfterFileChange(Run<LengthGenerator>(), _second, () => File.WriteAllBytes(_second, [1, 2, 3]));
        run.AssertReasons("Length", Cached, Modified).AssertOutputReasons(Cached, Modified);
        Assert.Equal("// 3\n", run.Files["Second.bin.g.cs"]);
    }

    [Fact]
    public void A_file_written_again_unchanged_writes_nothing_anew() => CacheRun
        .AfterFileChange(Run<LengthGenerator>(), _second, () => File.WriteAllBytes(_second, [2, 1]))
        .AssertReasons("Length", Cached, Unchanged)
        .AssertOutputsCached();

    [Fact]
    public void A_generator_that_asks_for_the_text_of_a_binary_file_is_caught()
    {
        var fault = Assert.Throws<HarnessException>(() => Run<TextGenerator>().Run().RunsWithoutException());
        Assert.Contains("First.bin' was asked for its text", fault.Message, StringComparison.Ordinal);
    }

    private GeneratorRun Run<TGenerator>()
        where TGenerator : IIncrementalGenerator, new() => GeneratorRun.Of<TGenerator>()
        .WithSource("/// <summary>Anything.</summary>\npublic class Anything;")
        .WithAdditionalFile(_first)
        .WithAdditionalFile(_second);

    private sealed class LengthGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.AdditionalTextsProvider.Select(static (text, _) => (Path.GetFileName(text.Path), new FileInfo(text.Path).Length)).WithTrackingName("Length"),
            static (output, file) => output.AddSource(file.Item1 + ".g.cs", SourceText.From($"// {file.Length}\n", Encoding.UTF8)));
    }

    private sealed class TextGenerator : IIncrementalGenerator
    {
        public void Initialize(IncrementalGeneratorInitializationContext context) => context.RegisterSourceOutput(
            context.AdditionalTextsProvider.Select(static (text, cancellationToken) => text.GetText(cancellationToken)?.ToString() ?? ""),
            static (output, text) => output.AddSource("Text.g.cs", SourceText.From("// " + text.Length, Encoding.UTF8)));
    }
}
