using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>An epoch whose validation ends too early is not finished: the model has nothing of it, whatever it is trained on.</summary>
public sealed class ShardValidationFaultTests
{
    private static readonly TrainingOptions Short = new() { Epochs = 4, BatchSize = 20, LearningRate = 0.05, RestoreBest = false, MeasureFinalLoss = false };

    private static readonly string[] Models =
    [
        nameof(ShardClasses), nameof(ShardLabels), nameof(ShardNetwork), nameof(ShardNumbers), nameof(ShardReadings),
        nameof(ShardWords), nameof(ShardWordNetwork), nameof(ShardTexts),
    ];

    public static TheoryData<string, bool, bool> Cases()
    {
        var cases = new TheoryData<string, bool, bool>();
        foreach (string model in Models)
        {
            foreach (bool standardize in ShardBitsTests.IsSparse(model) || model == nameof(ShardTexts) ? [false] : new[] { false, true })
            {
                cases.Add(model, standardize, false);
                cases.Add(model, standardize, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_model_stays_as_the_last_finished_epoch_left_it(string model, bool standardize, bool reports)
    {
        switch (model)
        {
            case nameof(ShardClasses): Check<ShardClasses>(Rows(model), standardize, reports); break;
            case nameof(ShardLabels): Check<ShardLabels>(Rows(model), standardize, reports); break;
            case nameof(ShardNetwork): Check<ShardNetwork>(Rows(model), standardize, reports); break;
            case nameof(ShardNumbers): Check<ShardNumbers>(Rows(model), standardize, reports); break;
            case nameof(ShardReadings): Check<ShardReadings>(Rows(model), standardize, reports); break;
            case nameof(ShardWords): Check<ShardWords>(Rows(model), standardize, reports); break;
            case nameof(ShardWordNetwork): Check<ShardWordNetwork>(Rows(model), standardize, reports); break;
            default: CheckTexts(reports); break;
        }
    }

    private static Func<TestShards> Rows(string model) => () => ShardBitsTests.Shards(model, [30, 41, 25], forValidation: 1, window: 7);

    private static void Check<TModel>(Func<TestShards> create, bool standardize, bool reports)
        where TModel : class, IClassifier<TModel>, new()
    {
        TrainingOptions options = Short with { Standardize = standardize };
        Check<TModel>(
            (model, fault, progress, token) => model.Fit(new FailingRows(create(), fault), options, progress, token),
            (model, epochs) => model.Fit(create(), options with { Epochs = epochs }),
            reports);
    }

    private static void CheckTexts(bool reports)
    {
        static TestTexts Create() => new([60, 71, 45]) { ForValidation = 1, TokensInMemory = 9 };
        Check<ShardTexts>(
            (model, fault, progress, token) => model.Fit(new FailingTexts(Create(), fault), Short, progress, token),
            (model, epochs) => model.Fit(Create(), Short with { Epochs = epochs }),
            reports);
    }

    private static void Check<TModel>(
        Func<TModel, Fault, IProgress<TrainingProgress>?, CancellationToken, TrainingResult> fit, Func<TModel, int, TrainingResult> undisturbed, bool reports)
        where TModel : class, IClassifier<TModel>, new()
    {
        // The first reading opens the shard; each epoch reads it once.
        for (int finished = 0; finished < 3; finished++)
        {
            TModel start = Start<TModel>(), expected = Start<TModel>();
            if (finished > 0) undisturbed(expected, finished);
            int reported = 0;
            EpochProgress? progress = reports ? new EpochProgress(epoch => reported = epoch.Epoch) : null;

            ShardException thrown = Assert.Throws<ShardException>(() => fit(start, new Fault(finished + 2, () => throw new IOException("the disk is gone")), progress, default));
            Assert.Contains("the disk is gone", thrown.Message);
            Same(expected, start);
            if (reports) Assert.Equal(finished, reported);

            // The same where the shard looks at the token.
            TModel cut = Start<TModel>();
            using var end = new CancellationTokenSource();
            TrainingResult result = fit(cut, new Fault(finished + 2, () =>
            {
                end.Cancel();
                end.Token.ThrowIfCancellationRequested();
            }), progress, end.Token);
            Assert.Equal((StopReason.Cancelled, finished), (result.StopReason, result.Epochs));
            Assert.Equal(finished > 0 ? result.History[^1].ValidationLoss : double.NaN, result.ValidationLoss);
            Same(expected, cut);
            if (reports) Assert.Equal(finished, reported);
        }
    }

    private static TModel Start<TModel>()
        where TModel : class, IClassifier<TModel>, new()
    {
        var model = new TModel();
        for (int i = 0; i < model.Parameters.Length; i++) model.Parameters[i] = (((i * 7) % 11) - 5) / 50f;
        return model;
    }

    private static void Same<TModel>(TModel expected, TModel model)
        where TModel : class, IClassifier<TModel>
    {
        Assert.Equal(expected.Parameters, model.Parameters);
        if (expected is not IBinnedModel binned) return;
        Bins? bins = ((IBinnedModel)model).Bins;
        Assert.Equal(binned.Bins is null, bins is null);
        if (bins is not null) Assert.True(bins.IsSameAs(binned.Bins!));
    }

    private sealed record Fault(int Reading, Action Throw);

    private sealed class FailingRows(TestShards shards, Fault fault) : ITrainingShards
    {
        private int _readings;

        public int Count => shards.Count;

        public int RowsInMemory => shards.RowsInMemory;

        public bool IsForValidation(int shard) => shards.IsForValidation(shard);

        public IEnumerable<TrainingBatch> Read(int shard)
        {
            int batches = 0;
            bool fails = IsForValidation(shard) && ++_readings == fault.Reading;
            foreach (TrainingBatch batch in shards.Read(shard))
            {
                if (fails && batches++ == 1) fault.Throw();
                yield return batch;
            }
        }
    }

    private sealed class FailingTexts(TestTexts texts, Fault fault) : ITokenShards
    {
        private int _readings;

        public int Count => texts.Count;

        public int TokensInMemory => texts.TokensInMemory;

        public bool IsForValidation(int shard) => texts.IsForValidation(shard);

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard)
        {
            int blocks = 0;
            bool fails = IsForValidation(shard) && ++_readings == fault.Reading;
            foreach (ReadOnlyMemory<int> block in texts.Read(shard))
            {
                if (fails && blocks++ == 1) fault.Throw();
                yield return block;
            }
        }
    }
}
