using LossGen.Onnx;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>ONNX Runtime computes from the file what the model computes.</summary>
public sealed class OnnxRuntimeTests
{
    private const double Tolerance = 1e-6;

    [Fact]
    public void Four_features_and_three_classes_agree() => TrainedModelsAgree<Multiclass4x3>(Labels);

    [Fact]
    public void Thirty_features_and_two_classes_agree() => TrainedModelsAgree<Binary30>(Labels);

    [Fact]
    public void Sixty_four_features_and_ten_classes_agree() => TrainedModelsAgree<Multiclass64x10>(Labels);

    [Fact]
    public void Seventy_two_features_and_six_labels_agree() => TrainedModelsAgree<MultiLabel72x6>(NoLabels);

    [Fact]
    public void Seven_hundred_and_eighty_four_features_and_ten_classes_agree() => TrainedModelsAgree<Multiclass784x10>(Labels);

    [Fact]
    public void A_network_of_relu_agrees() => TrainedModelsAgree<ReluNetwork>(Labels);

    [Fact]
    public void A_network_of_leaky_relu_agrees() => TrainedModelsAgree<LeakyReluNetwork>(Labels);

    [Fact]
    public void A_network_of_tanh_agrees() => TrainedModelsAgree<TanhNetwork>(Labels);

    [Fact]
    public void A_network_of_sigmoids_agrees() => TrainedModelsAgree<SigmoidNetwork>(Labels);

    [Fact]
    public void A_network_of_gelu_agrees() => TrainedModelsAgree<GeluNetwork>(Labels);

    [Fact]
    public void A_network_of_silu_agrees() => TrainedModelsAgree<SiluNetwork>(Labels);

    [Fact]
    public void Large_and_equal_logits_of_three_classes_agree() => WholeNumbersAgree<Multiclass4x3>(Labels);

    [Fact]
    public void Large_and_equal_logits_of_two_classes_agree() => WholeNumbersAgree<Binary30>(Labels);

    [Fact]
    public void Large_logits_of_labels_agree() => WholeNumbersAgree<MultiLabel72x6>(NoLabels);

    [Fact]
    public void A_logit_just_above_0_is_class_1_although_both_probabilities_are_rounded_to_one_half()
    {
        var model = new Binary30();
        model.Parameters[0] = 1;
        var rows = new float[3 * Binary30.FeatureCount];
        rows[Binary30.FeatureCount] = 1e-12f;
        rows[2 * Binary30.FeatureCount] = -1e-12f;

        using ExportedModel exported = ExportedModel.Of(model);
        (float[] probabilities, int[]? labels) = exported.Run(rows, Binary30.FeatureCount);

        Assert.Equal([0, 1, 0], labels!);
        Assert.All(probabilities, static p => Assert.Equal(0.5f, p));
        Agree(model, exported, rows, Labels);
    }

    /// <summary>A model that has learnt, on rows it has not seen: many, and one.</summary>
    private static void TrainedModelsAgree<TModel>(Func<TModel, float[], int[]?> predict)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        TModel model = SyntheticData.Trained<TModel>(seed: 1);
        float[] rows = new SyntheticData(seed: 2).Rows<TModel>(200);
        using ExportedModel exported = ExportedModel.Of(model);

        Agree(model, exported, rows, predict);
        Agree(model, exported, rows[..TModel.FeatureCount], predict);
    }

    /// <summary>
    /// Whole numbers are added without rounding in any order, so that logits up to some 100,000 are the same on both sides, and equal
    /// ones stay equal: those of the first row, which is 0, and those of classes 0 and 2, which have the same weights.
    /// </summary>
    private static void WholeNumbersAgree<TModel>(Func<TModel, float[], int[]?> predict)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        const int rowsOfASize = 16;
        int width = TModel.FeatureCount, logits = TModel.Task == ClassificationTask.Binary ? 1 : TModel.ClassCount;
        var data = new SyntheticData(seed: 3);
        var model = new TModel();
        Span<float> weights = model.Parameters[..(logits * width)];
        data.FillWithWholeNumbers(weights, largest: 3);
        if (logits > 1) weights[..width].CopyTo(weights[(2 * width)..]);

        int[] sizes = [1, 30, 1000, 10_000];
        var rows = new float[sizes.Length * rowsOfASize * width];
        for (int i = 0; i < sizes.Length; i++) data.FillWithWholeNumbers(rows.AsSpan(i * rowsOfASize * width, rowsOfASize * width), sizes[i]);
        rows.AsSpan(0, width).Clear();
        using ExportedModel exported = ExportedModel.Of(model);

        Agree(model, exported, rows, predict);
    }

    private static void Agree<TModel>(TModel model, ExportedModel exported, float[] rows, Func<TModel, float[], int[]?> predict)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        var expected = new float[rows.Length / TModel.FeatureCount * TModel.ClassCount];
        model.Probabilities(rows, expected);
        (float[] probabilities, int[]? labels) = exported.Run(rows, TModel.FeatureCount);

        Assert.Equal(expected.Length, probabilities.Length);
        Assert.All(expected.Zip(probabilities), static pair => Assert.Equal(pair.First, pair.Second, Tolerance));
        Assert.Equal(predict(model, rows), labels);
    }

    private static int[] Labels<TModel>(TModel model, float[] rows)
        where TModel : class, ILabelModel<TModel>
    {
        var labels = new int[rows.Length / TModel.FeatureCount];
        model.Predict(rows, labels);
        return labels;
    }

    private static int[]? NoLabels(MultiLabel72x6 model, float[] rows) => null;
}
