using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of sparse rows in memory, with the parameters of the features that it holds.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed unsafe class SparseShard<TPass>
    where TPass : struct, ISparsePass
{
    private readonly int[] _starts;
    private readonly int[] _numbers;
    private readonly float[] _values;
    private readonly int[]? _labels;
    private readonly float[] _targets;
    private readonly PinnedSparseSet _set;
    private readonly int[] _features;
    private readonly int[] _all;
    private readonly Memory<float> _parameters;
    private readonly TouchedFeatures _touched;
    private readonly RandomSource _random = new(0);
    private readonly int[] _stamps;
    private readonly List<int> _list = [];
    private int[] _order = [];
    private (int Seed, int Epoch) _ordered = (0, -1);
    private int _stamp;

    private SparseShard(GrowingMemory<int> starts, GrowingMemory<int> features, GrowingMemory<float> values, ShardTruth truth, LossOptions loss, bool isForValidation)
    {
        _starts = starts.ToPinned();
        int[] given = features.ToPinned();
        _values = values.ToPinned();
        Rows = _starts.Length - 1;
        (_labels, _targets, float[] weights) = truth.ToPinned();
        bool isWeightless = weights.Length > 0 && weights.AsSpan().IndexOfAnyExcept(0f) < 0;
        Loss = weights.Length == 0 || isWeightless ? loss : loss with { SampleWeights = weights };

        var table = new FeatureTable([], new ScalingSlot(), TPass.FeatureCount, TPass.Units);
        table.Use(given);
        table.Number();
        _features = table.Features();
        _all = new int[_features.Length];
        for (int i = 0; i < _all.Length; i++) _all[i] = i;
        _numbers = GC.AllocateUninitializedArray<int>(Math.Max(given.Length, 1), pinned: true);
        table.NumbersOf(given, _numbers);
        Batch set = SetOf(given);
        bool isPositive = !isWeightless && SetWeight.IsPositive(set, Loss, IsMultiLabel);
        Facts = new ShardFacts(
            isForValidation, Rows, isPositive ? SetWeight.Sum(set, Loss, IsMultiLabel ? TPass.ClassCount : 1) : 0, isPositive, Fingerprint.Of(set, Loss));
        _set = new PinnedSparseSet(
            set, Pointer(_starts), Pointer(_numbers), (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_values)),
            _labels is null ? null : Pointer(_labels), (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_targets)), TPass.ClassCount);
        _parameters = AlignedMemory.Allocate(checked((_features.Length * TPass.Units) + TPass.RestCount));
        _touched = new TouchedFeatures(_features.Length, TPass.Stride, 0);
        _stamps = new int[_features.Length];
    }

    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>What there is to know of it.</summary>
    public ShardFacts Facts { get; }

    /// <summary>The options of its loss.</summary>
    public LossOptions Loss { get; }

    /// <summary>The features that it holds, as the model numbers them, in their order.</summary>
    public ReadOnlySpan<int> Features => _features;

    /// <summary>Reads a shard.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from, or no row.</exception>
    public static SparseShard<TPass> Read(ITrainingShards shards, int shard, LossOptions loss)
    {
        GrowingMemory<int> starts = new(), features = new();
        var values = new GrowingMemory<float>();
        var truth = new ShardTruth();
        starts.Fill(0, 1);
        int index = 0;
        foreach (TrainingBatch batch in ShardBatches.Of(shards, shard))
        {
            try
            {
                bool hasLabels = batch.Targets.IsEmpty && !IsMultiLabel;
                SparseRows rows = SparseAcceptance<TPass>.ToLearn(batch.SparseRows, batch.Labels.Span, batch.Targets.Span, hasLabels, loss).Rows.Sparse;
                truth.Add(batch, hasLabels, rows.Count);
                int before = features.Count;
                if (!rows.Values.IsEmpty && values.Count == 0) values.Fill(1, before);
                if (!rows.Values.IsEmpty) values.Add(rows.Values);
                else if (values.Count > 0) values.Fill(1, rows.Features.Length);
                features.Add(rows.Features);
                for (int row = 1; row < rows.Starts.Length; row++) starts.Fill(before + rows.Starts[row], 1);
            }
            catch (ArgumentException reason)
            {
                throw PortionSource.Refusal(index, reason);
            }

            index++;
        }

        if (index == 0 || truth.Rows == 0) throw new InvalidDataException("it is empty; expected at least one row.");
        return new SparseShard<TPass>(starts, features, values, truth, loss, shards.IsForValidation(shard));
    }

    /// <summary>The rows in the order of an epoch.</summary>
    public Batch InOrder(int seed, int epoch, int shard)
    {
        if (_order.Length == 0) _order = new int[Rows];
        if (_ordered != (seed, epoch))
        {
            ShardOrder.Fill(_order, _random, seed, epoch, shard);
            _ordered = (seed, epoch);
        }

        return _set.ToBatch().InOrder(_order);
    }

    /// <summary>All rows.</summary>
    public Batch Set => _set.ToBatch();

    /// <summary>The numbers of the features that some rows hold, in the order in which they do.</summary>
    public ReadOnlySpan<int> NumbersIn(in Batch batch)
    {
        if (batch.Count == Rows) return _all;
        _list.Clear();
        _stamp++;
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (int number in batch.Rows.Sparse.FeaturesOf(batch.Range.Place(row)))
            {
                if (_stamps[number] == _stamp) continue;
                _stamps[number] = _stamp;
                _list.Add(number);
            }
        }

        return CollectionsMarshal.AsSpan(_list);
    }

    /// <summary>Takes the parameters of some features.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="slots">Where their parameters are among the values.</param>
    /// <param name="values">Parameters of features, the units of each.</param>
    /// <param name="rest">The parameters behind the table.</param>
    public void Take(ReadOnlySpan<int> numbers, FeatureSlots slots, ReadOnlySpan<float> values, ReadOnlySpan<float> rest)
    {
        Span<float> table = _parameters.Span;
        foreach (int number in numbers) values.Slice(slots[_features[number]] * TPass.Units, TPass.Units).CopyTo(table[(number * TPass.Units)..]);
        rest.CopyTo(table[(_features.Length * TPass.Units)..]);
    }

    /// <summary>Loss and gradient of some rows.</summary>
    public void AddGradient(in Batch batch, Dropout dropout, float[] memory, SparseSum sum)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        var workspace = new Workspace(memory, TPass.Size);
        var settings = new LossSettings(Loss, dropout);
        TPass.Prepare(parameters, workspace);
        Array.Clear(sum.Rest);
        sum.Losses = TPass.AddGradient(parameters, batch, settings, workspace, _touched, sum.Rest);
        sum.Grow(_touched.Count);
        ReadOnlySpan<int> list = _touched.List;
        for (int i = 0; i < list.Length; i++) sum.Append(_features[list[i]]);
        _touched.All.CopyTo(sum.Rows);
        _touched.Clear();
    }

    /// <summary>The loss of all rows, and if asked for how many of them are right.</summary>
    public void AddLoss(float[] memory, SparseSum sum, bool countsRight)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        Batch set = Set;
        var workspace = new Workspace(memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        sum.Losses = TPass.Loss(parameters, set, new LossSettings(Loss), workspace);
        if (countsRight) sum.Right = TPass.CountRight(parameters, set, workspace);
    }

    /// <summary>The sum of squares of each feature that it holds.</summary>
    public double[] Squares()
    {
        var squares = new double[_features.Length];
        SparseRows rows = _set.Rows;
        for (int i = 0; i < rows.Features.Length; i++) squares[rows.Features[i]] += rows.Values.IsEmpty ? 1 : (double)rows.Values[i] * rows.Values[i];
        return squares;
    }

    private Batch SetOf(int[] features) => new(
        new Rows(SparseRows.OfChecked(_starts, features, _values)),
        _labels is null ? Truth.OfTargets(_targets, TPass.ClassCount) : Truth.OfLabels(_labels),
        RowRange.All(Rows));

    private static int* Pointer(int[] pinned) => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
