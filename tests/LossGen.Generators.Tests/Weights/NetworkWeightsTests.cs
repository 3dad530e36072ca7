using System.Runtime.InteropServices;
using LossGen.Generators.Specification;
using LossGen.Generators.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>Trained weights of networks, baked in from files of ours, of a Sequential and of scikit-learn.</summary>
public sealed class NetworkWeightsTests : IDisposable
{
    private const string Probe =
        """

        public static class Probe
        {
            public static float[] Constants() => Model.PretrainedParameters.ToArray();
            public static float[] Shared() => ((LossGen.ICrossEntropyModel<Model>)Model.Pretrained).ReadOnlyParameters.ToArray();
            public static float[] Fresh() => new Model().Parameters.ToArray();
            public static float[] Logits(float[] rows)
            {
                var logits = new float[rows.Length / Model.FeatureCount * Model.ClassCount];
                Model.Pretrained.Logits(rows, logits);
                return logits;
            }
        }
        """;

    // 3-4-2-3: weights and biases of three layers.
    private static readonly int[] Widths = [3, 4, 2, 3];
    private static readonly float[] Parameters = SafetensorsBytes.Parameters(16 + 10 + 9, seed: 8);

    private readonly WeightsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0", "2", "4", "")]
    [InlineData("0", "2", "4", "\"lossgen.format\":\"1\",\"lossgen.task\":\"Multiclass\",\"lossgen.activation\":\"Silu\"")]
    [InlineData("net.8", "net.9", "net.10", "\"format\":\"pt\"")]
    public void The_compiled_network_has_the_files_numbers_bit_for_bit(string first, string second, string third, string metadata)
    {
        GeneratorRunOutcome outcome = Bake(Sequential([first, second, third], metadata)).CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal(Bits(Parameters), Bits(assembly.Invoke<float[]>("Probe", "Constants")));
        Assert.Equal(Bits(Parameters), Bits(assembly.Invoke<float[]>("Probe", "Shared")));

        // A new model is not the trained one: it begins at its initial values.
        float[] fresh = assembly.Invoke<float[]>("Probe", "Fresh");
        Assert.NotEqual(Bits(Parameters), Bits(fresh));
        Assert.All(fresh[26..], static value => Assert.Equal(0, value));
        Assert.DoesNotContain(0, fresh[..12]);
    }

    [Fact]
    public void Coefficients_of_scikit_learn_are_turned_round()
    {
        List<string> tensors = [];
        List<float> data = [];
        int at = 0;
        foreach (bool ofWeights in new[] { true, false })
        {
            int start = 0;
            for (int i = 0; i < 3; i++)
            {
                int inputs = Widths[i], units = Widths[i + 1], length = ofWeights ? inputs * units : units, from = start, behind = start + (inputs * units);
                tensors.Add(SafetensorsBytes.Tensor(ofWeights ? $"coefs_.{i}" : $"intercepts_.{i}", ofWeights ? $"[{inputs},{units}]" : $"[{units}]", at, at + (4 * length)));
                data.AddRange(ofWeights
                    ? Enumerable.Range(0, length).Select(e => Parameters[from + (e % units * inputs) + (e / units)])
                    : Parameters.AsSpan(behind, units).ToArray());
                at += 4 * length;
                start = behind + units;
            }
        }

        byte[] file = SafetensorsBytes.Of("{" + string.Join(",", tensors) + "}", MemoryMarshal.AsBytes<float>(data.ToArray()));
        using EmittedAssembly assembly = Bake(file).CompilesCleanly().Emit();
        Assert.Equal(Bits(Parameters), Bits(assembly.Invoke<float[]>("Probe", "Constants")));
    }

    [Fact]
    public void The_numbers_have_a_unit_to_a_line_under_its_layer()
    {
        string text = Bake(Sequential(["0", "2", "4"])).CompilesCleanly().SingleText;
        foreach (string title in new[] { "// unit 3 of hidden layer 1\n", "// biases of hidden layer 1\n", "// unit 0 of hidden layer 2\n", "// class 2\n", "// biases\n" })
            Assert.Contains(title, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_network_is_reported_with_what_was_expected()
    {
        string source = Source.Replace("[4, 2]", "[4]", StringComparison.Ordinal);
        await Reports(source, Sequential(["0", "2", "4"]), "it holds 3 layers, 3-4-2-3, expected 2 layers, 3-4-3");
        source = Source.Replace("[4, 2]", "[4, 5]", StringComparison.Ordinal);
        await Reports(source, Sequential(["0", "2", "4"]), "its tensor '2.weight' has the shape [2, 4], expected [5, 4], 5 units by 4 inputs");
        await Reports(Source, Sequential(["0", "2", "4"], "\"lossgen.activation\":\"Tanh\""), "its hidden layers have the activation Tanh, expected Silu");
        await Reports(Source, SafetensorsBytes.Of(3, 3), "it holds one linear layer, 3-3, expected 3 layers, 3-4-2-3");

        async Task Reports(string of, byte[] file, string expected)
        {
            ModelSpec spec = Specs.Network(3, of == Source ? [4, 2] : of.Contains("[4]", StringComparison.Ordinal) ? [4] : [4, 5], ActivationKind.Silu, 3, ModelTask.Multiclass);
            Assert.Equal(expected, Assert.Throws<InvalidDataException>(() => WeightsReader.Read(file, "model.safetensors", spec)).Message);
            await WeightsTest.Reports(of, [_folder.Write("model.safetensors", file)], "LG0013", $"'model.safetensors' cannot be baked into 'Model': {expected}");
        }
    }

    private const string Source =
        "[LossGen.CrossEntropyModel(3, 3, HiddenLayers = [4, 2], Activation = LossGen.Activation.Silu, Weights = \"model.safetensors\")] sealed partial class Model;";

    private static byte[] Sequential(string[] names, string metadata = "")
    {
        List<string> tensors = metadata.Length == 0 ? [] : ["\"__metadata__\":{" + metadata + "}"];
        int at = 0;
        for (int i = 0; i < 3; i++)
        {
            int weights = 4 * Widths[i] * Widths[i + 1], biases = 4 * Widths[i + 1];
            tensors.Add(SafetensorsBytes.Tensor(names[i] + ".weight", $"[{Widths[i + 1]},{Widths[i]}]", at, at + weights));
            tensors.Add(SafetensorsBytes.Tensor(names[i] + ".bias", $"[{Widths[i + 1]}]", at + weights, at + weights + biases));
            at += weights + biases;
        }

        return SafetensorsBytes.Of("{" + string.Join(",", tensors) + "}", MemoryMarshal.AsBytes(Parameters.AsSpan()));
    }

    private GeneratorRunOutcome Bake(byte[] bytes) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithAdditionalFile(_folder.Write("model.safetensors", bytes))
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS1591")
        .WithSource(Source + Probe)
        .Run()
        .RunsWithoutException();

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values.AsSpan()).ToArray();
}
