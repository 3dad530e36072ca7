using LossGen.Tests.Training.Shards;
using Orleans;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>The name of a run is that of one model, set and options; a run that was cancelled goes on; a model is in one run at a time.</summary>
public sealed class RunNameTests(SharedCluster shared) : IClassFixture<SharedCluster>
{
    private static readonly TrainingOptions Short = new() { Epochs = 5, BatchSize = 60, LearningRate = 0.1, Standardize = true };
    private static readonly TrainingOptions Long = Short with { Epochs = 400, Optimizer = Optimizer.Adam() };
    private static readonly TrainingOptions Endless = Short with { Epochs = 1_000_000 };
    private static readonly ShardsReference Dense = new("rows", "dense");

    private static int _runs;

    private readonly InProcessTestCluster _cluster = shared.Cluster;

    /// <summary>A name that no other test has given to a run.</summary>
    private readonly string _run = $"A{Interlocked.Increment(ref _runs)}";

    [Fact]
    public async Task The_name_of_a_run_that_has_ended_is_refused_to_another()
    {
        (ShardClasses first, _) = await _cluster.Client.FitAsync<ShardClasses>(Dense, Short, run: _run);
        await Refused<ShardClasses>(new("rows", "dense unvalidated"), Short, "its shards are created from 'dense', those of this call from 'dense unvalidated'");
        await Refused<ShardClasses>(new("columns", "dense"), Short, "its shards are 'rows', those of this call 'columns'");
        await Refused<ShardNetwork>(Dense, Short, $"its model is {typeof(ShardClasses).FullName}, that of this call {typeof(ShardNetwork).FullName}");
        await Refused<ShardClasses>(Dense, Short with { Epochs = 7 }, "its Epochs is 5, that of this call 7");
        await Refused<ShardClasses>(
            Dense, Short with { Epochs = 7, Optimizer = Optimizer.Adam() },
            $"its Epochs is 5, that of this call 7; its Optimizer is {Short.Optimizer}, that of this call {Optimizer.Adam()}. "
                + "Expected the same model, shards and options, or another name.");
        await Refused<ShardClasses>(Dense, Short with { Loss = new LossOptions { LabelSmoothing = 0.1f } }, "its Loss is not that of this call");
        await Refused<ShardClasses>(Dense, Short with { MaxDegreeOfParallelism = 2 }, "its MaxDegreeOfParallelism is 1, that of this call 2");
        await Refused<ShardClasses>(Dense, new TrainingOptions { Epochs = 5, BatchSize = 60, LearningRate = 0.1 }, "its Standardize is");

        // Where the model starts does not count: who comes again may have a new one.
        var again = new ShardClasses();
        again.Parameters.Fill(0.5f);
        await _cluster.Client.FitAsync(again, Dense, Short, run: _run);
        Assert.Equal(first.Parameters, again.Parameters);
    }

    [Fact]
    public async Task Every_option_that_differs_is_named()
    {
        await _cluster.Client.FitAsync<ShardClasses>(Dense, Short, run: _run);
        TrainingOptions other = Short with
        {
            LearningRate = LearningRateSchedule.Cosine(0.1, 5),
            L1 = 0.1,
            Dropout = 0.1,
            MaxGradientNorm = 1,
            Shuffle = false,
            Seed = 7,
            Tolerance = 0.1,
            Patience = 3,
            TargetLoss = 0.1,
            GradientTolerance = 0.1,
            RestoreBest = false,
            MeasureFinalLoss = false,
            Checkpoint = new("file"),
            Validation = new(new float[20], new int[1]),
            ValidationFraction = 0.1,
        };
        ArgumentException thrown = await Assert.ThrowsAsync<ArgumentException>(() => _cluster.Client.FitAsync<ShardClasses>(Dense, other, run: _run));
        string[] names =
        [
            "LearningRate", "L1", "Dropout", "MaxGradientNorm", "Shuffle", "Seed", "Tolerance", "Patience", "TargetLoss", "GradientTolerance", "RestoreBest",
            "MeasureFinalLoss", "Checkpoint", "Validation", "ValidationFraction",
        ];
        Assert.All(names, name => Assert.Contains($"its {name} is ", thrown.Message));
        Assert.DoesNotContain("its Epochs", thrown.Message);
        Assert.DoesNotContain("its L2", thrown.Message);
    }

    [Fact]
    public async Task Bins_are_what_the_model_is()
    {
        var shards = new ShardsReference("rows", "readings");
        (ShardReadings learned, _) = await _cluster.Client.FitAsync<ShardReadings>(shards, Short, run: _run);
        var own = new ShardReadings { Bins = TrainingSets.Bins };
        ArgumentException thrown = await Assert.ThrowsAsync<ArgumentException>(() => _cluster.Client.FitAsync(own, shards, Short, run: _run));
        Assert.Contains($"its Bins are left to Fit, those of this call {TrainingSets.Bins}", thrown.Message);
        Assert.Equal(new float[own.Parameters.Length], own.Parameters);
        (ShardReadings again, _) = await _cluster.Client.FitAsync<ShardReadings>(shards, Short, run: _run);
        Assert.Equal(learned.Parameters, again.Parameters);
    }

    [Fact]
    public async Task A_run_that_goes_on_is_joined_by_the_same_and_refused_to_another()
    {
        using var end = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        Task<(ShardClasses Model, TrainingResult Result)> first = _cluster.Client.FitAsync<ShardClasses>(
            Dense, Endless, new EpochProgress(_ => begun.TrySetResult()), run: _run, cancellationToken: end.Token);
        await begun.Task;
        await Refused<ShardClasses>(Dense, Short, "its Epochs is 1000000, that of this call 5");
        await Refused<ShardWords>(new("rows", "words"), Endless, "its model is ");
        Assert.False(first.IsCompleted);
        var joined = new TaskCompletionSource();
        Task<(ShardClasses Model, TrainingResult Result)> second = _cluster.Client.FitAsync<ShardClasses>(
            Dense, Endless, new EpochProgress(_ => joined.TrySetResult()), run: _run, cancellationToken: end.Token);
        await joined.Task;
        await end.CancelAsync();
        Assert.Equal((StopReason.Cancelled, StopReason.Cancelled), ((await first).Result.StopReason, (await second).Result.StopReason));
    }

    [Fact]
    public async Task A_cancelled_run_goes_on_from_its_checkpoint()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        TrainingOptions options = Long with { Checkpoint = new(path) };
        try
        {
            TrainingResult cancelled = await Cancelled(_cluster.Client, new ShardClasses(), Dense, options);

            // Another learning rate is another run; another number of threads is not.
            await Refused<ShardClasses>(Dense, options with { LearningRate = 0.2 }, "its LearningRate is ");
            int first = 0;
            Task<(ShardClasses Model, TrainingResult Result)> second = _cluster.Client.FitAsync<ShardClasses>(
                Dense, options with { MaxDegreeOfParallelism = 2 }, new EpochProgress(epoch => first = first == 0 ? epoch.Epoch : first), run: _run);

            // Whoever still asks for the one that was cancelled hears of that one, and cannot cancel the other.
            ITrainingCoordinator coordinator = _cluster.Client.GetGrain<ITrainingCoordinator>(_run);
            while ((await coordinator.Poll(0, 2)).Attempt != 2) await Task.Delay(10);
            await coordinator.Cancel(1);
            RunStatus earlier = await coordinator.Poll(0, 1);
            Assert.Equal((1, StopReason.Cancelled, cancelled.Epochs), (earlier.Attempt, earlier.Result?.StopReason, earlier.Result?.History.Length));

            (ShardClasses model, TrainingResult result) = await second;
            var expected = new ShardClasses();
            expected.Fit(TrainingSets.Create("dense"), Long);
            Assert.Equal(cancelled.Epochs + 1, first);
            Assert.Equal((Long.Epochs, StopReason.EpochsCompleted), (result.Epochs, result.StopReason));
            Assert.Equal(expected.Parameters, model.Parameters);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_model_that_has_learned_its_bins_in_a_cancelled_run_takes_that_up()
    {
        var shards = new ShardsReference("rows", "readings");
        var model = new ShardReadings();
        await Cancelled(_cluster.Client, model, shards, Long);
        Assert.NotNull(model.Bins);
        TrainingResult result = await _cluster.Client.FitAsync(model, shards, Long, run: _run);
        Assert.Equal(StopReason.EpochsCompleted, result.StopReason);
        var expected = new ShardReadings();
        expected.Fit(TrainingSets.Create("readings"), Long);
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    [Fact]
    public async Task A_cancelled_run_without_a_checkpoint_begins_anew()
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(1);
        await Cancelled(cluster.Client, new ShardClasses(), Dense, Long);
        int first = 0;
        (ShardClasses model, TrainingResult result) = await cluster.Client.FitAsync<ShardClasses>(
            Dense, Long, new EpochProgress(epoch => first = first == 0 ? epoch.Epoch : first), run: _run);
        var expected = new ShardClasses();
        expected.Fit(TrainingSets.Create("dense"), Long);
        Assert.Equal((1, StopReason.EpochsCompleted), (first, result.StopReason));
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_begins_changes_nothing()
    {
        var model = new ShardClasses();
        model.Parameters.Fill(0.5f);
        float[] before = [.. model.Parameters];
        TrainingResult result = await _cluster.Client.FitAsync(model, Dense, Short, run: _run, cancellationToken: new CancellationToken(canceled: true));
        TrainingResult local = new ShardClasses().Fit(TrainingSets.Create("dense"), Short, cancellationToken: new CancellationToken(canceled: true));
        Assert.Equal((local.StopReason, local.Epochs, local.Loss, local.ValidationLoss), (result.StopReason, result.Epochs, result.Loss, result.ValidationLoss));
        Assert.Equal((StopReason.Cancelled, 0), (result.StopReason, result.Epochs));
        Assert.Empty(result.History);
        Assert.Equal(before, model.Parameters);

        // Nor has a run begun: the name is free.
        await _cluster.Client.FitAsync<ShardTwo>(new("rows", "two"), Short, run: _run);
    }

    [Fact]
    public async Task A_model_is_in_one_run_at_a_time()
    {
        using var end = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var model = new ShardClasses();
        Task<TrainingResult> first = _cluster.Client.FitAsync(model, Dense, Endless, new EpochProgress(_ => begun.TrySetResult()), cancellationToken: end.Token);
        await begun.Task;
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _cluster.Client.FitAsync(model, Dense, Short));
        Assert.Contains("while FitAsync on other machines is changing it", thrown.Message);
        thrown = Assert.Throws<InvalidOperationException>(() => model.Fit(TrainingSets.Create("dense"), Short));
        Assert.Contains("Fit cannot change the model while FitAsync on other machines is changing it", thrown.Message);
        Assert.Equal(new float[model.Parameters.Length], model.Parameters);
        await end.CancelAsync();
        Assert.Equal(StopReason.Cancelled, (await first).StopReason);

        // It is let go of, also where the run fails.
        await Assert.ThrowsAsync<ClusterTrainingException>(() => _cluster.Client.FitAsync(model, new ShardsReference("columns"), Short));
        model.Fit(TrainingSets.Create("dense"), Short);
        await _cluster.Client.FitAsync(model, Dense, Short);
    }

    private async Task Refused<TModel>(ShardsReference shards, TrainingOptions options, string difference)
        where TModel : class, IClassifier<TModel>, new()
    {
        ArgumentException thrown = await Assert.ThrowsAsync<ArgumentException>(() => _cluster.Client.FitAsync<TModel>(shards, options, run: _run));
        Assert.Equal("run", thrown.ParamName);
        Assert.StartsWith($"The training run '{_run}' is another one: ", thrown.Message);
        Assert.Contains(difference, thrown.Message);
    }

    /// <summary>Cancels the run after its sixth epoch.</summary>
    private async Task<TrainingResult> Cancelled<TModel>(IGrainFactory client, TModel model, ShardsReference shards, TrainingOptions options)
        where TModel : class, IClassifier<TModel>, new()
    {
        using var end = new CancellationTokenSource();
        var progress = new EpochProgress(epoch =>
        {
            if (epoch.Epoch == 6) end.Cancel();
        });
        TrainingResult result = await client.FitAsync(model, shards, options, progress, _run, end.Token);
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.InRange(result.Epochs, 6, Long.Epochs - 1);
        return result;
    }
}
