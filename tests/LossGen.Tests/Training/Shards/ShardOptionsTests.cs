using LossGen.Training;
using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>Options arrive on another machine as they were given, what is not set unset; steps take each row once.</summary>
public sealed class ShardOptionsTests
{
    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Given().Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Options_are_the_same_after_the_way(int number)
    {
        TrainingOptions given = Given()[number];
        TrainingOptions arrived = ShardTraining.OptionsOf(ShardTraining.ToBytes(given));
        Assert.Equal(given.ToString(), arrived.ToString());
        Assert.Equal(given.Unset, arrived.Unset);
        Assert.Equal(given with { Loss = null, Validation = null, Checkpoint = null }, arrived with { Loss = null, Validation = null, Checkpoint = null });
        Assert.Equal(given.Checkpoint?.ToString(), arrived.Checkpoint?.ToString());
        if (given.Loss is { } loss) Assert.Equal(loss.ClassWeights.ToArray(), arrived.Loss!.ClassWeights.ToArray());
        if (given.Validation is { } set)
        {
            Assert.Equal(set.ToString(), arrived.Validation!.ToString());
            Assert.Equal(set.Rows.ToArray(), arrived.Validation.Rows.ToArray());
            Assert.Equal(set.Labels.ToArray(), arrived.Validation.Labels.ToArray());
            Assert.Equal(set.Targets.ToArray(), arrived.Validation.Targets.ToArray());
            Assert.Equal(set.Tokens.ToArray(), arrived.Validation.Tokens.ToArray());
            Assert.Equal(set.SampleWeights.ToArray(), arrived.Validation.SampleWeights.ToArray());
            Assert.Equal(set.Bins is null, arrived.Validation.Bins is null);
            if (set.Bins is { } bins) Assert.True(bins.IsSameAs(arrived.Validation.Bins!));
        }
    }

    [Fact]
    public void What_cannot_travel_is_named()
    {
        var custom = new TrainingOptions { LearningRate = LearningRateSchedule.Custom(static _ => 0.1) };
        Assert.Contains("LearningRate", Assert.Throws<NotSupportedException>(() => ShardTraining.ToBytes(custom)).Message);
        Assert.Contains("Adversary", Assert.Throws<NotSupportedException>(() => ShardTraining.ToBytes(new() { Adversary = Adversary.Fgsm(0.1) })).Message);
        byte[] bytes = ShardTraining.ToBytes(new());
        Assert.Throws<InvalidDataException>(() => ShardTraining.OptionsOf(bytes.AsSpan(0, bytes.Length - 1)));
        bytes[4] = (byte)'9';
        Assert.Contains("expected the same version", Assert.Throws<InvalidDataException>(() => ShardTraining.OptionsOf(bytes)).Message);
    }

    [Theory]
    [InlineData(new[] { 100, 100, 100, 100 }, 32)]
    [InlineData(new[] { 1, 1000, 3, 17 }, 10)]
    [InlineData(new[] { 5 }, 1)]
    [InlineData(new[] { 0, 7, 0, 9 }, 3)]
    [InlineData(new[] { 64, 64, 64, 64, 64, 64, 64, 64 }, 1)]
    [InlineData(new[] { 64, 64, 64, 64, 64, 64, 64, 64 }, 12)]
    [InlineData(new[] { 2_000_000_000, 2_000_000_000, 1 }, 1_000_000)]
    public void Steps_take_each_row_once_and_about_as_many_rows_each(int[] rows, int batchSize)
    {
        var plan = new StepPlan(rows, batchSize);
        Assert.Equal((rows.Sum(static count => (long)count) + batchSize - 1) / batchSize, plan.Steps);
        for (int shard = 0; shard < rows.Length; shard++)
        {
            Assert.Equal(0, plan.First(shard, 0));
            Assert.Equal(rows[shard], plan.First(shard, plan.Steps));
            for (long step = 0; step < plan.Steps; step++) Assert.InRange(plan.Count(shard, step), 0, plan.Most(shard));
        }

        // Of shards of one size each step has the batch, or one row less or more where the shards give a fraction of a row.
        bool isEven = rows.Distinct().Count() == 1;
        int slack = isEven ? 1 : rows.Length;
        for (long step = 0; step < plan.Steps; step++) Assert.InRange(plan.RowsOf(step), (plan.Rows / plan.Steps) - slack, (plan.Rows / plan.Steps) + 1 + slack);
    }

    private static TrainingOptions[] Given() =>
    [
        new(),
        new() { Epochs = 7, BatchSize = 0, LearningRate = 0.25, L2 = 0, L1 = 0.5, Seed = -3, Shuffle = false, RestoreBest = false, MeasureFinalLoss = false },
        new() { Standardize = false, Optimizer = Optimizer.AdamW(0.1, 0.8, 0.95, 1e-6), LearningRate = LearningRateSchedule.Cosine(0.1, 9, 0.001), MaxDegreeOfParallelism = -1 },
        new() { Optimizer = Optimizer.GradientDescent(0.9, nesterov: true), LearningRate = LearningRateSchedule.StepDecay(0.1, 0.5, 3), Dropout = 0.25, MaxGradientNorm = 2 },
        new() { Optimizer = Optimizer.Adam(0.8, 0.95, 1e-6), LearningRate = LearningRateSchedule.ExponentialDecay(0.1, 0.01), Patience = 4, Tolerance = 1e-3, TargetLoss = 0.1 },
        new() { Optimizer = Optimizer.RmsProp(0.9, 1e-7), LearningRate = LearningRateSchedule.TimeDecay(0.1, 0.01), Standardize = true },
        new() { Optimizer = Optimizer.AdaGrad(1e-7), LearningRate = LearningRateSchedule.ReduceOnPlateau(0.1, 0.5, 2, 0.001) },
        new() { Loss = new() { ClassWeights = new float[] { 1, 2 }, LabelSmoothing = 0.1f, FocalGamma = 2 } },
        new() { Optimizer = Optimizer.Lbfgs(5), GradientTolerance = 1e-4, Checkpoint = new("run.checkpoint") { EveryEpochs = 3, Interval = TimeSpan.FromSeconds(9) } },
        new() { Validation = new(new float[] { 1, 2, 3, 4 }, new[] { 0, 1 }) { SampleWeights = new float[] { 1, 2 } } },
        new() { Validation = new(new float[] { 1, 2 }, new float[] { 0.5f, 0.5f }) },
        new() { Validation = new(new float[] { 1, 2 }, new Bins(Bins.Quantiles([1, 2, 9], 3)) { Smoothing = 0.3 }, new float[] { 4 }) { SampleWeights = new float[] { 3 } } },
        new() { Validation = new(new[] { 4, 0, 2, 2, 1 }) { SampleWeights = new float[] { 1, 0, 2 } } },
        new() { Validation = new(new[] { 4, 0, 2, 2 }, new[] { 1, 3 }) },
        new() { Validation = new(Sparse(), new[] { 0, 1 }) },
    ];

    private static SparseRowList Sparse()
    {
        var list = new SparseRowList();
        list.Add([1, 5], [2, 3]);
        list.Add([4], [1]);
        return list;
    }
}
