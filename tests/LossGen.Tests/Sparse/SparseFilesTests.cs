using Xunit;

namespace LossGen.Tests.Sparse;

public class SparseFilesTests
{
    [Fact]
    public void A_saved_model_is_loaded_bit_for_bit()
    {
        foreach (int seed in new[] { 1, 2 })
        {
            var model = new SparseFour();
            Fill(model.Parameters, seed);
            using var stream = new MemoryStream();
            model.Save(stream);
            stream.Position = 0;
            Assert.Equal(model.Parameters.ToArray(), SparseFour.Load(stream).Parameters.ToArray());
            stream.Position = 0;
            ModelFileDescription description = ModelFile.Describe(stream);
            Assert.Equal((1000, 4), (description.Features, description.Classes));
        }

        var network = new SparseFourHidden(seed: 3);
        using var file = new MemoryStream();
        network.Save(file);
        file.Position = 0;
        Assert.Equal(network.Parameters.ToArray(), SparseFourHidden.Load(file).Parameters.ToArray());
    }

    [Fact]
    public void A_file_of_dense_rows_is_a_model_of_sparse_ones_and_the_other_way_round()
    {
        var dense = new DenseFour();
        Fill(dense.Parameters, 4);
        using var stream = new MemoryStream();
        dense.Save(stream);
        stream.Position = 0;
        SparseFour sparse = SparseFour.Load(stream);
        Assert.Equal(SparseData.ByFeature(dense.Parameters, 1000, 4), sparse.Parameters.ToArray());

        using var back = new MemoryStream();
        sparse.Save(back);
        back.Position = 0;
        Assert.Equal(dense.Parameters.ToArray(), DenseFour.Load(back).Parameters.ToArray());
    }

    [Fact]
    public void A_model_of_other_features_is_refused()
    {
        using var stream = new MemoryStream();
        new SparseTwenty().Save(stream);
        stream.Position = 0;
        var fault = Assert.Throws<InvalidDataException>(() => SparseFour.Load(stream));
        Assert.Contains("[4096, 20], expected [1000, 4]", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_found_by_feature_and_class()
    {
        var model = new SparseThree();
        Fill(model.Parameters, 9);
        LinearWeights weights = LinearWeights.Of(model);
        Assert.Equal(model.Parameters[(17 * 3) + 2], weights[17, 2]);
        Assert.Equal(model.Parameters[(60 * 3) + 1], weights.Bias("class 1"));
    }

    private static void Fill(Span<float> parameters, int seed)
    {
        var random = new Random(seed);
        foreach (ref float parameter in parameters) parameter = (float)random.NextDouble();
    }
}
