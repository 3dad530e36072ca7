using System.Globalization;
using System.Text.Json;
using Xunit;
using static LossGen.Tests.Evaluations.ReferenceValues;

namespace LossGen.Tests.Evaluations;

/// <summary>Every metric on fixed data against scikit-learn (NumPy for what it lacks), to 1e-9.</summary>
public sealed class MetricsReferenceTests
{
    public static TheoryData<string> Binary => Names("binary");

    public static TheoryData<string> Multiclass => Names("multiclass");

    public static TheoryData<string> MultiLabel => Names("multilabel");

    [Theory]
    [MemberData(nameof(Binary))]
    public void Two_classes(string name)
    {
        JsonElement set = Of("binary", name);
        int[] labels = set.Integers("labels");
        float[] scores = set.Floats("scores"), targets = Array.ConvertAll(labels, static label => (float)label);
        float[] both = [.. scores.SelectMany(static p => new[] { 1 - p, p })];
        int[] predicted = Array.ConvertAll(scores, static p => p > 0.5f ? 1 : 0);

        foreach (JsonProperty loss in set.GetProperty("log_loss").EnumerateObject())
        {
            double epsilon = double.Parse(loss.Name, CultureInfo.InvariantCulture);
            Near(loss.Value.Number(), Metrics.LogLoss(labels, both, 2, epsilon));
            Near(loss.Value.Number(), Metrics.LogLoss(targets, scores, epsilon));
        }
        Near(set.Number("brier"), Metrics.BrierScore(labels, both, 2));
        Near(set.Number("brier"), Metrics.BrierScore(targets, scores));
        Near(set.Number("roc_auc"), Metrics.RocAuc(labels, scores));
        Near(set.Number("average_precision"), Metrics.AveragePrecision(labels, scores));
        Near(set.Number("pr_area"), Metrics.PrecisionRecallArea(labels, scores));
        Near(set.Number("matthews"), ConfusionMatrix.Of(labels, predicted, 2).MatthewsCorrelation);
        Near(set.Number("kappa"), ConfusionMatrix.Of(labels, predicted, 2).CohenKappa);
        SameBins(set.GetProperty("top_label"), Metrics.ReliabilityDiagram(labels, both, 2), Metrics.ExpectedCalibrationError(labels, both, 2));
        SameBins(set.GetProperty("positive"), Metrics.ReliabilityDiagram(targets, scores), Metrics.ExpectedCalibrationError(targets, scores));
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void Curves_of_two_classes(string name)
    {
        JsonElement set = Of("binary", name);
        int[] labels = set.Integers("labels");
        float[] scores = set.Floats("scores");

        foreach ((string curve, bool drop) in new[] { ("roc", true), ("roc_all", false) })
        {
            RocPoint[] points = Metrics.RocCurve(labels, scores, drop);
            Near(set.GetProperty(curve).Numbers("fpr"), points.Select(static point => point.FalsePositiveRate));
            Near(set.GetProperty(curve).Numbers("tpr"), points.Select(static point => point.TruePositiveRate));
            Near(set.GetProperty(curve).Numbers("threshold")[1..], points.Select(static point => point.Threshold).Skip(1));
            Assert.Equal(new RocPoint(0, 0, double.PositiveInfinity), points[0]);
        }

        PrecisionRecallPoint[] pr = Metrics.PrecisionRecallCurve(labels, scores);
        Near(set.GetProperty("pr").Numbers("precision"), pr.Select(static point => point.Precision));
        Near(set.GetProperty("pr").Numbers("recall"), pr.Select(static point => point.Recall));
        Near(set.GetProperty("pr").Numbers("threshold")[..^1], pr.Select(static point => point.Threshold).SkipLast(1));
        Assert.Equal(new PrecisionRecallPoint(0, 1, double.PositiveInfinity), pr[^1]);
    }

    [Theory]
    [MemberData(nameof(Multiclass))]
    public void Counts_of_many_classes(string name)
    {
        JsonElement set = Of("multiclass", name);
        int classes = set.GetProperty("classes").GetInt32();
        int[] labels = set.Integers("labels");
        ConfusionMatrix confusion = ConfusionMatrix.Of(labels, Predicted(set.Floats("probabilities"), classes), classes);

        int[] counts = [.. Enumerable.Range(0, classes * classes).Select(i => confusion[i / classes, i % classes])];
        Assert.Equal(set.Floats("confusion"), counts.Select(static count => (float)count));
        Near(set.Number("accuracy"), confusion.Accuracy);
        Near(set.Number("balanced_accuracy"), confusion.BalancedAccuracy);
        Near(set.Number("kappa"), confusion.CohenKappa);
        Near(set.Number("matthews"), confusion.MatthewsCorrelation);
        Near(set.Numbers("precision"), confusion.PerClass.Select(static one => one.Precision));
        Near(set.Numbers("recall"), confusion.PerClass.Select(static one => one.Recall));
        Near(set.Numbers("f1"), confusion.PerClass.Select(static one => one.F1));
        Near(set.Numbers("support"), confusion.PerClass.Select(static one => (double)one.Support));
        SameAverage(set, "macro", confusion.Macro);
        SameAverage(set, "micro", confusion.Micro);
        SameAverage(set, "weighted", confusion.Weighted);
    }

    [Theory]
    [MemberData(nameof(Multiclass))]
    public void Probabilities_of_many_classes(string name)
    {
        JsonElement set = Of("multiclass", name);
        int classes = set.GetProperty("classes").GetInt32();
        int[] labels = set.Integers("labels");
        float[] p = set.Floats("probabilities");

        foreach (JsonProperty loss in set.GetProperty("log_loss").EnumerateObject())
            Near(loss.Value.Number(), Metrics.LogLoss(labels, p, classes, double.Parse(loss.Name, CultureInfo.InvariantCulture)));
        Near(set.Number("brier"), Metrics.BrierScore(labels, p, classes));
        Near(set.Numbers("top_k"), Enumerable.Range(1, classes - 1).Select(k => Metrics.TopKAccuracy(labels, p, classes, k)));
        Assert.Equal(1, Metrics.TopKAccuracy(labels, p, classes, classes));
        SameBins(set.GetProperty("top_label"), Metrics.ReliabilityDiagram(labels, p, classes), Metrics.ExpectedCalibrationError(labels, p, classes));
        Near(set.Numbers("roc_per_class"), Metrics.RocAucPerClass(labels, p, classes));
        if (!set.TryGetProperty("roc_macro", out _))
        {
            Assert.Throws<ArgumentException>("labels", () => Metrics.RocAuc(labels, p, classes));
            Assert.Throws<ArgumentException>("labels", () => Metrics.AveragePrecision(labels, p, classes));
            return;
        }
        Near(set.Number("roc_macro"), Metrics.RocAuc(labels, p, classes));
        Near(set.Number("roc_weighted"), Metrics.RocAuc(labels, p, classes, ClassAverage.Weighted));
        Near(set.Number("ap_macro"), Metrics.AveragePrecision(labels, p, classes));
        Near(set.Number("ap_weighted"), Metrics.AveragePrecision(labels, p, classes, ClassAverage.Weighted));
    }

    [Theory]
    [MemberData(nameof(MultiLabel))]
    public void Labels_that_do_not_exclude_each_other(string name)
    {
        JsonElement set = Of("multilabel", name);
        int labels = set.GetProperty("labels").GetInt32();
        float[] targets = set.Floats("targets"), p = set.Floats("probabilities");
        MultiLabelCounts counts = MultiLabelCounts.Of(targets, p, labels);

        Assert.Equal(
            set.Floats("counts"),
            counts.PerLabel.SelectMany(static one => new float[] { one.TrueNegatives, one.FalsePositives, one.FalseNegatives, one.TruePositives }));
        Near(set.Numbers("precision"), counts.PerLabel.Select(static one => one.Precision));
        Near(set.Numbers("recall"), counts.PerLabel.Select(static one => one.Recall));
        Near(set.Numbers("f1"), counts.PerLabel.Select(static one => one.F1));
        Near(set.Numbers("support"), counts.PerLabel.Select(static one => (double)one.Support));
        SameAverage(set, "macro", counts.Macro);
        SameAverage(set, "micro", counts.Micro);
        SameAverage(set, "weighted", counts.Weighted);
        SameAverage(set, "samples", counts.Samples);
        Near(set.Number("subset_accuracy"), counts.SubsetAccuracy);
        Near(set.Number("hamming_loss"), counts.HammingLoss);

        foreach (JsonProperty loss in set.GetProperty("log_loss").EnumerateObject())
            Near(loss.Value.Number(), Metrics.LogLoss(targets, p, double.Parse(loss.Name, CultureInfo.InvariantCulture)));
        Near(set.Number("brier"), Metrics.BrierScore(targets, p));
        Near(set.Numbers("roc_per_label"), Metrics.RocAucPerLabel(targets, p, labels));
        Near(set.Number("roc_macro"), Metrics.RocAuc(targets, p, labels));
        Near(set.Number("roc_weighted"), Metrics.RocAuc(targets, p, labels, ClassAverage.Weighted));
        Near(set.Number("ap_macro"), Metrics.AveragePrecision(targets, p, labels));
        Near(set.Number("ap_weighted"), Metrics.AveragePrecision(targets, p, labels, ClassAverage.Weighted));
        SameBins(set.GetProperty("positive"), Metrics.ReliabilityDiagram(targets, p), Metrics.ExpectedCalibrationError(targets, p));
    }

    private static int[] Predicted(float[] probabilities, int classes) =>
        [.. probabilities.Chunk(classes).Select(static row => Array.IndexOf(row, row.Max()))];

    private static void SameAverage(JsonElement set, string kind, AverageScores actual) =>
        Near(set.GetProperty("averages").Numbers(kind), [actual.Precision, actual.Recall, actual.F1]);

    private static void SameBins(JsonElement expected, ReliabilityBin[] bins, double error)
    {
        Near(expected.Numbers("count"), bins.Select(static bin => (double)bin.Count));
        Near(expected.Numbers("confidence"), bins.Select(static bin => bin.Confidence));
        Near(expected.Numbers("accuracy"), bins.Select(static bin => bin.Accuracy));
        Near(expected.Number("error"), error);
    }
}
