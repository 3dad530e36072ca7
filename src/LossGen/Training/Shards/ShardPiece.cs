using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Neighbouring rows of a shard, in the order of an epoch or in that in which they are read.</summary>
/// <param name="Order">The order.</param>
/// <param name="First">Where in it the rows begin.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct ShardRange(ShardOrder Order, int First, int Count)
{
    /// <summary>Some of the rows.</summary>
    public ShardRange Slice(int first, int count) => this with { First = First + first, Count = count };
}

/// <summary>An order of a shard's rows: that of an epoch, or the one in which they are read.</summary>
/// <param name="IsShuffled">Whether it is another than that in which they are read.</param>
/// <param name="Seed">Decides it, with the epoch and the number of the shard.</param>
/// <param name="Epoch">The epoch.</param>
internal readonly record struct ShardOrder(bool IsShuffled, int Seed, int Epoch)
{
    /// <summary>That in which they are read.</summary>
    public static ShardOrder AsRead => default;

    /// <summary>That of an epoch.</summary>
    public static ShardOrder Of(int seed, int epoch) => new(true, seed, epoch);
}

/// <summary>Shuffles the rows of one shard, window by window.</summary>
/// <param name="shard">The number of the shard.</param>
/// <param name="shards">How many shards there are.</param>
internal sealed class ShardShuffle(int shard, int shards)
{
    private readonly RandomSource _random = new(0);
    private int[] _order = [];
    private (ShardOrder Order, int Window) _of = (ShardOrder.AsRead, -1);

    /// <summary>The order of the rows of a window, numbered from 0; empty where it is that in which they are read.</summary>
    /// <param name="order">The order of the shard.</param>
    /// <param name="window">The number of the window; 0 where the shard is one.</param>
    /// <param name="rows">Rows of the window.</param>
    public ReadOnlySpan<int> Of(in ShardOrder order, int window, int rows)
    {
        if (!order.IsShuffled) return default;
        if (_order.Length < rows) _order = new int[rows];
        Span<int> places = _order.AsSpan(0, rows);
        if (_of == (order, window)) return places;
        for (int i = 0; i < rows; i++) places[i] = i;

        // As if the windows were shards of their own, numbered behind the shards.
        _random.Restart(order.Seed, order.Epoch, unchecked(shard + (window * shards)));
        _random.Shuffle(places);
        _of = (order, window);
        return places;
    }
}

/// <summary>Rows of a shard that are in memory and computed in one go.</summary>
/// <remarks>
/// The rows of a step or a pass are summed in pieces of at most <see cref="MostRows"/>, whose sums are added in their order. So the bits do not depend on whether
/// the whole shard is in memory, and a pass needs room for one piece.
/// </remarks>
/// <param name="rows">The rows.</param>
/// <param name="weights">The weights of the rows of the set that they are of; empty: all 1.</param>
/// <param name="before">The number of the first row, where they are numbered from 0 in <paramref name="rows"/>.</param>
internal readonly ref struct ShardPiece(Batch rows, ReadOnlySpan<float> weights, int before)
{
    /// <summary>Rows of a piece at most.</summary>
    // Adding the sum of a piece takes some ten-thousandths of the time that its rows take.
    public const int MostRows = 4096;

    /// <summary>The rows.</summary>
    public readonly Batch Rows = rows;

    private readonly ReadOnlySpan<float> _weights = weights;

    /// <summary>The pieces of some rows.</summary>
    public static ShardRange Of(in ShardRange range, int first) => range.Slice(first, Math.Min(MostRows, range.Count - first));

    /// <summary>How their losses are computed.</summary>
    public LossSettings Settings(LossOptions loss, in Dropout dropout = default) =>
        new(loss, dropout.IsNone ? dropout : dropout.From(before)) { SampleWeights = _weights };
}
