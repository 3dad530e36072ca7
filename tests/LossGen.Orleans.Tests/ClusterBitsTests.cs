using LossGen.Tests.Training.Shards;
using Orleans.TestingHost;
using Xunit;

namespace LossGen.Orleans.Tests;

/// <summary>Two, three and five silos give the bits of one thread; also when one joins or leaves in the middle.</summary>
public sealed class ClusterBitsTests
{
    [Fact]
    public Task Three_silos_give_the_bits_of_one_thread() => Same(3);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(2)]
    [InlineData(5)]
    public Task So_do_fewer_and_more(short silos) => Same(silos);

    [Fact]
    public void Four_threads_give_the_bits_of_one()
    {
        foreach (Combination combination in Combination.All) Runs.Same(combination.Expected, combination.Local(threads: 4), combination.ToString());

        // They are different runs: only L-BFGS has the same bits on shards that are streamed.
        Combination[] different = [.. Combination.All.Where(static combination => combination is not { Method: "lbfgs", IsStreamed: true })];
        Assert.Equal(different.Length, different.Select(static combination => string.Join(' ', combination.Expected.Parameters)).Distinct().Count());
    }

    [Fact]
    public async Task A_silo_that_is_killed_and_one_that_joins_change_nothing()
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(3);
        var expected = new ShardNetwork();
        var options = new TrainingOptions { Epochs = 120, BatchSize = 60, Optimizer = Optimizer.Adam() };
        expected.Fit(TrainingSets.Create("dense"), options);
        Task? disturbance = null;

        // Three runs at the same time.
        Task<(ShardTexts Model, TrainingResult Result)> texts = cluster.Client.FitAsync<ShardTexts>(new("texts", "streamed"), options);
        Task<(ShardReadings Model, TrainingResult Result)> readings = cluster.Client.FitAsync<ShardReadings>(new("rows", "readings"), options);
        (ShardNetwork model, TrainingResult result) = await cluster.Client.FitAsync<ShardNetwork>(new("rows", "dense"), options, new EpochProgress(epoch =>
        {
            if (epoch.Epoch == 20) disturbance = Disturb();
        }));
        Assert.Equal(120, result.Epochs);
        Assert.NotNull(disturbance);
        await disturbance;
        Assert.Equal(expected.Parameters, model.Parameters);
        var expectedTexts = new ShardTexts();
        expectedTexts.Fit(TrainingSets.CreateTexts("streamed"), options);
        ShardTexts ofTexts = (await texts).Model;
        Assert.Equal(expectedTexts.Parameters, ofTexts.Parameters);
        var expectedReadings = new ShardReadings();
        expectedReadings.Fit(TrainingSets.Create("readings"), options);
        ShardReadings ofReadings = (await readings).Model;
        Assert.Equal(expectedReadings.Parameters, ofReadings.Parameters);

        async Task Disturb()
        {
            await cluster.KillSiloAsync(cluster.Silos[1]);
            await cluster.StartAdditionalSiloAsync();
        }
    }

    [Fact]
    public async Task A_cancelled_run_ends_as_its_last_finished_epoch_left_it()
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(2);
        var options = new TrainingOptions { Epochs = 100_000, BatchSize = 60, LearningRate = LearningRateSchedule.Constant(0.1), Standardize = true };
        using var end = new CancellationTokenSource();
        (ShardClasses model, TrainingResult result) = await cluster.Client.FitAsync<ShardClasses>(
            new("rows", "dense"), options, new EpochProgress(epoch => { if (epoch.Epoch == 5) end.Cancel(); }), cancellationToken: end.Token);
        Assert.Equal(StopReason.Cancelled, result.StopReason);
        Assert.InRange(result.Epochs, 5, 99_999);
        var expected = new ShardClasses();
        expected.Fit(TrainingSets.Create("dense"), options with { Epochs = result.Epochs, RestoreBest = true });
        Assert.Equal(expected.Parameters, model.Parameters);
    }

    private static async Task Same(short silos)
    {
        await using InProcessTestCluster cluster = await Clusters.StartAsync(silos);
        foreach (string name in Runs.Names)
        {
            var seen = new List<int>();
            (float[], TrainingResult) expected = Runs.Local(name);
            int created = TrainingSets.Created;
            Runs.Same(expected, await Runs.On(cluster.Client, name, new EpochProgress(epoch => seen.Add(epoch.Epoch))));
            Assert.Equal(Enumerable.Range(1, expected.Item2.Epochs), seen);

            // All silos have computed.
            Assert.True(TrainingSets.Created - created >= silos + 1);
        }

        foreach (Combination combination in Combination.All)
        {
            // Some with one thread on each silo, some with two.
            int threads = 1 + (combination.Setting.Length % 2);
            Runs.Same(combination.Expected, await combination.On(cluster.Client, threads), combination.ToString());
        }
    }
}
