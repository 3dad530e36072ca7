using LossGen.Tests.Sparse;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Selection;

/// <summary>Splits, cross-validation, learning rates, weights and importance of sparse rows: what the same rows give when they are dense.</summary>
public class SparseSelectionTests
{
    // Losses near 1 after some hundred float32 steps whose sums take another order: a hundred roundings of 2^-24 are 6e-6.
    private const double Close = 1e-5;

    private static readonly TrainingOptions Plain = new() { Epochs = 3, LearningRate = 0.2, Optimizer = Optimizer.GradientDescent(), Standardize = false, L2 = 0 };

    [Fact]
    public void A_split_takes_the_same_rows_from_sparse_and_dense_ones()
    {
        var data = new SparseData(60, 3, 50, seed: 1);
        TrainTestSplit split = TrainTestSplit.Of(data.Labels, 3, 0.3, seed: 4);
        Assert.Equal(split.TakeTraining(data.Dense, 60), DenseOf(split.TakeTraining(data.Rows), 60));
        Assert.Equal(split.TakeTest(data.Dense, 60), DenseOf(split.TakeTest(data.Rows), 60));
        var fault = Assert.Throws<ArgumentException>(() => split.TakeTest(new SparseData(60, 3, 49, seed: 1).Rows));
        Assert.Contains("49 rows; expected the 50", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cross_validation_gives_what_it_gives_for_dense_rows()
    {
        var data = new SparseData(60, 3, 120, seed: 2);
        CrossValidationResult<LabelEvaluation> dense = CrossValidation.Run(() => new DenseThree(), data.Dense, data.Labels, Plain, folds: 4, seed: 3);
        CrossValidationResult<LabelEvaluation> sparse = CrossValidation.Run(() => new SparseThree(), data.Rows, data.Labels, Plain, folds: 4, seed: 3);
        CrossValidationResult<LabelEvaluation> parallel = CrossValidation.Run(() => new SparseThree(), data.Rows, data.Labels, Plain, 4, 3, maxDegreeOfParallelism: -1);
        Assert.Equal(dense.Loss.Mean, sparse.Loss.Mean, Close);
        Assert.Equal(dense.Accuracy, sparse.Accuracy);
        Assert.Equal(dense.Evaluation.LogLoss, sparse.Evaluation.LogLoss, Close);
        Assert.Equal(sparse.Probabilities.ToArray(), parallel.Probabilities.ToArray());
        for (int fold = 0; fold < 4; fold++) Assert.Equal(dense.Folds[fold].TestRows.ToArray(), sparse.Folds[fold].TestRows.ToArray());

        float[] targets = new float[120 * 7];
        for (int i = 0; i < targets.Length; i++) targets[i] = i * 7919 % 3 == 0 ? 1 : 0;
        Assert.Equal(
            CrossValidation.Run(() => new DenseLabels(), data.Dense, targets, Plain, folds: 3).Loss.Mean,
            CrossValidation.Run(() => new SparseLabels(), data.Rows, targets, Plain, folds: 3).Loss.Mean,
            Close);
        Assert.Throws<ArgumentException>(() => CrossValidation.Run(() => new SparseThree(), data.Rows, data.Labels.AsSpan(1), Plain));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossValidation.Run(() => new SparseThree(), new SparseRows([0, 1, 1], [60], []), [0, 1], Plain, folds: 2));
    }

    [Fact]
    public void Typed_rows_that_become_sparse_are_cross_validated_and_studied()
    {
        SparseReview[] reviews = SparseTypedTests.Reviews(80);
        CrossValidationResult<LabelEvaluation> result = CrossValidation.Run(() => new ReviewModel(), reviews, new() { Epochs = 10, LearningRate = 0.5 }, folds: 4);
        Assert.InRange(result.Accuracy.Mean, 0.85, 1);

        var model = new ReviewModel();
        model.Fit(reviews, new() { Epochs = 10, LearningRate = 0.5 });
        PermutationImportance importance = PermutationImportance.Of(model, reviews, repeats: 3);
        Assert.Equal(["City", "Cook", "Text", "Title", "Price", "Key", "Other"], importance.Features.Select(feature => feature.Name));
        Assert.Contains(importance.Ranked[0].Name, new[] { "City", "Text" });
        Assert.True(importance.Features[0].LossRise.Mean > importance.Features[4].LossRise.Mean, importance.ToString());
        Assert.Equal(model.Loss(reviews), importance.Loss, 1e-9);
        LearningRateRange range = LearningRateRange.Test(new ReviewModel(), reviews, new() { BatchSize = 16 });
        Assert.InRange(range.Suggested, 1e-3, 10); // rows of lengths from 1 to 3: descent converges up to a rate near 2, and learns next to nothing below 0.001
    }

    [Fact]
    public void The_range_test_takes_the_steps_of_dense_rows()
    {
        var data = new SparseData(60, 3, 64, seed: 5);
        TrainingOptions options = Plain with { BatchSize = 16 };
        LearningRateRange dense = LearningRateRange.Test(new DenseThree(), data.Dense, data.Labels, options, minimum: 1e-3, maximum: 1, steps: 20);
        LearningRateRange sparse = LearningRateRange.Test(new SparseThree(), data.Rows, data.Labels, options, minimum: 1e-3, maximum: 1, steps: 20);
        LearningRateRange targets = LearningRateRange.Test(new SparseThree(), data.Rows, data.Targets, options, minimum: 1e-3, maximum: 1, steps: 20);
        Assert.Equal(dense.Points.Count, sparse.Points.Count);
        for (int i = 0; i < dense.Points.Count; i++) Assert.Equal(dense.Points[i].Loss, sparse.Points[i].Loss, Close);
        Assert.NotEqual(targets.Points[5].Loss, sparse.Points[5].Loss);

        TrainingOptions weighted = options with { Loss = new() { SampleWeights = Enumerable.Range(0, 64).Select(i => 1f + (i % 3)).ToArray() } };
        LearningRateRange ofWeighted = LearningRateRange.Test(new SparseThree(), data.Rows, data.Labels, weighted, minimum: 1e-3, maximum: 1, steps: 20);
        Assert.Equal(dense.Points[0].Loss, ofWeighted.Points[0].Loss, Close); // ln 3 whatever the weights
        Assert.NotEqual(dense.Points[5].Loss, ofWeighted.Points[5].Loss, 1e-4);
        Assert.Contains("Standardize", Assert.Throws<ArgumentException>(() => LearningRateRange.Test(new SparseThree(), data.Rows, data.Labels, new() { Standardize = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_per_deviation_are_those_of_dense_rows()
    {
        var data = new SparseData(60, 3, 40, seed: 6);
        var model = new SparseThree();
        model.Fit(data.Rows, data.Labels, Plain);
        var dense = new DenseThree();
        SparseData.ByUnit(model.Parameters, 60, 3).CopyTo(dense.Parameters);
        LinearWeights expected = LinearWeights.Of(dense).PerDeviation(data.Dense), weights = LinearWeights.Of(model).PerDeviation(data.Rows);
        for (int feature = 0; feature < 60; feature++)
        {
            for (int k = 0; k < 3; k++) Assert.Equal(expected[feature, k], weights[feature, k], 1e-6f);
        }

        Assert.Equal("feature 59", weights.FeatureNames[59]);
        Assert.Equal(60, weights.FeatureNames.Count);
        Assert.Equal(weights[17, 2], weights["feature 17", "class 2"]);
        Assert.Throws<ArgumentException>(() => weights["feature 60", "class 2"]);
    }

    /// <summary>Over all permutations each row meets each value equally often, as for dense rows.</summary>
    [Fact]
    public void The_mean_over_many_shuffles_is_that_over_all_pairs_of_rows()
    {
        var data = new SparseData(60, 3, 12, seed: 8, least: 2, most: 6);
        var model = new DenseThree();
        var random = new Random(3);
        foreach (ref float parameter in model.Parameters) parameter = (random.NextSingle() * 4) - 2;
        var sparse = new SparseThree();
        SparseData.ByFeature(model.Parameters, 60, 3).CopyTo(sparse.Parameters);

        int[] counts = [.. Enumerable.Range(0, 60).Select(feature => Enumerable.Range(0, 12).Count(row => data.Dense[(row * 60) + feature] != 0))];
        int common = Array.FindIndex(counts, count => count is >= 2 and <= 6);
        double sum = 0;
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                float[] row = data.Dense[(60 * i)..(60 * (i + 1))];
                row[common] = data.Dense[(60 * j) + common];
                sum += model.Loss(row, data.Labels.AsSpan(i, 1)) / 144;
            }
        }

        const int repeats = 3000;
        PermutationImportance importance = PermutationImportance.Of(sparse, data.Rows, data.Labels, repeats);
        FeatureImportance feature = importance.Features.Single(one => one.Columns[0] == common);
        Assert.InRange(feature.LossRise.Mean + importance.Loss - sum, -5 * feature.LossRise.Deviation / Math.Sqrt(repeats), 5 * feature.LossRise.Deviation / Math.Sqrt(repeats));
        Assert.Equal(counts.Count(count => count > 0), importance.Features.Count);
    }

    [Fact]
    public void Importance_of_groups_of_what_never_occurs_and_of_what_is_everywhere_the_same()
    {
        SparseRows rows = new([0, 2, 4, 5], [0, 7, 0, 8, 0], []);
        var model = new SparseThree();
        model.Parameters[7 * 3] = 2;
        PermutationImportance importance = PermutationImportance.Of(
            model, rows, [0, 1, 2], repeats: 20, groups: [new("both", 7, 8), new("nowhere", 9), new("everywhere", 0)]);
        Assert.Equal(["both", "nowhere", "everywhere"], importance.Features.Select(feature => feature.Name));
        Assert.True(importance.Features[0].LossRise.Mean > 0);
        Assert.Equal(0, importance.Features[1].LossRise.Mean);
        Assert.Equal(0, importance.Features[2].LossRise.Mean, 1e-12);
        Assert.Equal(importance.ToString(), PermutationImportance.Of(
            model, new([0, 2, 4, 5], [0, 7, 0, 8, 0]), [0, 1, 2], repeats: 20, groups: [new("both", 7, 8), new("nowhere", 9), new("everywhere", 0)]).ToString());
        Assert.Contains("both have column 7", Assert.Throws<ArgumentException>(() => PermutationImportance.Of(
            model, new([0, 1], [7]), [0], groups: [new("a", 7), new("b", 7)])).Message, StringComparison.Ordinal);
        Assert.True(PermutationImportance.Of(model, rows, new float[] { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, repeats: 2).Features.Count == 3);
    }

    private static float[] DenseOf(SparseRowList list, int width)
    {
        var dense = new float[list.Count * width];
        SparseRows rows = list.Rows;
        for (int row = 0; row < rows.Count; row++)
        {
            for (int at = rows.Starts[row]; at < rows.Starts[row + 1]; at++) dense[(row * width) + rows.Features[at]] += rows.Values.IsEmpty ? 1 : rows.Values[at];
        }

        return dense;
    }
}
