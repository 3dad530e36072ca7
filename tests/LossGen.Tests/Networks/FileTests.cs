using LossGen.Tests.Files;
using LossGen.Tests.Models;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Tests.Networks;

/// <summary>Networks in files: what is saved comes back, what other programs save is read, and what is of another network is refused by name.</summary>
public sealed class FileTests
{
    [Fact]
    public void Every_network_comes_back_bit_for_bit()
    {
        RoundTrip<Tanh2x4x2>();
        RoundTrip<Relu4x8x3>();
        RoundTrip<Silu2x2x3x2x3x4>();
        RoundTrip<Gelu1x1x2>();
        RoundTrip<LeakyRelu64x33x17x10>();
        RoundTrip<Sigmoid257x65x11>();
        RoundTrip<Tanh9x12x9x6x3x5Labels>();
        RoundTrip<Relu600x300x20x3>();
    }

    [Fact]
    public void The_bytes_are_those_of_a_Sequential_with_the_activation_beside_them()
    {
        var model = new Gelu1x1x2();
        float[] numbers = [1, -2, float.Epsilon, -0f];
        numbers.CopyTo(model.Parameters);
        const string header = """
            {"__metadata__":{"lossgen.format":"1","lossgen.task":"Binary","lossgen.activation":"Gelu","lossgen.features":"1","lossgen.classes":"2"},"0.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"0.bias":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"2.weight":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]},"2.bias":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}
            """;
        Assert.Equal(TensorFile.Of(header.PadRight((header.Length + 7) / 8 * 8), numbers), RoundTripTests.BytesOf(model));
    }

    [Fact]
    public void A_description_says_the_hidden_layers_and_their_activation()
    {
        ModelFileDescription description = ModelFile.Describe(new MemoryStream(RoundTripTests.BytesOf(new LeakyRelu64x33x17x10())));
        Assert.Equal((64, 10, Activation.LeakyRelu), (description.Features, description.Classes, description.Activation));
        Assert.Equal([33, 17], description.HiddenLayers);

        description = ModelFile.Describe(new MemoryStream(Sequential(["0", "2"])));
        Assert.Equal((3, 3, null, null), (description.Features, description.Classes, description.Activation, description.FormatVersion));
        Assert.Equal([6], description.HiddenLayers);
    }

    [Theory]
    [InlineData("0", "2")]
    [InlineData("0", "3")]
    [InlineData("9", "10")]
    [InlineData("net.0", "net.2")]
    [InlineData("fc1", "fc2")]
    public void A_Sequential_is_read_in_the_order_of_its_numbers(string first, string second) =>
        Assert.Equal(Numbers, Load<LeakyRelu3x6x3>(Sequential([first, second])));

    [Fact]
    public void The_order_of_the_tensors_in_the_file_does_not_matter()
    {
        // 2.bias, 0.weight, 2.weight, 0.bias
        string header = "{" + string.Join(",",
            TensorFile.Tensor("2.bias", "[3]", 0, 12), TensorFile.Tensor("0.weight", "[6,3]", 12, 84),
            TensorFile.Tensor("2.weight", "[3,6]", 84, 156), TensorFile.Tensor("0.bias", "[6]", 156, 180)) + "}";
        float[] data = [.. Numbers[42..], .. Numbers[..18], .. Numbers[24..42], .. Numbers[18..24]];
        Assert.Equal(Numbers, Load<LeakyRelu3x6x3>(TensorFile.Of(header, data)));
    }

    [Fact]
    public void Coefficients_of_scikit_learn_lie_the_other_way_round()
    {
        foreach (string dot in new[] { ".", "" })
        {
            string header = "{" + string.Join(",",
                TensorFile.Tensor($"coefs_{dot}0", "[3,6]", 0, 144, "F64"), TensorFile.Tensor($"coefs_{dot}1", "[6,3]", 144, 288, "F64"),
                TensorFile.Tensor($"intercepts_{dot}0", "[6]", 288, 336, "F64"), TensorFile.Tensor($"intercepts_{dot}1", "[3]", 336, 360, "F64")) + "}";
            IEnumerable<float> first = Transposed(Numbers[..18], 3), second = Transposed(Numbers[24..42], 6);
            double[] data = [.. first.Concat(second).Concat(Numbers[18..24]).Concat(Numbers[42..]).Select(static x => (double)x)];
            Assert.Equal(Numbers, Load<LeakyRelu3x6x3>(TensorFile.Of(header, data)));
        }
    }

    [Fact]
    public void Two_rows_of_the_last_layer_of_a_binary_network_become_their_difference()
    {
        string header = "{" + string.Join(",",
            TensorFile.Tensor("0.weight", "[1,1]", 0, 4), TensorFile.Tensor("0.bias", "[1]", 4, 8),
            TensorFile.Tensor("2.weight", "[2,1]", 8, 16), TensorFile.Tensor("2.bias", "[2]", 16, 24)) + "}";
        Assert.Equal([5, 6, 3, -0.25f], Load<Gelu1x1x2>(TensorFile.Of(header, 5f, 6, 1, 4, 0.5f, 0.25f)));
    }

    [Fact]
    public void A_layer_without_biases_has_them_0()
    {
        string header = "{" + TensorFile.Tensor("0.weight", "[6,3]", 0, 72) + "," + TensorFile.Tensor("2.weight", "[3,6]", 72, 144) + "}";
        float[] data = [.. Numbers[..18], .. Numbers[24..42]];
        var expected = (float[])Numbers.Clone();
        expected.AsSpan(18, 6).Clear();
        expected.AsSpan(42).Clear();
        Assert.Equal(expected, Load<LeakyRelu3x6x3>(TensorFile.Of(header, data)));
    }

    [Fact]
    public void What_is_of_another_network_is_refused_with_what_was_expected()
    {
        byte[] file = RoundTripTests.BytesOf(new LeakyRelu3x6x3());
        Refused<Relu3x6x3>(file, "its hidden layers have the activation LeakyRelu, expected Relu");
        Refused<LeakyRelu3x5x3>(file, "its tensor '0.weight' has the shape [6, 3], expected [5, 3]", "5 units by 3 inputs");
        Refused<LeakyRelu3x6x4>(file, "its tensor '2.weight' has the shape [3, 6], expected [4, 6]");
        Refused<LeakyRelu3x6x6x3>(file, "it holds 2 layers, 3-6-3, expected 3 layers, 3-6-6-3");
        Refused<Multiclass3x5>(file, "it holds 2 layers, 3-6-3, expected one linear layer, 3-5");
        Refused<LeakyRelu3x6x3>(RoundTripTests.BytesOf(new Multiclass3x5()), "it holds one linear layer, 3-5, expected 2 layers, 3-6-3");
    }

    private static float[] Numbers { get; } = [.. Enumerable.Range(1, LeakyRelu3x6x3.ParameterCount).Select(static i => i / 8f)];

    private static byte[] Sequential(string[] layers)
    {
        string header = "{" + string.Join(",",
            TensorFile.Tensor($"{layers[0]}.weight", "[6,3]", 0, 72), TensorFile.Tensor($"{layers[0]}.bias", "[6]", 72, 96),
            TensorFile.Tensor($"{layers[1]}.weight", "[3,6]", 96, 168), TensorFile.Tensor($"{layers[1]}.bias", "[3]", 168, 180)) + "}";
        return TensorFile.Of(header, Numbers);
    }

    private static IEnumerable<float> Transposed(float[] matrix, int columns) =>
        Enumerable.Range(0, matrix.Length).Select(i => matrix[(i % (matrix.Length / columns) * columns) + (i / (matrix.Length / columns))]);

    private static float[] Load<TModel>(byte[] file)
        where TModel : class, ICrossEntropyModel<TModel>, new() => ModelFile.Load<TModel>(new MemoryStream(file)).Parameters.ToArray();

    private static void Refused<TModel>(byte[] file, params string[] parts)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var model = new TModel();
        float[] before = model.Parameters.ToArray();
        string message = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, new MemoryStream(file))).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
        Near.SameBits(before, model.Parameters, "parameters");
    }

    private static void RoundTrip<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var model = new TModel();
        RoundTripTests.Fill(model.Parameters, seed: TModel.ParameterCount);
        byte[] bytes = RoundTripTests.BytesOf(model);
        TModel loaded = ModelFile.Load<TModel>(new MemoryStream(bytes));
        Near.SameBits(model.Parameters, loaded.Parameters, typeof(TModel).Name);
        Assert.Equal(bytes, RoundTripTests.BytesOf(loaded));
    }
}

// Near relatives of LeakyRelu3x6x3.

[CrossEntropyModel(3, 3, HiddenLayers = [6])]
public sealed partial class Relu3x6x3;

[CrossEntropyModel(3, 3, HiddenLayers = [5], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu3x5x3;

[CrossEntropyModel(3, 4, HiddenLayers = [6], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu3x6x4;

[CrossEntropyModel(3, 3, HiddenLayers = [6, 6], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu3x6x6x3;
