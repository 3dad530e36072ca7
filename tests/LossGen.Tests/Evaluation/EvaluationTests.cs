using System.Globalization;
using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Evaluations;

public sealed class EvaluationTests
{
    private static readonly string[] Colours = ["red", "green", "blue"];

    [Fact]
    public void It_is_the_metrics_of_the_models_outputs()
    {
        (Multiclass4x3 model, float[] rows, int[] labels) = Trained();
        var (p, predicted) = (new float[labels.Length * 3], new int[labels.Length]);
        model.Probabilities(rows, p);
        model.Predict(rows, predicted);
        ConfusionMatrix confusion = ConfusionMatrix.Of(labels, predicted, 3);

        LabelEvaluation evaluation = Evaluation.Of(model, rows, labels, Colours);

        Assert.Equal((ClassificationTask.Multiclass, labels.Length), (evaluation.Task, evaluation.Rows));
        Assert.Equal(Colours, evaluation.Classes.Select(one => one.Name));
        Assert.Equal(confusion.PerClass, evaluation.Classes.Select(one => one.Counts));
        Assert.Equal((confusion.Accuracy, confusion.BalancedAccuracy), (evaluation.Accuracy, evaluation.BalancedAccuracy));
        Assert.Equal((confusion.Macro, confusion.Micro, confusion.Weighted), (evaluation.Macro, evaluation.Micro, evaluation.Weighted));
        Assert.Equal(model.Loss(rows, labels), evaluation.LogLoss);
        Assert.Equal(Metrics.BrierScore(labels, p, 3), evaluation.BrierScore);
        Assert.Equal(Metrics.RocAuc(labels, p, 3), evaluation.RocAuc);
        Assert.Equal(Metrics.RocAuc(labels, p, 3, ClassAverage.Weighted), evaluation.WeightedRocAuc);
        Assert.Equal(Metrics.AveragePrecision(labels, p, 3), evaluation.AveragePrecision);
        Assert.Equal(Metrics.RocAucPerClass(labels, p, 3), evaluation.Classes.Select(one => one.RocAuc));
        Assert.Equal(Metrics.ExpectedCalibrationError(labels, p, 3), evaluation.ExpectedCalibrationError);
        Assert.Equal(Metrics.ReliabilityDiagram(labels, p, 3), evaluation.Reliability);
    }

    [Fact]
    public void A_multi_label_model_is_counted_label_by_label()
    {
        var data = new TestData(3);
        float[] rows = data.Rows(60, 4), targets = Array.ConvertAll(data.Numbers(180, 1), static x => x > 0 ? 1f : 0f), p = new float[180];
        var model = new MultiLabel4x3();
        data.Numbers(MultiLabel4x3.ParameterCount, 1).CopyTo(model.Parameters);
        model.Probabilities(rows, p);
        MultiLabelCounts counts = MultiLabelCounts.Of(targets, p, 3);

        MultiLabelEvaluation evaluation = Evaluation.Of(model, rows, targets);

        Assert.Equal(["label 0", "label 1", "label 2"], evaluation.Classes.Select(one => one.Name));
        Assert.Equal(counts.PerLabel, evaluation.Classes.Select(one => one.Counts));
        Assert.Equal((counts.SubsetAccuracy, counts.HammingLoss), (evaluation.SubsetAccuracy, evaluation.HammingLoss));
        Assert.Equal(model.Loss(rows, targets), evaluation.LogLoss);
        Assert.Equal(Metrics.RocAuc(targets, p, 3), evaluation.RocAuc, 12);
        Assert.Equal(Metrics.BrierScore(targets, p), evaluation.BrierScore);
    }

    [Fact]
    public void Two_classes_are_ranked_by_the_logit_so_that_certain_rows_keep_their_order()
    {
        // sigmoid rounds all of these to 1 in float32; the true one is the most certain.
        var model = new Binary1();
        model.Parameters[0] = 1;
        LabelEvaluation evaluation = Evaluation.Of(model, new float[] { 40, 30, 20 }, new[] { 1, 0, 0 });
        Assert.Equal((1, 1), (evaluation.Classes[0].RocAuc, evaluation.Classes[1].RocAuc));
        RocPoint first = evaluation.Classes[1].RocCurve[1];
        Assert.Equal(StableMath.Sigmoid(40.0), first.Threshold);
    }

    [Fact]
    public void What_a_class_that_never_occurs_leaves_undefined_is_NaN_and_the_averages_go_over_the_others()
    {
        var data = new TestData(9);
        float[] rows = data.Rows(50, 4);
        var model = new Multiclass4x3();
        data.Numbers(Multiclass4x3.ParameterCount, 1).CopyTo(model.Parameters);
        LabelEvaluation evaluation = Evaluation.Of(model, rows, data.Labels(50, 2));

        Assert.True(double.IsNaN(evaluation.Classes[2].RocAuc) && double.IsNaN(evaluation.Classes[2].AveragePrecision));
        Assert.Empty(evaluation.Classes[2].RocCurve);
        Assert.Equal((evaluation.Classes[0].RocAuc + evaluation.Classes[1].RocAuc) / 2, evaluation.RocAuc, 15);

        LabelEvaluation one = Evaluation.Of(model, rows, new int[50]);
        Assert.True(double.IsNaN(one.RocAuc) && double.IsNaN(one.WeightedRocAuc));
        Assert.Equal(1, one.AveragePrecision);
    }

    [Fact]
    public void The_table_reads_the_same_in_every_culture()
    {
        var model = new Binary1();
        (model.Parameters[0], model.Parameters[1]) = (2, 0);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fr-FR");
            string table = Evaluation.Of(model, new float[] { -2, -1, 1, 0.5f, 3 }, new[] { 0, 0, 0, 1, 1 }, ["no", "yes"]).ToString();
            Assert.Equal("""
                                  precision  recall      F1    rows  ROC AUC  avg. precision
                no                    1.000   0.667   0.800       3    0.833           0.917
                yes                   0.667   1.000   0.800       2    0.833           0.833
                macro average         0.833   0.833   0.800       5    0.833           0.875
                weighted average      0.867   0.800   0.800       5    0.833

                accuracy                      0.8000   0.6000 by always saying no
                balanced accuracy             0.8333
                Cohen's kappa                 0.6154
                Matthews correlation          0.6667
                log-loss                      0.5175   0.6730 of the frequencies alone
                Brier score                   0.1725
                expected calibration error    0.2102
                """.ReplaceLineEndings("\n"), table);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>A score is worth what it is above that of a model which knows only how frequent each class is: −Σ f ln f, of several labels their mean.</summary>
    [Fact]
    public void The_table_compares_with_the_frequencies_alone()
    {
        LabelEncoder kinds = new("apple", "pear", "plum");
        string three = Evaluation.Of(new Multiclass4x3(), new float[16], kinds.Encode(["pear", "plum", "pear", "apple"]), kinds.ClassNames).ToString();
        Assert.Contains("\naccuracy                      0.2500   0.5000 by always saying pear\n", three, StringComparison.Ordinal);
        Assert.Contains("\nlog-loss                      1.0986   1.0397 of the frequencies alone\n", three, StringComparison.Ordinal); // (ln 2 + ln 4) / 2

        string one = Evaluation.Of(new Multiclass4x3(), new float[8], new[] { 2, 2 }).ToString();
        Assert.Contains("\naccuracy                      0.0000   1.0000 by always saying class 2\n", one, StringComparison.Ordinal);
        Assert.Contains("\nlog-loss                      1.0986   0.0000 of the frequencies alone\n", one, StringComparison.Ordinal);

        string several = Evaluation.Of(new MultiLabel4x3(), new float[8], new float[] { 1, 0, 1, 0, 0, 1 }).ToString();
        Assert.Contains("\nlog-loss                      0.6931   0.2310 of the frequencies alone\n", several, StringComparison.Ordinal); // ln 2 / 3
    }

    [Fact]
    public void Bad_input_is_named()
    {
        (Multiclass4x3 model, float[] rows, int[] labels) = Trained();
        Assert.Throws<ArgumentException>("classNames", () => Evaluation.Of(model, rows, labels, ["one", "two"]));
        Assert.Throws<ArgumentNullException>("classNames", () => Evaluation.Of(model, rows, labels, ["one", null!, "three"]));
        Assert.Throws<ArgumentException>("labels", () => Evaluation.Of(model, rows, labels[1..]));
        Assert.Throws<ArgumentException>("rows", () => Evaluation.Of(model, rows[1..], labels));
        Assert.Throws<ArgumentException>("rows", () => Evaluation.Of(model, [], Array.Empty<int>()));
        rows[5] = float.PositiveInfinity;
        Assert.Throws<ArgumentException>("rows", () => Evaluation.Of(model, rows, labels));
        Assert.Throws<ArgumentException>("targets", () => Evaluation.Of(model, new float[4], new float[] { 0, 1, 0 }));
        Assert.Throws<ArgumentOutOfRangeException>("targets", () => Evaluation.Of(new MultiLabel4x3(), new float[4], new[] { 0, 0.5f, 1 }));
        Assert.Throws<ArgumentException>("rows", () => Evaluation.Of(new MultiLabel4x3(), new[] { 0, float.NaN, 0, 0 }, new float[] { 0, 1, 1 }));
        model.Parameters.Fill(float.MaxValue);
        Assert.Throws<InvalidOperationException>(() => Evaluation.Of(model, new float[] { 9, 9, 9, 9 }, new[] { 0 }));
    }

    private static (Multiclass4x3 Model, float[] Rows, int[] Labels) Trained()
    {
        var data = new TestData(1);
        float[] rows = data.Rows(90, 4);
        int[] labels = [.. rows.Chunk(4).Select(static row => row[0] > 0.5f ? 2 : row[1] > 0 ? 1 : 0)];
        var model = new Multiclass4x3();
        model.Fit(rows, labels, new() { Epochs = 20 });
        return (model, rows, labels);
    }
}
