using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>Models with sparse rows take dense ones as ONNX files.</summary>
public sealed class SparseOnnxTests
{
    [Fact]
    public void A_linear_model_agrees() => Agrees(new SparseTopics());

    [Fact]
    public void A_network_agrees() => Agrees(new SparseTopicNetwork());

    private static void Agrees<TModel>(TModel model)
        where TModel : class, ISparseLabelModel<TModel>
    {
        const int count = 40;
        var random = new Random(3);
        var rows = new SparseRowList();
        var dense = new float[count * TModel.FeatureCount];
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            int[] features = [.. Enumerable.Range(0, 6).Select(_ => random.Next(TModel.FeatureCount)).Distinct()];
            float[] values = [.. features.Select(_ => random.NextSingle())];
            rows.Add(features, values);
            for (int i = 0; i < features.Length; i++) dense[(row * TModel.FeatureCount) + features[i]] = values[i];
            labels[row] = features[0] % TModel.ClassCount;
        }

        model.Fit(rows.Rows, labels, new TrainingOptions { Epochs = 5 });
        var expected = new float[count * TModel.ClassCount];
        model.Probabilities(rows.Rows, expected);
        var classes = new int[count];
        model.Predict(rows.Rows, classes);

        using ExportedModel exported = ExportedModel.Of(model);
        (float[] probabilities, int[]? found) = exported.Run(dense, TModel.FeatureCount);
        Assert.Equal(classes, found);
        Assert.All(expected.Zip(probabilities), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}

[CrossEntropyModel(features: 100, classes: 5, Sparse = true)]
internal sealed partial class SparseTopics;

[CrossEntropyModel(features: 100, classes: 5, Sparse = true, HiddenLayers = [7], Activation = Activation.Tanh)]
internal sealed partial class SparseTopicNetwork;
