using System.Text.Json;
using LossGen.Onnx;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace LossGen.Interop.Tests.Onnx;

/// <summary>Models that predict a number through bins: ONNX Runtime computes the mean as well.</summary>
public sealed class NumberOnnxTests
{
    private static readonly Deal[] Deals = [.. Enumerable.Range(0, 300).Select(static i => new Deal(i % 17 / 17f, i % 5, 1e6 + (40 * (i % 17)) - (7 * (i % 5)) + (i % 3)))];

    [Fact]
    public void The_mean_is_that_of_the_model()
    {
        var model = new DealModel();
        model.Fit(Deals, new() { Epochs = 20 });
        float[] rows = model.FeaturesOf(Deals);
        using ExportedModel exported = ExportedModel.Of(model);

        // The mean is a float near a million, whose neighbours are 1/16 away: rounding it errs by 1/32. Before that, differences of up to d = 350 from the middle are weighed
        // with 31 probabilities: their product errs by 31 u d at most, u = 2^-24; the probabilities, by 8 units in their last place each, by 8 u d; and what they sum to
        // instead of 1, by which the model divides, by 31 u d. Together 70 u d, 1.5e-3.
        float[] means = exported.Means(rows, 2);
        var expected = new double[Deals.Length];
        model.Predict(Deals, expected);
        Assert.All(means.Zip(expected), static pair => Assert.Equal(pair.Second, pair.First, (1 / 32.0) + 1.5e-3));
        Assert.InRange(expected.Max() - expected.Min(), 300, 700);

        (float[] probabilities, int[]? labels) = exported.Run(rows, 2);
        var own = new float[probabilities.Length];
        model.Probabilities(Deals, own);

        // Two orders of the 9 terms of a logit, of some 5 in all, differ by up to 10 u 5 = 3e-6, and a probability by a quarter of its logit's difference.
        Assert.All(probabilities.Zip(own), static pair => Assert.Equal(pair.Second, pair.First, 1e-6));
        Assert.Equal(Deals.Length, labels!.Length);
        using var session = new InferenceSession(exported.FileName);
        Assert.Equal(["probabilities", "label", "mean"], session.OutputNames);
        Assert.Equal(model.Bins!.Edges.ToArray(), JsonSerializer.Deserialize<double[]>(session.ModelMetadata.CustomMetadataMap["bin_edges"])!);
    }

    [Fact]
    public void A_model_that_does_not_keep_bins_is_given_them()
    {
        Multiclass64x10 model = SyntheticData.Trained<Multiclass64x10>(seed: 1);
        float[] rows = new SyntheticData(seed: 2).Rows<Multiclass64x10>(50), probabilities = new float[500];
        Bins bins = Bins.Quantiles([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], 10);
        using ExportedModel exported = ExportedModel.Of(model, new() { Bins = bins });
        model.Probabilities(rows, probabilities);
        float[] means = exported.Means(rows, 64);

        // As above, for differences of up to 512 from the middle and 10 probabilities: (10 + 8 + 10) u 512 = 8.5e-4, and 3e-5 for a float below 1024.
        for (int r = 0; r < 50; r++) Assert.Equal(bins.Mean(probabilities.AsSpan(10 * r, 10)), means[r], 9e-4);
    }

    [Fact]
    public void The_checker_agrees()
    {
        var model = new DealModel();
        model.Fit(Deals, new() { Epochs = 1 });
        using ExportedModel exported = ExportedModel.Of(model);
        exported.Checked();
    }

    [Fact]
    public void Bins_that_do_not_fit_or_are_not_known_are_named()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => OnnxExporter.Export(new DealModel(), Stream.Null));
        Assert.Contains("DealModel has no bins yet", fault.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ArgumentException>(() => OnnxExporter.Export(new Multiclass64x10(), Stream.Null, new() { Bins = Bins.Uniform(0, 1, 9) }));
        Assert.Contains("9 bins and 10 classes", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OnnxExporter.Export(new MultiLabel72x6(), Stream.Null, new() { Bins = Bins.Uniform(0, 1, 6) }));
    }
}

public sealed record Deal([Feature] float Place, [Feature] int Rooms, [Label(bins: 31)] double Price);

[CrossEntropyModel<Deal>(HiddenLayers = [8])]
public sealed partial class DealModel;
