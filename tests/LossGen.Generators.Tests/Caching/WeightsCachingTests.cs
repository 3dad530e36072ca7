using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace LossGen.Generators.Tests.Caching;

/// <summary>What a change of a file of weights, or of another file, makes the generator do again.</summary>
public sealed class WeightsCachingTests : IDisposable
{
    private readonly WeightsFolder _folder = new();
    private readonly string _iris;
    private readonly string _other;

    public WeightsCachingTests()
    {
        _iris = _folder.Write("iris.safetensors", SafetensorsBytes.Of(4, 3));
        _other = _folder.Write("other.safetensors", SafetensorsBytes.Of(2, 3));
    }

    private GeneratorRun Run => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithAdditionalFile(_iris)
        .WithAdditionalFile(_other)
        .WithSource("Model.cs",
            """
            [LossGen.CrossEntropyModel(4, 3, Weights = "iris.safetensors")] public partial class Iris;
            [LossGen.CrossEntropyModel(4, 3)] public partial class Plain;
            """);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void New_weights_write_their_model_anew_and_no_other()
    {
        byte[] changed = SafetensorsBytes.Of(4, 3);
        changed[^1] ^= 0x80;
        CacheRun.AfterFileChange(Run, _iris, () => File.WriteAllBytes(_iris, changed))
            .AssertReasons(CrossEntropyModelGenerator.ModelStep, Cached, Cached)
            .AssertReasons(CrossEntropyModelGenerator.WeightsStep, Modified, Unchanged)
            .AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified, Cached)
            .AssertOutputReasons(Modified, Cached);
    }

    [Fact]
    public void A_zero_that_changes_its_sign_is_a_change()
    {
        float[] zeros = new float[15], negative = new float[15];
        negative[0] = -0f;
        File.WriteAllBytes(_iris, SafetensorsBytes.Of(4, 3, parameters: zeros));
        CacheRun.AfterFileChange(Run, _iris, () => File.WriteAllBytes(_iris, SafetensorsBytes.Of(4, 3, parameters: negative)))
            .AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified, Cached);
    }

    [Fact]
    public void The_same_weights_written_again_write_nothing_anew() => CacheRun
        .AfterFileChange(Run, _iris, () => File.WriteAllBytes(_iris, SafetensorsBytes.Of(4, 3)))
        .AssertOutputsCached();

    [Fact]
    public void Another_additional_file_writes_nothing_anew_and_is_not_even_read() => CacheRun
        .AfterFileChange(Run, _other, () => File.Delete(_other))
        .AssertOutputsCached();

    [Fact]
    public void Weights_that_turn_bad_take_only_themselves_out()
    {
        CacheRun run = CacheRun.AfterFileChange(Run, _iris, () => File.WriteAllBytes(_iris, [1, 2, 3]));
        run.AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified, Cached);
        Assert.DoesNotContain("Pretrained", run.Files["Iris.g.cs"], StringComparison.Ordinal);
        Assert.Contains("Logits(", run.Files["Iris.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void An_edit_of_something_else_reads_and_writes_nothing_anew() => CacheRun
        .After(Run, Edits.AddFile("Other.cs", "public class Other;"))
        .AssertReasons(CrossEntropyModelGenerator.WeightsStep, Cached, Cached)
        .AssertOutputsCached();

    [Fact]
    public void Another_name_takes_another_file()
    {
        CacheRun run = CacheRun.After(Run, Edits.Replace("4, 3, Weights = \"iris", "2, 3, Weights = \"other"));
        run.AssertReasons(CrossEntropyModelGenerator.OutputStep, Modified, Cached);
        Assert.Contains("from other.safetensors", run.Files["Iris.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_independent_compilations_give_equal_values_and_hold_no_object_of_the_compiler()
    {
        CacheRun.AssertEqualModelsFromIndependentCompilations(Run, CrossEntropyModelGenerator.WeightsStep);
        CacheRun.AssertHoldsNoCompilerObjects(Run, CrossEntropyModelGenerator.WeightsStep, CrossEntropyModelGenerator.OutputStep);
    }
}
