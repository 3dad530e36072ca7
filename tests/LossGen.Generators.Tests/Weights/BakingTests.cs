using System.Globalization;
using System.Runtime.InteropServices;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>What is written for trained weights, and what the compiled model makes of it.</summary>
public sealed class BakingTests : IDisposable
{
    private const string Probe =
        """

        public static class Probe
        {
            public static float[] Constants() => Model.PretrainedParameters.ToArray();
            public static float[] Shared() => ((LossGen.ICrossEntropyModel<Model>)Model.Pretrained).ReadOnlyParameters.ToArray();
            public static bool IsOne() => ReferenceEquals(Model.Pretrained, Model.Pretrained);
            public static long Allocated()
            {
                long before = System.GC.GetAllocatedBytesForCurrentThread();
                float sum = 0;
                for (int i = 0; i < Model.ParameterCount; i++) sum += Model.PretrainedParameters[i];
                return System.GC.GetAllocatedBytesForCurrentThread() - before + (float.IsNaN(sum) ? 1 : 0);
            }
            public static object[] FromManyThreads()
            {
                var seen = new object[64];
                System.Threading.Tasks.Parallel.For(0, seen.Length, i => seen[i] = Model.Pretrained);
                return seen;
            }
        }
        """;

    private readonly WeightsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(4, 3, "Multiclass")]
    [InlineData(4, 2, "Binary")]
    [InlineData(4, 2, "Multiclass")]
    [InlineData(6, 3, "MultiLabel")]
    [InlineData(70, 11, "Multiclass")]
    public void The_compiled_model_has_the_files_numbers_bit_for_bit_and_allocates_nothing_to_have_them(int features, int classes, string task)
    {
        int logits = task == "Binary" ? 1 : classes;
        float[] parameters = SafetensorsBytes.Parameters(logits * (features + 1), seed: features);
        GeneratorRunOutcome outcome = Bake(features, classes, task, SafetensorsBytes.Of(features, classes, task, parameters: parameters)).CompilesCleanly();

        // The file is not needed any more.
        File.Delete(_folder.PathOf("model.safetensors"));
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(Bits(parameters), Bits(assembly.Invoke<float[]>("Probe", "Constants")));
        Assert.Equal(Bits(parameters), Bits(assembly.Invoke<float[]>("Probe", "Shared")));
        Assert.True(assembly.Invoke<bool>("Probe", "IsOne"));
        assembly.Invoke<long>("Probe", "Allocated");
        Assert.Equal(0, assembly.Invoke<long>("Probe", "Allocated"));
    }

    [Fact]
    public void Threads_that_ask_at_once_share_one_model()
    {
        using EmittedAssembly assembly = Bake(4, 3, "Multiclass", SafetensorsBytes.Of(4, 3)).Emit();
        object[] seen = assembly.Invoke<object[]>("Probe", "FromManyThreads");
        Assert.All(seen, model => Assert.Same(seen[0], model));
    }

    [Fact]
    public void The_numbers_stand_a_class_to_a_line_under_its_name()
    {
        float[] parameters = [1, -2.5f, 0.1f, -0f, 1e-45f, 3.4028235E+38f, 7, 8];
        const string names = "\"lossgen.class_names\":\"[\\\"set<os>a\\\",\\\"versi\\\\ncolor\\\"]\"";
        string text = Bake(3, 2, "Multiclass", SafetensorsBytes.Of(3, 2, "Multiclass", names, parameters)).CompilesCleanly().SingleText;

        Assert.Contains(
            """
                public static global::System.ReadOnlySpan<float> PretrainedParameters =>
                [
                    // class 0, set&lt;os&gt;a
                    1f, -2.5f, 0.1f,
                    // class 1, versi?color
                    -0f, 1E-45f, 3.4028235E+38f,
                    // biases
                    7f, 8f,
                ];
            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_means_and_deviations_of_the_training_stand_as_the_file_has_them()
    {
        const string scaling = "\"lossgen.feature_means\":\"[0.1, -1E-07]\",\"lossgen.feature_scales\":\"[17,0.30000000000000004]\"";
        GeneratorRunOutcome outcome = Run(
            """
            [LossGen.CrossEntropyModel(2, 3, Weights = "model.safetensors")] sealed partial class Model;
            public static class Probe
            {
                public static LossGen.FeatureScaling Scaling() => Model.Pretrained.Clone().Scaling!;
            }
            """, _folder.Write("model.safetensors", SafetensorsBytes.Of(2, 3, metadata: scaling))).CompilesCleanly();

        Assert.Contains("0.1d, -1E-07d,", outcome.SingleText, StringComparison.Ordinal);
        using EmittedAssembly assembly = outcome.Emit();
        FeatureScaling baked = assembly.Invoke<FeatureScaling>("Probe", "Scaling");
        Assert.Equal([0.1, -1e-7], baked.Means);
        Assert.Equal([17, 0.1 + 0.2], baked.Scales);
    }

    [Fact]
    public void Two_rows_become_the_difference_for_a_binary_model()
    {
        GeneratorRunOutcome outcome = Bake(2, 2, "Binary", SafetensorsBytes.Of(2, 2, "Multiclass", parameters: [1, 2, 4, 8, 0.5f, 0.25f]));
        using EmittedAssembly assembly = outcome.CompilesCleanly().Emit();
        Assert.Equal([3f, 6f, -0.25f], assembly.Invoke<float[]>("Probe", "Constants"));
        Assert.Contains("// the logit of class 1\n", outcome.SingleText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sv-SE")]
    [InlineData("ar-SA")]
    public void The_culture_of_the_machine_does_not_show(string name)
    {
        byte[] bytes = SafetensorsBytes.Of(7, 5);
        string here = Bake(7, 5, "Multiclass", bytes).SingleText;
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo(name);
            Assert.Equal(here, Bake(7, 5, "Multiclass", bytes).SingleText);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_largest_model_that_is_baked_becomes_data_of_the_assembly_and_hardly_any_code()
    {
        const int features = 1023, classes = 256;
        GeneratorRunOutcome outcome = Bake(features, classes, "Multiclass", SafetensorsBytes.Of(features, classes));

        Assert.InRange(outcome.SingleText.Length, 1_000_000, 5_000_000);
        using EmittedAssembly assembly = outcome.Emit();
        Assert.InRange(Assert.Single(assembly.MethodsNamed("Model", "get_PretrainedParameters")).ILBytes, 1, 32);
        Assert.InRange(assembly.Size, 262_144 * sizeof(float), (262_144 * sizeof(float)) + 200_000);
        Assert.Equal(Bits(SafetensorsBytes.Parameters(262_144, seed: 1)), Bits(assembly.Invoke<float[]>("Probe", "Constants")));
    }

    [Theory]
    [InlineData("(string name = \"\") { public string Name => name; }")]
    [InlineData("(params int[] numbers) { public int Count => numbers.Length; }")]
    [InlineData("{ private Model() { } public static Model Make() => new(); }")]
    [InlineData("{ internal Model(int first, int second = 2) => Count = first + second; public int Count { get; } }")]
    [InlineData("(string name) { public Model() : this(\"\") { } public string Name => name; }")]
    [InlineData("{ [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Model() => Name = \"\"; public required string Name { get; init; } }")]
    public void Any_constructor_that_takes_no_arguments_will_do(string body)
    {
        string path = _folder.Write("model.safetensors", SafetensorsBytes.Of(4, 3));
        GeneratorRunOutcome outcome = Run($"[LossGen.CrossEntropyModel(4, 3, Weights = \"model.safetensors\")] sealed partial class Model{body}{Probe}", path)
            .CompilesCleanly();
        Assert.Contains("public static global::Model Load(", outcome.SingleText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(string name) { public string Name => name; }")]
    [InlineData("(int a = 0) { public Model(string b = \"\") : this(b.Length) { } public int A => a; }")]
    [InlineData("{ public required string Name { get; init; } }")]
    [InlineData("{ public Model() { } public required string Name { get; init; } }")]
    public void A_model_that_cannot_be_created_bare_is_neither_loaded_nor_shared(string body)
    {
        string text = Run($"[LossGen.CrossEntropyModel(4, 3)] sealed partial class Model{body}").CompilesCleanly().SingleText;
        Assert.Contains("public void Save(", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Load(string", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_the_user_do_not_capture_those_of_the_generated_code()
    {
        string path = _folder.Write("model.safetensors", SafetensorsBytes.Of(4, 3));
        Run("""
            namespace Mine.LossGen
            {
                class ModelFile; class TrainingResult; class Files;
                [global::LossGen.CrossEntropyModel(4, 3, Weights = "model.safetensors")] sealed partial class @class
                {
                    internal class System; internal class Stream;
                }
            }
            """, path).CompilesCleanly();
    }

    private GeneratorRunOutcome Bake(int features, int classes, string task, byte[] bytes) => Run(
        $"[LossGen.CrossEntropyModel({features}, {classes}, Task = LossGen.ClassificationTask.{task}, Weights = \"model.safetensors\")] sealed partial class Model;{Probe}",
        _folder.Write("model.safetensors", bytes));

    private static GeneratorRunOutcome Run(string source, params string[] files) => files
        .Aggregate(GeneratorRun.Of<CrossEntropyModelGenerator>(), static (run, file) => run.WithAdditionalFile(file))
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource(source)
        .Run()
        .RunsWithoutException();

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values.AsSpan()).ToArray();
}
