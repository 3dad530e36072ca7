using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>A run is given up between two batches of a shard, in whatever pass it is read.</summary>
public sealed class ShardCancellationTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 4, BatchSize = 20, LearningRate = 0.1, Standardize = false };

    public static TheoryData<string, string, int, int> Cases()
    {
        var cases = new TheoryData<string, string, int, int>();
        foreach (string model in new[] { nameof(ShardClasses), nameof(ShardWords), nameof(ShardTexts) })
        {
            foreach (int threads in new[] { 1, 2 })
            {
                // The first reading opens the shard; where it is streamed, each epoch reads it once more.
                cases.Add(model, "kept", 1, threads);
                foreach (string method in new[] { "steps", "whole", "lbfgs" })
                {
                    cases.Add(model, method, 1, threads);
                    cases.Add(model, method, 2, threads);
                }

                cases.Add(model, "steps", 3, threads);
                cases.Add(model, "whole", 3, threads);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_batch_is_asked_for_once_the_run_is_cancelled(string model, string method, int reading, int threads)
    {
        TrainingOptions options = Short with { MaxDegreeOfParallelism = threads, BatchSize = method == "whole" ? 0 : 20 };
        if (method == "lbfgs") options = options with { Optimizer = Optimizer.Lbfgs() };
        int window = method == "kept" ? 0 : 8;
        foreach (bool throws in new[] { false, true })
        {
            using var end = new CancellationTokenSource();
            var watch = new Watch(reading, end.Cancel, throws ? end.Token.ThrowIfCancellationRequested : null);
            (TrainingResult result, bool isSame) = model switch
            {
                nameof(ShardClasses) => Run(new ShardClasses(), (m, o, t) => m.Fit(new Rows(Create(false), watch), o, cancellationToken: t), (m, o) => m.Fit(Create(false), o)),
                nameof(ShardWords) => Run(new ShardWords(), (m, o, t) => m.Fit(new Rows(Create(true), watch), o, cancellationToken: t), (m, o) => m.Fit(Create(true), o)),
                _ => Run(new ShardTexts(), (m, o, t) => m.Fit(new Texts(Tokens(), watch), o, cancellationToken: t), (m, o) => m.Fit(Tokens(), o)),
            };
            Assert.Equal((StopReason.Cancelled, Math.Max(reading - 2, 0)), (result.StopReason, result.Epochs));
            Assert.True(isSame);

            // Another thread may have asked for a batch just before.
            Assert.InRange(watch.Late, 0, threads - 1);

            (TrainingResult, bool) Run<TModel>(TModel trained, Func<TModel, TrainingOptions, CancellationToken, TrainingResult> fit, Action<TModel, TrainingOptions> undisturbed)
                where TModel : class, IClassifier<TModel>, new()
            {
                TrainingResult cut = fit(trained, options, end.Token);
                var expected = new TModel();
                if (cut.Epochs > 0) undisturbed(expected, options with { Epochs = cut.Epochs });
                return (cut, expected.Parameters.SequenceEqual(trained.Parameters));
            }
        }

        TestShards Create(bool sparse) => new([90, 61, 70], sparse) { RowsInMemory = window };

        TestTexts Tokens() => new([90, 61, 70]) { TokensInMemory = window };
    }

    [Fact]
    public void A_shard_that_is_cancelled_by_somebody_else_is_a_fault()
    {
        using var run = new CancellationTokenSource();
        var shards = new Rows(new TestShards([30, 30, 30]), new Watch(1, static () => throw new OperationCanceledException("the download was given up")));
        ShardException fault = Assert.Throws<ShardException>(() => new ShardClasses().Fit(shards, Short, cancellationToken: run.Token));
        Assert.Equal("Shard 0 on this machine: the download was given up", fault.Message);
    }

    /// <summary>Does something at the third batch of one reading of the first shard, and counts the batches that are asked for after that.</summary>
    private sealed class Watch(int reading, Action act, Action? afterwards = null)
    {
        private int _readings;
        private int _late;
        private bool _hasActed;

        public int Late => _late;

        public IEnumerable<T> Of<T>(int shard, IEnumerable<T> batches)
        {
            if (Volatile.Read(ref _hasActed)) Interlocked.Increment(ref _late);
            bool acts = shard == 0 && ++_readings == reading;
            int at = 0;
            foreach (T batch in batches)
            {
                if (at > 0 && Volatile.Read(ref _hasActed)) Interlocked.Increment(ref _late);
                if (acts && at == 2)
                {
                    act();
                    Volatile.Write(ref _hasActed, true);
                    afterwards?.Invoke();
                }

                at++;
                yield return batch;
            }
        }
    }

    private sealed class Rows(TestShards shards, Watch watch) : ITrainingShards
    {
        public int Count => shards.Count;

        public int RowsInMemory => shards.RowsInMemory;

        public IEnumerable<TrainingBatch> Read(int shard) => watch.Of(shard, shards.Read(shard));
    }

    private sealed class Texts(TestTexts texts, Watch watch) : ITokenShards
    {
        public int Count => texts.Count;

        public int TokensInMemory => texts.TokensInMemory;

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard) => watch.Of(shard, texts.Read(shard));
    }
}
