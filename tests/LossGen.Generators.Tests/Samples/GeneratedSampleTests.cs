using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

public sealed class GeneratedSampleTests
{
    private const string Declaration = "samples/Iris/IrisModel.cs";
    private const string CheckedIn = "samples/Iris/Generated/Iris.IrisModel.g.cs";
    private const string Update = "LOSSGEN_UPDATE_GENERATED";

    [Fact]
    public void The_generated_file_beside_the_Iris_sample_is_what_the_generator_writes()
    {
        GeneratorRunOutcome outcome = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource(Declaration, Repository.Read(Declaration))
            .Run()
            .CompilesCleanly();
        string generated = outcome.Text(Path.GetFileName(CheckedIn)).ReplaceLineEndings("\n");

        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(CheckedIn))!);
            File.WriteAllText(Repository.PathOf(CheckedIn), generated);
        }

        Assert.True(File.Exists(Repository.PathOf(CheckedIn)), $"{CheckedIn} is missing; run this test with {Update}=1 to write it.");
        string[] expected = Repository.Read(CheckedIn).Split('\n'), actual = generated.Split('\n');
        int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length))
            .FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);
        Assert.True(line < 0, $"""
            {CheckedIn} is no longer what the generator writes; run this test with {Update}=1 to rewrite it.
            Line {line + 1} checked in: {expected.ElementAtOrDefault(line)}
            Line {line + 1} generated:  {actual.ElementAtOrDefault(line)}
            """);
    }
}
