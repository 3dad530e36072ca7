using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

public sealed class GeneratedSampleTests
{
    private const string Update = "LOSSGEN_UPDATE_GENERATED";

    [Theory]
    [InlineData("samples/Iris/IrisModel.cs", "samples/Iris/Generated/Iris.IrisModel.g.cs")]
    [InlineData("samples/Digits/Models.cs", "samples/Digits/Generated/Digits.NetworkModel.g.cs")]
    public void The_generated_file_beside_a_sample_is_what_the_generator_writes(string declaration, string checkedIn)
    {
        GeneratorRunOutcome outcome = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .WithSource(declaration, Repository.Read(declaration))
            .Run()
            .CompilesCleanly();
        string generated = outcome.Text(Path.GetFileName(checkedIn)).ReplaceLineEndings("\n");

        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Repository.PathOf(checkedIn))!);
            File.WriteAllText(Repository.PathOf(checkedIn), generated);
        }

        Assert.True(File.Exists(Repository.PathOf(checkedIn)), $"{checkedIn} is missing; run this test with {Update}=1 to write it.");
        string[] expected = Repository.Read(checkedIn).Split('\n'), actual = generated.Split('\n');
        int line = Enumerable.Range(0, Math.Max(expected.Length, actual.Length))
            .FirstOrDefault(i => expected.ElementAtOrDefault(i) != actual.ElementAtOrDefault(i), -1);
        Assert.True(line < 0, $"""
            {checkedIn} is no longer what the generator writes; run this test with {Update}=1 to rewrite it.
            Line {line + 1} checked in: {expected.ElementAtOrDefault(line)}
            Line {line + 1} generated:  {actual.ElementAtOrDefault(line)}
            """);
    }
}
