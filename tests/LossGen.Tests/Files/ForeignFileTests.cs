using Xunit;

namespace LossGen.Tests.Files;

/// <summary>Files of other programs: other element types, prefixes, orders, two rows for a binary model, no bias.</summary>
public sealed class ForeignFileTests
{
    [Fact]
    public void Float64_is_rounded_to_the_nearest_float()
    {
        double[] numbers = [0.1, 1.0 / 3, -1e-46, 3.4028235677973366e38 - 1e31, 1e-300, -2.5];
        float[] loaded = Load<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F64"), numbers));
        Assert.Equal(numbers.Select(static x => (float)x), loaded);
        Assert.Equal(float.MaxValue, loaded[3]);
    }

    [Fact]
    public void Every_float16_widens_to_itself()
    {
        // Three weights and three biases at a time, over all 65,536 bit patterns.
        for (int first = 0; first <= ushort.MaxValue; first += 6)
        {
            ushort[] bits = [.. Enumerable.Range(first, 6).Select(static i => (ushort)i)];
            if (bits.Any(static b => !Half.IsFinite(BitConverter.UInt16BitsToHalf(b)))) continue;
            float[] loaded = Load<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "F16"), bits));
            Assert.Equal(
                bits.Select(static b => BitConverter.SingleToInt32Bits((float)BitConverter.UInt16BitsToHalf(b))),
                RoundTripTests.BitsOf(loaded));
        }
    }

    [Fact]
    public void Bfloat16_is_the_upper_half_of_a_float()
    {
        float[] loaded = Load<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, "BF16"), (ushort)0x3F80, (ushort)0xC000, (ushort)1, (ushort)0x8000, (ushort)0x7F7F, (ushort)0));
        Assert.Equal([1f, -2f, 9.1835496E-41f, -0f, 3.3895314E38f, 0f], loaded);
        Assert.True(float.IsNegative(loaded[3]));
    }

    [Theory]
    [InlineData("0.")]
    [InlineData("model.head.")]
    [InlineData(".")]
    public void A_prefix_that_both_names_share_is_passed_over(string prefix) =>
        Assert.Equal([1, 2, 3, 4, 5, 6], Load<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, prefix: prefix), 1f, 2, 3, 4, 5, 6)));

    [Fact]
    public void The_bias_may_come_first()
    {
        string header = "{" + TensorFile.Tensor("bias", "[3]", 0, 12) + "," + TensorFile.Tensor("weight", "[3,1]", 12, 24) + "}";
        Assert.Equal([4, 5, 6, 1, 2, 3], Load<Multiclass1x3>(TensorFile.Of(header, 1f, 2, 3, 4, 5, 6)));
    }

    [Fact]
    public void Their_types_may_differ()
    {
        string header = "{" + TensorFile.Tensor("weight", "[3,1]", 0, 12) + "," + TensorFile.Tensor("bias", "[3]", 12, 36, "F64") + "}";
        byte[] data = [.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f),
            .. BitConverter.GetBytes(4.0), .. BitConverter.GetBytes(5.0), .. BitConverter.GetBytes(6.0)];
        Assert.Equal([1, 2, 3, 4, 5, 6], Load<Multiclass1x3>(TensorFile.Of(header, data)));
    }

    [Fact]
    public void A_bias_that_is_absent_is_zero()
    {
        var model = new Multiclass1x3();
        model.Parameters.Fill(9);
        ModelFile.LoadInto(model, new MemoryStream(TensorFile.Of(TensorFile.Header(3, 1, bias: false), 1f, 2, 3)));
        Assert.Equal([1, 2, 3, 0, 0, 0], model.Parameters.ToArray());
    }

    [Fact]
    public void Two_rows_of_a_binary_model_become_their_difference()
    {
        Assert.Equal([3, 6, -0.25f], Load<Binary2>(TensorFile.Of(TensorFile.Header(2, 2), 1f, 2, 4, 8, 0.5f, 0.25f)));
        Assert.Equal([3, 6, 0], Load<Binary2>(TensorFile.Of(TensorFile.Header(2, 2, bias: false), 1f, 2, 4, 8)));

        // In float64, rounded once: the difference of the rounded numbers would be 0.
        Assert.Equal([(float)(1.000000000001 - 1), 0, 0], Load<Binary2>(TensorFile.Of(TensorFile.Header(2, 2, "F64"), 1.0, 0, 1.000000000001, 0, 7, 7)));
    }

    [Fact]
    public void The_difference_predicts_what_the_softmax_of_the_two_rows_predicts()
    {
        float[] parameters = [0.5f, -1, 2, 0.25f, 0.125f, -0.75f];
        byte[] file = TensorFile.Of(TensorFile.Header(2, 2), parameters);
        var softmax = ModelFile.Load<Multiclass2x2>(new MemoryStream(file));
        var binary = ModelFile.Load<Binary2>(new MemoryStream(file));
        float[] row = [0.3f, -0.6f], expected = new float[2], actual = new float[2];
        softmax.Probabilities(row, expected);
        binary.Probabilities(row, actual);
        Assert.Equal(expected[0], actual[0], 1e-6f);
        Assert.Equal(expected[1], actual[1], 1e-6f);
    }

    [Fact]
    public void Two_classes_saved_as_multiclass_load_into_a_binary_model()
    {
        var saved = new Multiclass2x2();
        float[] numbers = [1, 2, 4, 8, 0.5f, 0.25f];
        numbers.CopyTo(saved.Parameters);
        Assert.Equal([3, 6, -0.25f], Load<Binary2>(RoundTripTests.BytesOf(saved)));
    }

    [Fact]
    public void Strings_of_other_programs_are_passed_over() => Assert.Equal(
        [1, 2, 3, 4, 5, 6], Load<Multiclass1x3>(TensorFile.Of(TensorFile.Header(3, 1, metadata: "\"format\":\"pt\",\"epochs\":\"many\""), 1f, 2, 3, 4, 5, 6)));

    [Fact]
    public void A_description_says_what_can_be_seen()
    {
        ModelFileDescription description = ModelFile.Describe(new MemoryStream(TensorFile.Of(TensorFile.Header(3, 7, prefix: "0."), [])));
        Assert.Equal((7, 3, ClassificationTask.Auto), (description.Features, description.Classes, description.Task));
        Assert.Null(description.FormatVersion);
        Assert.Equal(2, ModelFile.Describe(new MemoryStream(TensorFile.Of(TensorFile.Header(1, 7), []))).Classes);
    }

    [Fact]
    public void Names_of_the_file_do_no_harm_to_a_model_that_has_none()
    {
        byte[] file = RoundTripTests.BytesOf(new NamedModel());
        ModelFile.Load<Multiclass2x3>(new MemoryStream(file));
        ModelFile.Load<NamedModel>(new MemoryStream(RoundTripTests.BytesOf(new Multiclass2x3())));
    }

    [Fact]
    public void A_header_may_be_long_and_end_in_spaces()
    {
        string header = TensorFile.Header(3, 1, metadata: $"\"note\":\"{new string('x', 300_000)}\"");
        Assert.Equal([1, 2, 3, 4, 5, 6], Load<Multiclass1x3>(TensorFile.Of(header + new string(' ', 1000), 1f, 2, 3, 4, 5, 6)));
    }

    private static float[] Load<TModel>(byte[] file)
        where TModel : class, ICrossEntropyModel<TModel>, new() => ModelFile.Load<TModel>(new MemoryStream(file)).Parameters.ToArray();
}
