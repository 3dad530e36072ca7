using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Evaluations;

/// <summary>Cases small enough to work out by hand, and what holds for any data.</summary>
public sealed class MetricsTests
{
    [Fact]
    public void The_area_under_the_curve_is_the_share_of_pairs_in_order_with_ties_as_halves()
    {
        // Positives 0.9 and 0.4, negatives 0.4, 0.4 and 0.1: in order 3 + 1 of 6 pairs, tied 2.
        int[] labels = [1, 0, 1, 0, 0];
        float[] scores = [0.9f, 0.4f, 0.4f, 0.4f, 0.1f];
        Assert.Equal(5.0 / 6, Metrics.RocAuc(labels, scores));
        Assert.Equal((1 + 2.0 / 4) / 2, Metrics.AveragePrecision(labels, scores), 15);
        Assert.Equal(
            [new(0, 0, double.PositiveInfinity), new(0, 0.5, 0.9f), new(2.0 / 3, 1, 0.4f), new(1, 1, 0.1f)],
            Metrics.RocCurve(labels, scores));
    }

    [Fact]
    public void A_probability_of_zero_costs_what_the_smallest_float_costs_and_never_infinity()
    {
        Assert.Equal(149 * Math.Log(2), Metrics.LogLoss([0], [0, 1], 2), 12);
        Assert.Equal(149 * Math.Log(2), Metrics.LogLoss(new float[] { 1 }, [0]), 12);
        Assert.Equal(-Math.Log(1e-7), Metrics.LogLoss([0], [0, 1], 2, epsilon: 1e-7), 12);
        Assert.Equal(0, Metrics.LogLoss([1], [0, 1], 2));
    }

    [Fact]
    public void Probabilities_that_do_not_quite_sum_to_one_are_divided_by_their_sum() =>
        Assert.Equal(Math.Log(3), Metrics.LogLoss([1], [0.3333f, 0.3333f, 0.3333f], 3), 12);

    [Fact]
    public void Logits_keep_the_losses_that_probabilities_lose()
    {
        Assert.Equal(Math.Exp(-200), Metrics.LogLossFromLogits([1], [200], 2), 1e-15 * Math.Exp(-200));
        Assert.Equal(Math.Exp(-200), Metrics.LogLossFromLogits([0], [200, 0, -900], 3), 1e-15 * Math.Exp(-200));
        Assert.Equal(2.5e38, Metrics.LogLossFromLogits([0], [-1e38f, 1.5e38f, 0], 3), 1e31);
        Assert.Equal(double.PositiveInfinity, Metrics.LogLossFromLogits([0, 1], [float.NegativeInfinity, 0, 0, 0], 2));
        Assert.Equal(Math.Log(2), Metrics.LogLossFromLogits(new float[] { 1, 0 }, [0, 0]), 15);
    }

    [Fact]
    public void The_loss_from_logits_is_the_models()
    {
        var data = new TestData(11);
        var model = new Multiclass4x3();
        data.Numbers(Multiclass4x3.ParameterCount, 2).CopyTo(model.Parameters);
        float[] rows = data.Rows(100, 4), logits = new float[300], p = new float[300];
        int[] labels = data.Labels(100, 3);
        model.Logits(rows, logits);
        model.Probabilities(rows, p);
        double loss = model.Loss(rows, labels);
        Assert.Equal(loss, Metrics.LogLossFromLogits(labels, logits, 3), 1e-6 * loss);
        Assert.Equal(loss, Metrics.LogLoss(labels, p, 3), 1e-6 * loss);
    }

    [Fact]
    public void The_Brier_score_of_many_classes_is_the_sum_over_them()
    {
        Assert.Equal(2, Metrics.BrierScore([0], [0, 1, 0], 3));
        Assert.Equal(1, Metrics.BrierScore([0], [0, 1], 2));
        Assert.Equal(0.25 * 0.25 + 0.75 * 0.75, (Metrics.BrierScore([1, 0], [0.25f, 0.75f, 0.25f, 0.75f], 2)) * 2, 15);
    }

    [Fact]
    public void A_confidence_on_an_edge_belongs_to_the_bin_below()
    {
        ReliabilityBin[] bins = Metrics.ReliabilityDiagram(new float[] { 0, 1, 1, 0, 1 }, [0, 0.25f, 0.5f, 0.5f, 1], bins: 4);
        Assert.Equal([2, 2, 0, 1], bins.Select(bin => bin.Count));
        Assert.Equal(new ReliabilityBin(0, 0.25, 2, 0.125, 0.5), bins[0]);
        Assert.Equal(new ReliabilityBin(0.25, 0.5, 2, 0.5, 0.5), bins[1]);
        Assert.True(double.IsNaN(bins[2].Confidence) && double.IsNaN(bins[2].Accuracy));
        Assert.Equal(2 * 0.375 / 5, Metrics.ExpectedCalibrationError(new float[] { 0, 1, 1, 0, 1 }, [0, 0.25f, 0.5f, 0.5f, 1], bins: 4), 15);
    }

    [Fact]
    public void Of_equal_scores_the_lower_class_comes_first()
    {
        float[] scores = [0.4f, 0.4f, 0.2f];
        Assert.Equal(1, Metrics.TopKAccuracy([0], scores, 3, 1));
        Assert.Equal(0, Metrics.TopKAccuracy([1], scores, 3, 1));
        Assert.Equal(1, Metrics.TopKAccuracy([1], scores, 3, 2));
        Assert.Equal(0, Metrics.TopKAccuracy([2], scores, 3, 2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_holds_for_any_scores(int seed)
    {
        var data = new TestData(seed);
        int[] labels = data.Labels(300, 2);
        float[] scores = Array.ConvertAll(data.Numbers(300, 3), MathF.Round);
        float[] negated = Array.ConvertAll(scores, static score => -score);
        float[] squeezed = Array.ConvertAll(scores, static score => score / 8 + 1);
        int[] swapped = Array.ConvertAll(labels, static label => 1 - label);

        double auc = Metrics.RocAuc(labels, scores);
        Assert.Equal(auc, Metrics.RocAuc(labels, squeezed));
        Assert.Equal(auc, Metrics.RocAuc(swapped, negated));
        Assert.Equal(1, auc + Metrics.RocAuc(labels, negated), 15);
        RocPoint[] curve = Metrics.RocCurve(labels, scores);
        Assert.Equal(auc, curve.Zip(curve[1..]).Sum(static step =>
            (step.Second.FalsePositiveRate - step.First.FalsePositiveRate) * (step.First.TruePositiveRate + step.Second.TruePositiveRate) / 2), 12);
        Assert.True(curve.Zip(curve[1..]).All(static step => step.Second.Threshold < step.First.Threshold));
        Assert.Equal(new RocPoint(1, 1, scores.Min()), curve[^1]);
    }

    [Fact]
    public void Agreement_without_anything_to_agree_on()
    {
        ConfusionMatrix same = ConfusionMatrix.Of([1, 1], [1, 1], 3);
        Assert.True(double.IsNaN(same.CohenKappa));
        Assert.Equal(0, same.MatthewsCorrelation);
        Assert.Equal(1, same.BalancedAccuracy);
        Assert.Equal(new AverageScores(1.0 / 3, 1.0 / 3, 1.0 / 3), same.Macro);
        ConfusionMatrix perfect = ConfusionMatrix.Of([0, 1, 2, 2], [0, 1, 2, 2], 3);
        Assert.Equal((1, 1), (perfect.CohenKappa, perfect.MatthewsCorrelation));
    }

    [Fact]
    public void The_counts_as_text() => Assert.Equal(
        "true \\ predicted   0   1\n               0   1   0\n               1  10   2",
        ConfusionMatrix.Of([0, .. Enumerable.Repeat(1, 12)], [0, .. Enumerable.Repeat(0, 10), 1, 1], 2).ToString());

    [Fact]
    public void A_million_small_losses_lose_no_digits()
    {
        const int rows = 1_000_000;
        float[] p = new float[rows], targets = new float[rows];
        Array.Fill(p, 0.1f);
        Assert.Equal(0.01000000029802322542, Metrics.BrierScore(targets, p), 1e-17);
    }
}
