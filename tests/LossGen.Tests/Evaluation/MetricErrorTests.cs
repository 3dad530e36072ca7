using Xunit;

namespace LossGen.Tests.Evaluations;

/// <summary>Bad input gets an exception that names the parameter and says what was wrong.</summary>
public sealed class MetricErrorTests
{
    private static readonly float[] TwoRows = [0.5f, 0.5f, 0.25f, 0.75f];

    public static TheoryData<string, string, Action> Cases => new()
    {
        { "labels", "empty", () => Metrics.LogLoss(Array.Empty<int>(), [], 2) },
        { "labels", "2 at row 1; expected 0 to 1", () => Metrics.LogLoss([0, 2], TwoRows, 2) },
        { "probabilities", "length 3; it needs 4", () => Metrics.LogLoss([0, 1], [0.5f, 0.5f, 1], 2) },
        { "probabilities", "-0.5 at row 1, column 0", () => Metrics.LogLoss([0, 1], [0.5f, 0.5f, -0.5f, 1.5f], 2) },
        { "probabilities", "NaN at row 0, column 1", () => Metrics.BrierScore([0, 1], [0.5f, float.NaN, 0.5f, 0.5f], 2) },
        { "probabilities", "row 1 sum to 0.75; expected 1", () => Metrics.BrierScore([0, 1], [0.5f, 0.5f, 0.25f, 0.5f], 2) },
        { "classes", "classes is 1; expected 2 or above", () => Metrics.LogLoss([0], [1], 1) },
        { "epsilon", "epsilon is 0", () => Metrics.LogLoss([0], [1, 0], 2, epsilon: 0) },
        { "targets", "empty", () => Metrics.LogLoss(Array.Empty<float>(), []) },
        { "targets", "1.5 at row 0", () => Metrics.BrierScore(new[] { 1.5f }, [0.5f]) },
        { "probabilities", "length 2; targets has 1", () => Metrics.BrierScore(new[] { 1f }, [0.5f, 0.5f]) },
        { "logits", "NaN at row 0, column 1", () => Metrics.LogLossFromLogits([0], [0, float.NaN, 0], 3) },
        { "logits", "expected numbers below Infinity", () => Metrics.LogLossFromLogits(new float[] { 1 }, [float.PositiveInfinity]) },
        { "labels", "All labels are 1; a ROC curve needs rows of both", () => Metrics.RocAuc([1, 1], [0.5f, 0.6f]) },
        { "labels", "All labels are 0; a ROC curve needs rows of both", () => Metrics.RocCurve([0, 0], [0.5f, 0.6f]) },
        { "labels", "rows of class 1", () => Metrics.AveragePrecision([0, 0], [0.5f, 0.6f]) },
        { "labels", "0 rows of 2 have class 2", () => Metrics.RocAuc([0, 1], new float[6], 3) },
        { "targets", "2 rows of 2 have label 0", () => Metrics.RocAuc(new float[] { 1, 1, 1, 0 }, new float[4], 2) },
        { "targets", "0.5 at row 1, label 0", () => Metrics.AveragePrecision(new[] { 1, 0, 0.5f, 0 }, new float[4], 2) },
        { "targets", "length 3; it needs a multiple of 2", () => MultiLabelCounts.Of([1, 0, 1], [1, 0, 1], 2) },
        { "threshold", "2", () => MultiLabelCounts.Of([1, 0], [1, 0], 2, threshold: 2) },
        { "scores", "NaN at row 1, column 0", () => Metrics.RocAuc([0, 1], [0.5f, float.NaN]) },
        { "scores", "length 1; labels has 2", () => Metrics.RocAuc([0, 1], [0.5f]) },
        { "k", "k is 3; expected 1 to 2", () => Metrics.TopKAccuracy([0, 1], TwoRows, 2, 3) },
        { "bins", "bins is 0", () => Metrics.ReliabilityDiagram([0, 1], TwoRows, 2, bins: 0) },
        { "predicted", "length 1; labels has 2", () => ConfusionMatrix.Of([0, 1], [0], 2) },
        { "predicted", "7 at row 1; expected 0 to 1", () => ConfusionMatrix.Of([0, 1], [0, 7], 2) },
        { "label", "label is 2; expected 0 to 1", () => _ = ConfusionMatrix.Of([0], [0], 2)[2, 0] },
        { "classes", "46340", () => ConfusionMatrix.Of([0], [0], 46_341) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bad_input_is_named(string parameter, string message, Action action)
    {
        var error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.Equal(parameter, error.ParamName);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
