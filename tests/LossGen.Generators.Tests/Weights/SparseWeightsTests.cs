using System.Runtime.InteropServices;
using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.Weights;

/// <summary>Trained weights of models with sparse rows: of the table only the features that have any.</summary>
public sealed class SparseWeightsTests : IDisposable
{
    private const int Features = 200_000, Classes = 3;

    private const string Probe =
        """

        public static class Probe
        {
            public static int[] Features() => Model.PretrainedFeatures.ToArray();
            public static float[] Values() => Model.PretrainedValues.ToArray();
            public static float[] Shared() => ((LossGen.IClassifier<Model>)Model.Pretrained).ReadOnlyParameters.ToArray();
            public static int Predict(int[] features) => Model.Pretrained.Predict(new LossGen.SparseRows(new[] { 0, features.Length }, features));
        }
        """;

    private readonly WeightsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[200000,3]", "\"lossgen.format\":\"1\",\"lossgen.task\":\"Multiclass\",\"lossgen.input\":\"sparse\"", true)]
    [InlineData("[200000,3]", "", true)]
    [InlineData("[3,200000]", "", false)]
    public void The_compiled_model_has_the_features_with_weights_and_no_others(string shape, string metadata, bool byFeature)
    {
        float[] table = new float[Features * Classes], biases = [0.5f, -0.25f, 0];
        Set(table, 17, 1, 2.5f, byFeature);
        Set(table, 17, 2, -1, byFeature);
        Set(table, 199_999, 0, float.Epsilon, byFeature);
        Set(table, 3, 0, -0f, byFeature);
        string strings = metadata.Length == 0 ? "" : "\"__metadata__\":{" + metadata + "},";
        int weights = table.Length * sizeof(float);
        byte[] file = SafetensorsBytes.Of(
            "{" + strings + SafetensorsBytes.Tensor("weight", shape, 0, weights) + "," + SafetensorsBytes.Tensor("bias", "[3]", weights, weights + 12) + "}",
            MemoryMarshal.AsBytes<float>([.. table, .. biases]));

        string path = _folder.Write("text.safetensors", file);
        GeneratorRunOutcome outcome = GeneratorRun.Of<CrossEntropyModelGenerator>()
            .WithAdditionalFile(path)
            .WithReferenceTo<CrossEntropyModelAttribute>()
            .AllowInUserCode("CS1591")
            .WithSource("[LossGen.CrossEntropyModel(200000, 3, Sparse = true, Weights = \"text.safetensors\")] public partial class Model;" + Probe)
            .Run().RunsWithoutException().CompilesCleanly();
        using EmittedAssembly assembly = outcome.Emit();
        Assert.Equal([17, 199_999], assembly.Invoke<int[]>("Probe", "Features"));
        Assert.Equal([0, 2.5f, -1, float.Epsilon, 0, 0, .. biases], assembly.Invoke<float[]>("Probe", "Values"));
        float[] shared = assembly.Invoke<float[]>("Probe", "Shared");
        Assert.Equal((Features * Classes) + Classes, shared.Length);
        Assert.Equal(2.5f, shared[(17 * Classes) + 1]);
        Assert.Equal(5, shared.Count(static value => value != 0));
        Assert.Equal(1, assembly.Invoke<int>("Probe", "Predict", new int[] { 17 }));
        Assert.Equal(0, assembly.Invoke<int>("Probe", "Predict", new int[] { 4 }));
    }

    private static void Set(float[] table, int feature, int unit, float value, bool byFeature) =>
        table[byFeature ? (feature * Classes) + unit : (unit * Features) + feature] = value;
}
