using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>The means and deviations of a model's features are in its file, bit for bit.</summary>
public sealed class ScalingFileTests
{
    [Fact]
    public void It_comes_back_bit_for_bit_and_the_loaded_model_is_updated_like_the_saved_one()
    {
        RoundTrip(new Multiclass4x3());
        RoundTrip(new Multiclass784x10());
        RoundTrip(new Relu4x8x3());
    }

    [Fact]
    public void The_tensors_are_the_same_with_it_and_without()
    {
        // PyTorch's load_state_dict refuses tensors that it does not know.
        using var file = new MemoryStream();
        Trained(new Multiclass4x3()).Save(file);
        using JsonDocument header = HeaderOf(file.ToArray());
        Assert.Equal(["__metadata__", "weight", "bias"], header.RootElement.EnumerateObject().Select(static property => property.Name));
        string means = header.RootElement.GetProperty("__metadata__").GetProperty("lossgen.feature_means").GetString()!;
        Assert.Equal(4, JsonSerializer.Deserialize<double[]>(means)!.Length);
    }

    [Fact]
    public void A_model_without_it_has_none_in_its_file_and_a_file_without_it_takes_it_away()
    {
        using var file = new MemoryStream();
        new Multiclass4x3().Save(file);
        Assert.DoesNotContain("feature_means", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);

        Multiclass4x3 model = Trained(new Multiclass4x3());
        file.Position = 0;
        ModelFile.LoadInto(model, file);
        Assert.Null(model.Scaling);
    }

    [Fact]
    public void A_description_shows_it()
    {
        using var file = new MemoryStream();
        Multiclass4x3 model = Trained(new Multiclass4x3());
        model.Save(file);
        file.Position = 0;
        ModelFileDescription description = ModelFile.Describe(file);
        Assert.Equal(model.Scaling, description.Scaling);
        Assert.Contains("features standardised", description.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"Means\":[", JsonSerializer.Serialize(description), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1,2,3]", "[1,2,3]", "gives 3 by lossgen.feature_means")]
    [InlineData("[1,2,3,4]", "[1,2,3]", "4 numbers under lossgen.feature_means and 3 under lossgen.feature_scales")]
    [InlineData("[1,2,3,4]", null, "4 numbers under lossgen.feature_means and 0")]
    [InlineData(null, "[1,2,3,4]", "0 numbers under lossgen.feature_means and 4")]
    [InlineData("[1,2,3,4]", "[1,2,3,0]", "a JSON array of finite numbers above 0")]
    [InlineData("[1,2,3,4]", "[1,2,3,-1]", "a JSON array of finite numbers above 0")]
    [InlineData("[1,2,3,NaN]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,1e999]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,+1]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,.5]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,5.]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,1e]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,2,3,]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[1,,3,4]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[]", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("[", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("1,2,3,4", "[1,2,3,4]", "a JSON array of finite numbers")]
    [InlineData("", "", "a JSON array of finite numbers")]
    public void A_damaged_one_is_refused_and_the_model_stays(string? means, string? deviations, string complaint)
    {
        Multiclass4x3 model = Trained(new Multiclass4x3());
        (float[] before, FeatureScaling? scaling) = (model.Parameters.ToArray(), model.Scaling);
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(model, new MemoryStream(FileWith(means, deviations))));
        Assert.Contains(complaint, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.ToArray());
        Assert.Same(scaling, model.Scaling);
    }

    [Fact]
    public void Other_writers_may_space_it_as_they_like()
    {
        var model = new Multiclass4x3();
        ModelFile.LoadInto(model, new MemoryStream(FileWith(" [ 1.5 , -2e3,3E-1 , 0 ] ", "[1 ,2,3,0.25]")));
        Assert.Equal([1.5, -2000, 0.3, 0], model.Scaling!.Means);
        Assert.Equal([1, 2, 3, 0.25], model.Scaling.Scales);
    }

    [Fact]
    public void A_list_of_millions_of_numbers_is_refused_before_it_takes_memory()
    {
        byte[] file = FileWith("[" + string.Join(',', Enumerable.Repeat("1", 2_000_000)) + "]", "[1,2,3,4]");
        var fault = Assert.Throws<InvalidDataException>(() => ModelFile.LoadInto(new Multiclass4x3(), new MemoryStream(file)));
        Assert.Contains("more than 65536 numbers", fault.Message, StringComparison.Ordinal);
    }

    private static byte[] FileWith(string? means, string? deviations)
    {
        string[] strings =
        [
            .. means is null ? Array.Empty<string>() : [$"\"lossgen.feature_means\":{JsonSerializer.Serialize(means)}"],
            .. deviations is null ? Array.Empty<string>() : [$"\"lossgen.feature_scales\":{JsonSerializer.Serialize(deviations)}"],
        ];
        return TensorFile.Of(TensorFile.Header(3, 4, metadata: string.Join(',', strings)), new float[15]);
    }

    private static void RoundTrip<TModel>(TModel model)
        where TModel : class, ILabelModel<TModel>, new()
    {
        Trained(model);
        using var file = new MemoryStream();
        ModelFile.Save(model, file);
        file.Position = 0;
        TModel loaded = ModelFile.Load<TModel>(file);
        Assert.NotNull(loaded.Scaling);
        Assert.Equal(model.Scaling!.Means.Select(BitConverter.DoubleToInt64Bits), loaded.Scaling.Means.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(model.Scaling.Scales.Select(BitConverter.DoubleToInt64Bits), loaded.Scaling.Scales.Select(BitConverter.DoubleToInt64Bits));

        var row = new float[TModel.FeatureCount];
        Array.Fill(row, 4);
        Assert.Equal(model.Update(row, [1], 0.1f), loaded.Update(row, [1], 0.1f));
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
    }

    private static TModel Trained<TModel>(TModel model)
        where TModel : class, ILabelModel<TModel>
    {
        float[] rows = [.. new TestData(3).Rows(30, TModel.FeatureCount).Select(static (x, i) => (x * (1 + (i % 4))) + (1f / 3))];
        model.Fit(rows, new TestData(4).Labels(30, TModel.ClassCount), new() { Epochs = 2, Standardize = true });
        return model;
    }

    private static JsonDocument HeaderOf(byte[] file) =>
        JsonDocument.Parse(file.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(file)));
}
