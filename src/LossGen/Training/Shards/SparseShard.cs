using System.Runtime.InteropServices;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>A shard of sparse rows where it is computed, with the parameters of the features that it holds: kept in memory, or streamed.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal abstract class SparseShard<TPass> : IDisposable
    where TPass : struct, ISparsePass
{
    private readonly int[] _features;
    private readonly int[] _all;
    private readonly Memory<float> _parameters;
    private readonly TouchedFeatures _touched;
    private readonly int[] _stamps;
    private readonly List<int> _list = [];
    private int _stamp;

    /// <summary>Prepares.</summary>
    /// <param name="table">The features that the shard holds.</param>
    /// <param name="facts">What there is to know of it.</param>
    /// <param name="loss">The options of its loss, without weights of rows.</param>
    protected SparseShard(FeatureTable table, ShardFacts facts, LossOptions loss)
    {
        Facts = facts;
        Loss = loss;
        _features = table.Features();
        _all = new int[_features.Length];
        for (int i = 0; i < _all.Length; i++) _all[i] = i;
        _parameters = AlignedMemory.Allocate(checked((_features.Length * TPass.Units) + TPass.RestCount));
        _touched = new TouchedFeatures(_features.Length, TPass.Stride, 0);
        _stamps = new int[_features.Length];
    }

    /// <summary>What there is to know of it.</summary>
    public ShardFacts Facts { get; }

    /// <summary>The options of its loss, without weights of rows.</summary>
    public LossOptions Loss { get; }

    /// <summary>The features that it holds, as the model numbers them, in their order.</summary>
    public ReadOnlySpan<int> Features => _features;

    /// <summary>All rows, in the order in which they are read.</summary>
    public ShardRange All => new(ShardOrder.AsRead, 0, Facts.Rows);

    /// <summary>Reads a shard.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from.</exception>
    /// <exception cref="InvalidDataException">It has no row.</exception>
    public static SparseShard<TPass> Open(ShardSource<TrainingBatch> source, int shards, LossOptions loss) =>
        source.RowsInMemory == 0 ? KeptSparseShard<TPass>.Read(source, shards, loss) : StreamedSparseShard<TPass>.Read(source, shards, loss);

    /// <summary>Whether the features of some rows can be said, and the rows be computed, without reading any.</summary>
    public abstract bool Holds(in ShardRange range);

    /// <summary>Reads the rows of a step, which stay until those of the step after the next one are held.</summary>
    public abstract void Hold(in ShardRange range, long step);

    /// <summary>Some rows, at most those of a piece or all that are held; their features are numbered as in <see cref="Features"/>.</summary>
    /// <param name="range">Which.</param>
    /// <param name="buffer">Where they may be put together.</param>
    public abstract ShardPiece Piece(in ShardRange range, SparseBuffer buffer);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>The numbers of the features that some rows hold, in the order in which they do; of all rows in their own order.</summary>
    public ReadOnlySpan<int> NumbersIn(in ShardRange range, SparseBuffer buffer)
    {
        if (range.Count == Facts.Rows) return _all;
        _list.Clear();
        _stamp++;
        Batch rows = Piece(range, buffer).Rows;
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (int number in rows.Rows.Sparse.FeaturesOf(rows.Range.Place(row)))
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
    public void AddGradient(in ShardRange range, Dropout dropout, float[] memory, SparseBuffer buffer, SparseSum sum)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        var workspace = new Workspace(memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        sum.Losses = default;
        Array.Clear(sum.Rest);
        for (int first = 0; first < range.Count; first += ShardPiece.MostRows)
        {
            ShardPiece piece = Piece(ShardPiece.Of(range, first), buffer);
            sum.Losses.Add(TPass.AddGradient(parameters, piece.Rows, piece.Settings(Loss, dropout), workspace, _touched, sum.Rest));
        }

        sum.Grow(_touched.Count);
        ReadOnlySpan<int> list = _touched.List;
        for (int i = 0; i < list.Length; i++) sum.Append(_features[list[i]]);
        _touched.All.CopyTo(sum.Rows);
        _touched.Clear();
    }

    /// <summary>The loss of all rows, and if asked for how many of them are right.</summary>
    public void AddLoss(float[] memory, SparseBuffer buffer, SparseSum sum, bool countsRight)
    {
        ReadOnlySpan<float> parameters = _parameters.Span;
        var workspace = new Workspace(memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        sum.Losses = default;
        ShardRange all = All;
        for (int first = 0; first < all.Count; first += ShardPiece.MostRows)
        {
            ShardPiece piece = Piece(ShardPiece.Of(all, first), buffer);
            sum.Losses.Add(TPass.Loss(parameters, piece.Rows, piece.Settings(Loss), workspace));
            if (countsRight) sum.Right += TPass.CountRight(parameters, piece.Rows, workspace);
        }
    }

    /// <summary>The sum of squares of each feature that it holds.</summary>
    public double[] Squares(SparseBuffer buffer)
    {
        var squares = new double[_features.Length];
        ShardRange all = All;
        for (int first = 0; first < all.Count; first += ShardPiece.MostRows)
        {
            Batch piece = Piece(ShardPiece.Of(all, first), buffer).Rows;
            SparseRows rows = piece.Rows.Sparse;
            int end = rows.Starts[piece.Range.First + piece.Count];
            for (int i = rows.Starts[piece.Range.First]; i < end; i++) squares[rows.Features[i]] += rows.Values.IsEmpty ? 1 : (double)rows.Values[i] * rows.Values[i];
        }

        return squares;
    }
}

/// <summary>Reads a shard of sparse rows.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal sealed class SparseShardReader<TPass>(ShardSource<TrainingBatch> source, LossOptions loss)
    : RowShardReader(source, loss, IsMultiLabel, IsMultiLabel ? TPass.ClassCount : 1)
    where TPass : struct, ISparsePass
{
    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <inheritdoc/>
    protected override Batch Accept(in TrainingBatch batch, TruthKind kind) =>
        SparseAcceptance<TPass>.ToLearn(batch.SparseRows, batch.Labels.Span, batch.Targets.Span, kind == TruthKind.Labels, Loss);
}
