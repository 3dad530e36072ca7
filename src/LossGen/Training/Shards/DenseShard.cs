using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of dense rows in memory.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class DenseShard<TPass>
    where TPass : struct, IPass
{
    private readonly float[] _rows;
    private readonly int[]? _labels;
    private readonly float[] _targets;
    private readonly RandomSource _random = new(0);
    private float[] _standardized = [];
    private Standardization? _standardization;
    private int[] _order = [];
    private (int Seed, int Epoch) _ordered = (0, -1);

    private DenseShard(float[] rows, ShardTruth truth, LossOptions loss, bool isForValidation)
    {
        _rows = rows;
        Rows = rows.Length / TPass.FeatureCount;
        (_labels, _targets, float[] weights) = truth.ToPinned();
        bool isWeightless = weights.Length > 0 && weights.AsSpan().IndexOfAnyExcept(0f) < 0;
        Loss = weights.Length == 0 || isWeightless ? loss : loss with { SampleWeights = weights };
        Batch set = Given.ToBatch();
        bool isPositive = !isWeightless && SetWeight.IsPositive(set, Loss, IsMultiLabel);
        Facts = new ShardFacts(
            isForValidation, Rows, isPositive ? SetWeight.Sum(set, Loss, IsMultiLabel ? TPass.ClassCount : 1) : 0, isPositive, Fingerprint.Of(set, Loss));
    }

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>What there is to know of it.</summary>
    public ShardFacts Facts { get; }

    /// <summary>The options of its loss.</summary>
    public LossOptions Loss { get; }

    /// <summary>The rows as they were given.</summary>
    public PinnedSet<TPass> Given => SetOf(_rows);

    /// <summary>The numbers of its rows as they were given.</summary>
    public ReadOnlySpan<float> Values => _rows;

    /// <summary>Reads a shard.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from, or no row.</exception>
    public static DenseShard<TPass> Read(ITrainingShards shards, int shard, LossOptions loss)
    {
        var rows = new GrowingMemory<float>();
        var truth = new ShardTruth();
        var options = new TrainingOptions();
        int index = 0;
        foreach (TrainingBatch batch in ShardBatches.Of(shards, shard))
        {
            bool hasLabels = batch.Targets.IsEmpty && !IsMultiLabel;
            int count = SourceRows<TPass>.Accept(batch, index, loss, options).Count;
            try
            {
                truth.Add(batch, hasLabels, count);
            }
            catch (ArgumentException reason)
            {
                throw PortionSource.Refusal(index, reason);
            }

            rows.Add(batch.Rows.Span);
            index++;
        }

        if (rows.Count == 0) throw new InvalidDataException("it is empty; expected at least one row.");
        return new DenseShard<TPass>(rows.ToPinned(), truth, loss, shards.IsForValidation(shard));
    }

    /// <summary>The rows as they are learned from.</summary>
    public PinnedSet<TPass> Learned(Standardization? standardization)
    {
        if (standardization is null) return Given;
        if (!ReferenceEquals(standardization, _standardization))
        {
            if (_standardized.Length == 0) _standardized = GC.AllocateUninitializedArray<float>(_rows.Length, pinned: true);
            standardization.Apply(_rows, _standardized);
            _standardization = standardization;
        }

        return SetOf(_standardized);
    }

    /// <summary>The order of an epoch, from seed, epoch and shard alone.</summary>
    public ReadOnlySpan<int> Order(int seed, int epoch, int shard)
    {
        if (_order.Length == 0) _order = new int[Rows];
        if (_ordered == (seed, epoch)) return _order;
        ShardOrder.Fill(_order, _random, seed, epoch, shard);
        _ordered = (seed, epoch);
        return _order;
    }

    private PinnedSet<TPass> SetOf(float[] rows) => new(
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(rows)),
        _labels is null ? null : (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_labels)),
        (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_targets)),
        _labels is null ? TruthKind.Targets : TruthKind.Labels,
        Rows);
}

/// <summary>The order of a shard's rows in an epoch.</summary>
internal static class ShardOrder
{
    /// <summary>Writes it.</summary>
    public static void Fill(Span<int> order, RandomSource random, int seed, int epoch, int shard)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        random.Restart(seed, epoch, shard);
        random.Shuffle(order);
    }
}
