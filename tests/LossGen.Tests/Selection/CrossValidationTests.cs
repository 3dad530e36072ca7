using LossGen.Numerics;
using LossGen.Tests.Models;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Selection;

/// <summary>Cross-validation against the same folds by hand; the same bits however many folds run at once.</summary>
public class CrossValidationTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 4, Seed = 3 };

    [Fact]
    public void Each_fold_is_a_model_trained_on_all_other_rows()
    {
        (float[] rows, int[] labels) = Data(70);
        CrossValidationResult<LabelEvaluation> result = CrossValidation.Run(() => new Multiclass4x3(), rows, labels, Short, folds: 4, seed: 9);

        int[] foldOf = StratifiedDraw.Folds(labels, 3, 4, 9);
        var (losses, accuracies, probabilities) = (new double[4], new double[4], new float[70 * 3]);
        for (int fold = 0; fold < 4; fold++)
        {
            int[] training = [.. Enumerable.Range(0, 70).Where(row => foldOf[row] != fold)], test = [.. Enumerable.Range(0, 70).Where(row => foldOf[row] == fold)];
            var model = new Multiclass4x3();
            TrainingResult trained = model.Fit(Take(rows, training), [.. training.Select(row => labels[row])], Short);
            LabelEvaluation evaluation = Evaluation.Of(model, Take(rows, test), [.. test.Select(row => labels[row])]);
            (losses[fold], accuracies[fold]) = (evaluation.LogLoss, evaluation.Accuracy);
            foreach (int row in test) model.Probabilities(rows.AsSpan(row * 4, 4), probabilities.AsSpan(row * 3, 3));

            CrossValidationFold<LabelEvaluation> actual = result.Folds[fold];
            Assert.Equal((fold, trained.Loss, evaluation.RocAuc), (actual.Number, actual.Training.Loss, actual.Evaluation.RocAuc));
            Assert.Equal(test, actual.TestRows.ToArray());
        }

        Assert.Equal(losses.Average(), result.Loss.Mean, 14);
        Assert.Equal(Math.Sqrt(losses.Sum(loss => Math.Pow(loss - losses.Average(), 2)) / 3), result.Loss.Deviation, 14);
        Assert.Equal(accuracies.Average(), result.Accuracy.Mean, 14);
        Assert.Equal(result.Folds.Average(fold => fold.Evaluation.BrierScore), result.Score(evaluation => evaluation.BrierScore).Mean, 14);
        Assert.Equal(probabilities, result.Probabilities.ToArray(), (expected, actual) => Math.Abs(expected - actual) <= 1e-6f);

        // All rows together: what the metrics make of the probabilities.
        Assert.Equal(70, result.Evaluation.Rows);
        Assert.Equal(result.Folds.Sum(fold => fold.Evaluation.LogLoss * fold.Evaluation.Rows) / 70, result.Evaluation.LogLoss, 12);
        Assert.Equal(Metrics.BrierScore(labels, result.Probabilities.Span, 3), result.Evaluation.BrierScore);
        Assert.Equal(result.Folds.Sum(fold => fold.Evaluation.Accuracy * fold.Evaluation.Rows) / 70, result.Evaluation.Accuracy, 12);
        Assert.StartsWith("fold    rows      loss  accuracy  training\n0         18", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folds_at_once_give_the_same_bits()
    {
        (float[] rows, int[] labels) = Data(60);
        CrossValidationResult<LabelEvaluation> one = Of(1);
        foreach (int parallelism in new[] { 2, 5, -1 })
        {
            CrossValidationResult<LabelEvaluation> many = Of(parallelism);
            Assert.Equal(one.Probabilities.ToArray(), many.Probabilities.ToArray());
            Assert.Equal((one.Loss, one.Accuracy, one.Evaluation.LogLoss, one.Evaluation.RocAuc), (many.Loss, many.Accuracy, many.Evaluation.LogLoss, many.Evaluation.RocAuc));
        }

        CrossValidationResult<LabelEvaluation> Of(int parallelism) =>
            CrossValidation.Run(() => new Multiclass4x3(), rows, labels, Short, maxDegreeOfParallelism: parallelism);
    }

    [Fact]
    public void Sample_weights_go_with_their_rows_into_training()
    {
        (float[] rows, int[] labels) = Data(40);
        float[] weights = new TestData(8).SampleWeights(40);
        TrainingOptions options = Short with { Loss = new() { SampleWeights = weights } };
        CrossValidationResult<LabelEvaluation> result = CrossValidation.Run(() => new Multiclass4x3(), rows, labels, options, folds: 2);

        int[] training = [.. Enumerable.Range(0, 40).Except(result.Folds[0].TestRows.ToArray())];
        var model = new Multiclass4x3();
        model.Fit(Take(rows, training), [.. training.Select(row => labels[row])], Short with { Loss = new() { SampleWeights = training.Select(row => weights[row]).ToArray() } });
        int[] test = result.Folds[0].TestRows.ToArray();
        Assert.Equal(model.Loss(Take(rows, test), [.. test.Select(row => labels[row])]), result.Folds[0].Evaluation.LogLoss);
    }

    [Fact]
    public void Multi_label_models_are_counted_label_by_label()
    {
        var data = new TestData(3);
        float[] rows = data.Rows(50, 4), targets = Array.ConvertAll(data.Numbers(150, 1), static x => x > 0 ? 1f : 0f);
        CrossValidationResult<MultiLabelEvaluation> result = CrossValidation.Run(() => new MultiLabel4x3(), rows, targets, Short);
        Assert.Equal(50, result.Evaluation.Rows);
        Assert.Equal(result.Folds.Average(fold => fold.Evaluation.SubsetAccuracy), result.Accuracy.Mean, 14);
        Assert.Equal(Metrics.BrierScore(targets, result.Probabilities.Span), result.Evaluation.BrierScore);
    }

    [Fact]
    public void Typed_rows_give_what_their_arrays_give()
    {
        Flower[] flowers = Flowers(60);
        CrossValidationResult<LabelEvaluation> typed = CrossValidation.Run(() => new FlowerModel(), flowers, Short, folds: 3);
        var model = new FlowerModel();
        CrossValidationResult<LabelEvaluation> arrays = CrossValidation.Run(() => new FlowerModel(), model.FeaturesOf(flowers), model.LabelsOf(flowers), Short, folds: 3);
        Assert.Equal(arrays.Probabilities.ToArray(), typed.Probabilities.ToArray());
        Assert.Equal(["Setosa", "Versicolor", "Virginica"], typed.Evaluation.Classes.Select(one => one.Name));
    }

    [Fact]
    public void Bad_input_is_named()
    {
        (float[] rows, int[] labels) = Data(12);
        var shared = new Multiclass4x3();
        Says<ArgumentException>("create returned the same model again for fold 1; expected a new one", () => CrossValidation.Run(() => shared, rows, labels));
        Says<ArgumentException>("create returned null for fold 0", () => CrossValidation.Run(() => (Multiclass4x3)null!, rows, labels));
        Says<ArgumentOutOfRangeException>("folds is 13; expected 2 to 12, the number of rows.", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels, folds: 13));
        Says<ArgumentOutOfRangeException>("folds is 1; expected 2 to 12", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels, folds: 1));
        Says<ArgumentOutOfRangeException>("maxDegreeOfParallelism is 0", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels, maxDegreeOfParallelism: 0));
        Says<ArgumentException>("rows has length 47; it needs 48", () => CrossValidation.Run(() => new Multiclass4x3(), rows.AsSpan(1), labels));
        Says<ArgumentException>("SampleWeights has length 3; it needs 12", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels, new() { Loss = new() { SampleWeights = new float[] { 1, 1, 1 } } }));
        Says<ArgumentOutOfRangeException>("The label of row 0 is", () => CrossValidation.Run(() => new Binary2(), new float[6], [2, 1, 0]));
        Says<ArgumentException>("Multiclass4x3 is a Multiclass model", () => CrossValidation.Run(() => new Multiclass4x3(), rows, new float[36]));
        Says<ArgumentException>("Checkpoint is set, and the folds would write the same file", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels, new() { Checkpoint = new("folds.checkpoint") }));
        rows[9] = float.NaN;
        Says<ArgumentException>("Row 2, column 1 is NaN", () => CrossValidation.Run(() => new Multiclass4x3(), rows, labels));

        static void Says<TException>(string message, Action action)
            where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Cancellation_ends_it_without_a_result(int parallelism)
    {
        (float[] rows, int[] labels) = Data(30);
        using var source = new CancellationTokenSource();
        int epochs = 0;
        var options = new TrainingOptions
        {
            Epochs = 1000,
            LearningRate = LearningRateSchedule.Custom(_ =>
            {
                if (Interlocked.Increment(ref epochs) == 20) source.Cancel();
                return 0.1;
            }),
        };
        Assert.ThrowsAny<OperationCanceledException>(() => CrossValidation.Run(
            () => new Multiclass4x3(), rows, labels, options, maxDegreeOfParallelism: parallelism, cancellationToken: source.Token));
        Assert.InRange(epochs, 20, 30);
    }

    [Fact]
    public void A_single_measurement_has_no_deviation() => Assert.Equal("2.5 ± NaN", MeanAndDeviation.Of([2.5]).ToString());

    internal static Flower[] Flowers(int count)
    {
        var data = new TestData(5);
        Species[] kinds = [Species.Setosa, Species.Versicolor, Species.Virginica];
        return [.. Enumerable.Range(0, count).Select(i => new Flower(
            (i % 3) + (0.3 * data.Normal()), (float)data.Normal(), (decimal)(i % 3 * 0.5 + 0.2 * data.Normal()), kinds[i % 3]) { PetalWidth = (Half)data.Normal() })];
    }

    private static (float[] Rows, int[] Labels) Data(int count)
    {
        var data = new TestData(4);
        return (data.Rows(count, 4), data.Labels(count, 3));
    }

    private static float[] Take(float[] rows, int[] indices) => [.. indices.SelectMany(row => rows.AsSpan(row * 4, 4).ToArray())];
}
