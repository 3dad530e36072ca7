using LossGen.Tests.Files;
using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.Training;

/// <summary>What a run says that began with parameters from which no rate leads away, and by what names advice calls things.</summary>
public sealed class StartAdviceTests
{
    private static readonly Employee[] Staff = [.. Enumerable.Range(0, 500).Select(static i => Of(i, (Level)(i * 7 % 3)))];

    [Fact]
    public void A_second_run_from_ruined_parameters_says_that_they_are_the_cause_and_what_gives_others()
    {
        var model = new EmployeeModel();
        TrainingResult first = model.Fit(Staff, new() { LearningRate = 0.1 });
        Assert.True(first.Loss > 1000, first.ToString());
        Assert.DoesNotContain(first.Advice, static one => one.StartsWith("Training began", StringComparison.Ordinal));
        Assert.Contains(first.Advice, static one => one.Contains("a tenth of the learning rate", StringComparison.Ordinal));

        foreach (TrainingOptions? options in new[] { null, new() { LearningRate = 0.01 }, new TrainingOptions { LearningRate = 0.01, Standardize = true } })
        {
            EmployeeModel again = model.Clone();
            TrainingResult second = again.Fit(Staff, options);
            if (second.Loss < first.Loss / 1000) continue;
            Assert.Matches(@"^Training began at a loss of \d\S* nats, .* knows nothing has 1\.099: start from a new model \(new EmployeeModel\(\)\)\.$", second.Advice[0]);
            Assert.DoesNotContain(second.Advice, static one => one.Contains("tenth", StringComparison.Ordinal));
            Assert.Single(second.Advice, static one => one.StartsWith("Training began", StringComparison.Ordinal));
        }

        // The settings that a run takes by itself do not lead back either.
        Assert.StartsWith("Training began", model.Clone().Fit(Staff).Advice[0], StringComparison.Ordinal);
        Assert.Empty(new EmployeeModel().Fit(Staff).Advice);
    }

    [Fact]
    public void A_run_that_finds_its_way_from_a_bad_start_says_nothing()
    {
        Synthetic set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);
        var model = new Multiclass4x3();
        model.Parameters[0] = 100;
        model.Parameters[1] = -100;
        Assert.True(model.Loss(set.Rows, set.Labels) > 11);
        Assert.Empty(model.Fit(set.Rows, set.Labels, new() { Optimizer = Optimizer.Lbfgs(), L2 = 0.01 }).Advice);
    }

    [Fact]
    public void Every_method_knows_where_it_began()
    {
        Synthetic set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);
        foreach (Optimizer optimizer in new[] { Optimizer.GradientDescent(), Optimizer.Adam(), Optimizer.Lbfgs() })
        {
            var model = new Multiclass4x3();
            model.Parameters.Fill(0);
            model.Parameters[..12].Fill(1e-3f);
            for (int j = 0; j < 4; j++) model.Parameters[j] = 1e9f;
            TrainingResult result = model.Fit(set.Rows, set.Labels, new() { Optimizer = optimizer, LearningRate = 1e-3, Epochs = 3, L2 = 0, Standardize = false });
            Assert.Matches(@"^Training began at a loss of (\d{7,9}|\d\S*E\+09) nats, from the parameters that the model had, .* start from a new model\.$", result.Advice[0]);
        }
    }

    [Fact]
    public void Batches_from_a_source_and_sparse_rows_know_it_as_well()
    {
        Synthetic set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);
        var model = new Multiclass4x3();
        model.Parameters[..4].Fill(1e9f);
        TrainingResult result = model.Fit([new TrainingBatch(set.Rows, set.Labels)], new() { LearningRate = 1e-3, Epochs = 3, Standardize = false });
        Assert.StartsWith("Training began at a loss of ", result.Advice[0], StringComparison.Ordinal);

        var sparse = new RuinedSparse();
        var rows = new SparseRowList();
        for (int i = 0; i < 60; i++) rows.Add([i % 3], [1f]);
        int[] labels = [.. Enumerable.Range(0, 60).Select(static i => i % 3)];
        Assert.Empty(new RuinedSparse().Fit(rows.Rows, labels).Advice);
        for (int k = 0; k < 3; k++) sparse.Parameters[(k * 3) + ((k + 1) % 3)] = 1e9f;
        Assert.StartsWith("Training began at a loss of 1E+09 nats", sparse.Fit(rows.Rows, labels, new() { LearningRate = 0.1 }).Advice[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_goes_on_from_a_checkpoint_says_the_same()
    {
        using var folder = new TemporaryFolder();
        Synthetic set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);
        var options = new TrainingOptions { LearningRate = 1e-3, Epochs = 5, Standardize = false };
        IReadOnlyList<string> undisturbed = Ruined().Fit(set.Rows, set.Labels, options).Advice;
        Assert.StartsWith("Training began", undisturbed[0], StringComparison.Ordinal);
        options = options with { Checkpoint = new(folder.PathOf("run")) };
        var killed = new EpochProgress(static epoch => { if (epoch.Epoch == 3) throw new TimeoutException(); });
        Assert.Throws<TimeoutException>(() => Ruined().Fit(set.Rows, set.Labels, options, killed));
        Assert.Equal(undisturbed, Ruined().Fit(set.Rows, set.Labels, options).Advice);
        Assert.Equal(undisturbed, Ruined().Fit(set.Rows, set.Labels, options).Advice);

        static Multiclass4x3 Ruined()
        {
            var model = new Multiclass4x3();
            model.Parameters[..4].Fill(1e9f);
            return model;
        }
    }

    [Fact]
    public void A_network_that_no_gradient_reaches_says_so_and_names_Initialize()
    {
        Synthetic set = Synthetic.Binary(2, 300, 30, strength: 1);
        foreach (Optimizer optimizer in new[] { Optimizer.GradientDescent(), Optimizer.Adam(), Optimizer.Lbfgs() })
        {
            HiddenBinary30 dead = Dead();
            TrainingResult result = dead.Fit(set.Rows, set.Labels, new() { Optimizer = optimizer, Epochs = 30 });
            string advice = Assert.Single(result.Advice);
            Assert.StartsWith("No gradient reaches the hidden layers", advice, StringComparison.Ordinal);
            Assert.EndsWith("start from a new model or call Initialize(seed), and take a smaller learning rate if that ends so too.", advice, StringComparison.Ordinal);

            dead.Initialize(1);
            Assert.Empty(dead.Fit(set.Rows, set.Labels).Advice);
        }
    }

    [Fact]
    public void A_dead_network_whose_output_diverged_is_not_said_to_know_how_frequent_classes_are()
    {
        Synthetic set = Synthetic.Binary(2, 300, 30, strength: 1);
        TrainingResult result = Dead().Fit(set.Rows, set.Labels, new() { LearningRate = 1e4, Epochs = 5 });
        string advice = Assert.Single(result.Advice);
        Assert.True(result.Loss > 1);
        Assert.StartsWith("No gradient reaches the hidden layers", advice, StringComparison.Ordinal);
        Assert.Contains(" nats, is above the ", advice, StringComparison.Ordinal);
        Assert.DoesNotContain("stays at", advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_learns_nothing_although_gradients_reach_it_is_not_said_to_be_dead()
    {
        Synthetic noise = Synthetic.Binary(2, 300, 30, strength: 0), set = Synthetic.Binary(2, 300, 30, strength: 1);
        Assert.DoesNotContain("No gradient", new HiddenBinary30().Fit(noise.Rows, noise.Labels, new() { Epochs = 3 }).ToString(), StringComparison.Ordinal);

        // As new: the last layer is 0 and lets nothing through, but has a gradient of its own.
        var penalised = new TrainingOptions { L1 = 10, Epochs = 50 };
        Assert.DoesNotContain("No gradient", new HiddenBinary30().Fit(set.Rows, set.Labels, penalised).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("No gradient", new HiddenBinary30().Fit(set.Rows, set.Labels, new() { LearningRate = 1e-9, Epochs = 3 }).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_that_are_all_of_one_class_are_not_compared_with_a_loss_of_0()
    {
        Synthetic set = Synthetic.Multiclass(1, 300, 4, 3, strength: 1.5);
        TrainingResult result = new Multiclass4x3().Fit(set.Rows, new int[300], new() { Epochs = 1, LearningRate = 0.01 });
        Assert.True(result.Loss > 0.1);
        Assert.Equal(["No row is of the classes 1, 2: the model learns never to predict them."], result.Advice);
    }

    [Fact]
    public void Advice_calls_classes_and_features_by_their_names()
    {
        Employee[] noSenior = [.. Staff.Select(static one => one.Level == Level.Senior ? one with { Level = Level.Junior } : one)];
        Assert.Contains("No row is of class Senior: the model learns never to predict it.", new EmployeeModel().Fit(noSenior).Advice);
        Assert.Contains(
            new EmployeeModel().Fit(Staff, new() { LearningRate = 0.1 }).Advice,
            static one => one.StartsWith("Feature Salary is ", StringComparison.Ordinal) && one.Contains("times as large as feature Age, ", StringComparison.Ordinal));

        // Names that the declaration of an untyped model gives; a copy has them too.
        float[] rows = [.. Enumerable.Range(0, 60).Select(static i => (float)(i % 2))];
        int[] labels = [.. Enumerable.Range(0, 60).Select(static i => i % 2)];
        Assert.Contains("No row is of class good: the model learns never to predict it.", new GradeModel().Fit(rows, labels).Advice);
        Assert.Contains("No row is of class good: the model learns never to predict it.", new GradeModel().Clone().Fit(rows, labels).Advice);
        TrainingResult result = new GradeModel().Fit([.. rows.Select(static x => 300 + (50 * x))], labels, new() { LearningRate = 0.1 });
        Assert.Contains(result.Advice, static one => one.StartsWith("Feature effort is of size ", StringComparison.Ordinal));
    }

    private static HiddenBinary30 Dead()
    {
        var model = new HiddenBinary30(3);
        LayerShape first = HiddenBinary30.Layers[0], last = HiddenBinary30.Layers[1];
        model.Parameters.Slice(first.Biases, first.Units).Fill(-1e6f);
        model.Parameters.Slice(last.Weights, last.Inputs).Fill(0.5f);
        return model;
    }

    private static Employee Of(int i, Level level) => new(20 + (i * 13 % 45) + (5 * (int)level), 25_000 + (i * 7919 % 30_000) + (20_000 * (int)level), level);
}

internal enum Level
{
    Junior,
    Regular,
    Senior,
}

internal sealed record Employee([Feature] double Age, [Feature] double Salary, [Label] Level Level);

[CrossEntropyModel<Employee>]
internal sealed partial class EmployeeModel;

[CrossEntropyModel(features: 1, classes: 3)]
internal sealed partial class GradeModel
{
    private static readonly string[] Features = ["effort"], Classes = ["poor", "fair", "good"];

    public static ReadOnlySpan<string> FeatureNames => Features;

    public static ReadOnlySpan<string> ClassNames => Classes;
}

[CrossEntropyModel(features: 3, classes: 3, Sparse = true)]
internal sealed partial class RuinedSparse;
