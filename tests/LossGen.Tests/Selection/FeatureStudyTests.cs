using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Selection;

/// <summary>What a model makes of its features: permutation importance and weights by name.</summary>
public class FeatureStudyTests
{
    [Fact]
    public void A_feature_that_the_model_does_not_use_costs_nothing()
    {
        var model = new Multiclass4x3();
        model.Parameters[2] = 3; // of class 0, feature 2
        model.Parameters[9] = -1; // of class 2, feature 1
        var data = new TestData(1);
        float[] rows = data.Rows(80, 4), copy = rows.ToArray();
        var labels = new int[80];
        model.Predict(rows, labels);
        PermutationImportance importance = PermutationImportance.Of(model, rows, labels, repeats: 4, seed: 2);

        Assert.Equal(copy, rows);
        Assert.Equal(model.Loss(rows, labels), importance.Loss);
        Assert.Equal(["feature 0", "feature 1", "feature 2", "feature 3"], importance.Features.Select(feature => feature.Name));
        Assert.Equal(new MeanAndDeviation(0, 0), importance.Features[0].LossRise);
        Assert.Equal(new MeanAndDeviation(0, 0), importance.Features[3].LossRise);
        Assert.True(importance.Features[2].LossRise.Mean > importance.Features[1].LossRise.Mean && importance.Features[1].LossRise.Mean > 0);
        Assert.Equal(["feature 2", "feature 1", "feature 0", "feature 3"], importance.Ranked.Select(feature => feature.Name));
        Assert.Equal(importance.ToString(), PermutationImportance.Of(model, rows, labels, repeats: 4, seed: 2).ToString());
        Assert.NotEqual(importance.ToString(), PermutationImportance.Of(model, rows, labels, repeats: 4, seed: 3).ToString());
    }

    /// <summary>Over all permutations each row meets each value equally often: the mean over all pairs, Fisher, Rudin and Dominici 2019, section 3.1.</summary>
    [Fact]
    public void The_mean_over_many_shuffles_is_that_over_all_pairs_of_rows()
    {
        var data = new TestData(2);
        var model = new Multiclass4x3();
        data.Numbers(15, 1).CopyTo(model.Parameters);
        float[] rows = data.Rows(6, 4);
        int[] labels = data.Labels(6, 3);
        double sum = 0;
        for (int i = 0; i < 6; i++)
        {
            for (int j = 0; j < 6; j++)
            {
                float[] row = rows[(4 * i)..(4 * i + 4)];
                row[1] = rows[4 * j + 1];
                sum += model.Loss(row, labels.AsSpan(i, 1)) / 36;
            }
        }

        const int repeats = 4000;
        MeanAndDeviation rise = PermutationImportance.Of(model, rows, labels, repeats).Features[1].LossRise;
        Assert.InRange(rise.Mean + model.Loss(rows, labels) - sum, -5 * rise.Deviation / Math.Sqrt(repeats), 5 * rise.Deviation / Math.Sqrt(repeats));
    }

    [Fact]
    public void Columns_of_a_group_keep_together()
    {
        // The loss depends on the difference of two equal columns alone: apart it rises, together it does not.
        var model = new Binary2();
        (model.Parameters[0], model.Parameters[1]) = (5, -5);
        float[] rows = [.. new TestData(3).Rows(40, 1).SelectMany(static x => new[] { x, x })];
        int[] labels = new TestData(3).Labels(40, 2);
        Assert.All(PermutationImportance.Of(model, rows, labels).Features, feature => Assert.True(feature.LossRise.Mean > 0.1));
        FeatureImportance both = PermutationImportance.Of(model, rows, labels, groups: [new FeatureGroup("both", 0, 1)]).Features.Single();
        Assert.Equal("both", both.Name);
        Assert.InRange(both.LossRise.Mean, -1e-6, 1e-6); // 5x - 5x with one rounding
        Assert.Equal([0, 1], both.Columns);
    }

    [Fact]
    public void Members_of_typed_rows_are_shuffled_with_all_their_columns()
    {
        Everything[] rows = [.. Enumerable.Range(0, 24).Select(i => new Everything
        {
            Colour = i % 3 == 0 ? Colour.Red : i % 3 == 1 ? Colour.Green : Colour.Blue, Kind = (byte)(i % 3), Open = i % 2 == 0, Small = (ushort)i,
        })];
        var model = new EverythingModel();
        model.Fit(rows, new TrainingOptions { Epochs = 30, Standardize = true });
        PermutationImportance importance = PermutationImportance.Of(model, rows);
        Assert.Equal(["Second", "First", "Colour", "Open", "Large", "Small"], importance.Features.Select(feature => feature.Name));
        Assert.Equal(3, importance.Features[2].Columns.Count);
        Assert.Equal("Colour", importance.Ranked[0].Name);
        Assert.Contains("\nColour", importance.ToString(), StringComparison.Ordinal);

        Trip trip = FeatureKindTests.Full;
        IReadOnlyList<FeatureGroup> members = FeatureGroup.MembersOf(TripModel.FeatureNames);
        Assert.Equal(["From", "To", "Start", "Duration", "Age", "Distance", "Comfort", "IsReturn", "Reading"], members.Select(group => group.Name));
        Assert.Equal(Enumerable.Range(0, TripModel.FeatureCount), members.SelectMany(group => group.Columns));
        Assert.Equal(9, PermutationImportance.Of(new TripModel(), [trip, trip]).Features.Count);
    }

    [Fact]
    public void Targets_work_as_labels_do()
    {
        var data = new TestData(7);
        var model = new Multiclass4x3();
        data.Numbers(15, 1).CopyTo(model.Parameters);
        float[] rows = data.Rows(30, 4);
        int[] labels = data.Labels(30, 3);
        float[] targets = [.. labels.SelectMany(static label => Enumerable.Range(0, 3).Select(k => k == label ? 1f : 0f))];
        Assert.Equal(
            PermutationImportance.Of(model, rows, labels).Features.Select(feature => feature.LossRise.Mean),
            PermutationImportance.Of(model, rows, targets).Features.Select(feature => feature.LossRise.Mean), (expected, actual) => Math.Abs(expected - actual) < 1e-6);
    }

    [Fact]
    public void Weights_have_the_names_of_features_and_classes()
    {
        var model = new FlowerModel();
        for (int i = 0; i < FlowerModel.ParameterCount; i++) model.Parameters[i] = i - 4;
        LinearWeights weights = LinearWeights.Of(model);
        model.Parameters.Clear(); // a copy
        Assert.Equal(FlowerModel.FeatureNames.ToArray(), weights.FeatureNames);
        for (int k = 0; k < 3; k++)
        {
            for (int j = 0; j < 4; j++)
            {
                Assert.Equal(k * 4 + j - 4, weights[j, k]);
                Assert.Equal(k * 4 + j - 4, weights[FlowerModel.FeatureNames[j], FlowerModel.ClassNames[k]]);
            }

            Assert.Equal(12 + k - 4, weights.Bias(FlowerModel.ClassNames[k]));
        }

        Assert.Equal("""
                            Setosa  Versicolor  Virginica
            PetalWidth     -1.0000      3.0000     7.0000
            PetalLength    -2.0000      2.0000     6.0000
            SepalWidth     -3.0000      1.0000     5.0000
            SepalLength    -4.0000      0.0000     4.0000
            bias            8.0000      9.0000    10.0000
            """.ReplaceLineEndings("\n"), weights.ToString());
    }

    /// <summary>The weight of an amount in cents is small and may count most: it is not shown as 0.</summary>
    [Fact]
    public void A_small_weight_is_not_shown_as_0()
    {
        var model = new FlowerModel();
        (model.Parameters[0], model.Parameters[1], model.Parameters[2], model.Parameters[3]) = (-2.716e-5f, 6e-5f, 0, 1.5e-12f);
        string[] lines = LinearWeights.Of(model).ToString().Split('\n');
        Assert.Equal(["0.0001", "-2.7E-05", "1.5E-12", "0.0000", "0.0000"], lines[1..].Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
    }

    [Fact]
    public void The_one_logit_of_two_classes_is_the_second_ones()
    {
        var model = new Binary2();
        (model.Parameters[0], model.Parameters[1], model.Parameters[2]) = (2, -3, 0.5f);
        LinearWeights weights = LinearWeights.Of(model);
        Assert.Equal((2, -2, 3), (weights["feature 0", "class 1"], weights["feature 0", "class 0"], weights[1, 0]));
        Assert.Equal((0.5f, -0.5f), (weights.Bias("class 1"), weights.Bias("class 0")));

        // By standard deviations: those of 0, 0, 4 and 1, 1, 1, 1 over four rows
        LinearWeights scaled = weights.PerDeviation([0, 1, 0, 1, 0, 1, 4, 1]);
        Assert.Equal(2 * Math.Sqrt(3), scaled[0, 1], 6);
        Assert.Equal(0, scaled[1, 1]);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        var model = new Multiclass4x3();
        Says<ArgumentOutOfRangeException>("repeats is 0", () => PermutationImportance.Of(model, new float[4], new int[1], repeats: 0));
        Says<ArgumentException>("Row 0, column 3 is NaN", () => PermutationImportance.Of(model, new float[] { 0, 0, 0, float.NaN }, new int[1]));
        Says<ArgumentOutOfRangeException>("The group 'pair' has column 4; expected 0 to 3.", () => PermutationImportance.Of(model, new float[4], new int[1], groups: [new FeatureGroup("pair", 1, 4)]));
        Says<ArgumentException>("groups is empty", () => PermutationImportance.Of(model, new float[4], new int[1], groups: []));
        Says<ArgumentException>("The group 'none' has no column", () => new FeatureGroup("none"));
        Says<ArgumentException>("has hidden layers", () => LinearWeights.Of(new Tanh2x4x2()));
        LinearWeights weights = LinearWeights.Of(new FlowerModel());
        Says<ArgumentException>("No class is named 'Rose'; expected one of (Setosa, Versicolor, Virginica).", () => weights["SepalLength", "Rose"].ToString());
        Says<ArgumentException>("No feature is named 'Height'", () => weights["Height", "Setosa"].ToString());
        Says<ArgumentOutOfRangeException>("feature is 4; expected 0 to 3.", () => weights[4, 0].ToString());

        static void Says<TException>(string message, Action action)
            where TException : Exception => Assert.Contains(message, Assert.Throws<TException>(action).Message, StringComparison.Ordinal);
    }
}
