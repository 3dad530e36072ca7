using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Numerics;

namespace LossGen.Kernels;

/// <summary>Dropout: sets a random share of a hidden layer's outputs to 0 while training and scales the others up, so that their mean stays.</summary>
/// <remarks>
/// Srivastava et al. 2014, "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15. Whether an output is dropped depends on
/// key, layer, row and unit alone: the backward pass finds the mask of the forward pass again without storing it, in whatever parts and on
/// whatever threads a batch is computed.
/// </remarks>
/// <param name="rate">The share that is dropped, from 0 up to but not including 1.</param>
/// <param name="key">Decides the masks; each step takes another one.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Dropout(float rate, ulong key)
{
    // A double just below 1 rounds to 1, which would scale up by infinity.
    private readonly float _rate = MathF.Min(rate, MathF.BitDecrement(1));
    private readonly ulong _key = key;
    private readonly int _before = 0;

    private Dropout(in Dropout dropout, int before)
        : this(dropout._rate, dropout._key) => _before = before;

    /// <summary>Whether nothing is dropped.</summary>
    public bool IsNone => _rate == 0;

    /// <summary>The same masks for rows that are numbered anew: their number 0 is that of <paramref name="row"/>.</summary>
    internal Dropout From(int row) => new(this, row);

    /// <summary>Writes source times mask / (1 − rate).</summary>
    /// <remarks>What is dropped becomes 0 even if it was NaN or infinite.</remarks>
    /// <param name="source">The outputs of the layer, or their gradient, row by row.</param>
    /// <param name="destination">As long; may be <paramref name="source"/> itself.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="units">Outputs in a row; what follows up to the next multiple of eight is written too.</param>
    /// <param name="stride">From one row to the next, a multiple of eight.</param>
    /// <param name="firstRow">The number of the first row.</param>
    /// <param name="layer">The number of the layer.</param>
    public void Apply(ReadOnlySpan<float> source, Span<float> destination, int rows, int units, int stride, int firstRow, int layer)
    {
        source = source[..(rows * stride)];
        destination = destination[..source.Length];
        if (IsNone)
        {
            source.CopyTo(destination);
            return;
        }

        // A hash is uniform among the 2^32 integers: that many of them, counted from the lowest, mean a drop.
        Vector256<int> threshold = Vector256.Create((int)((long)(_rate * 4294967296.0) + int.MinValue));
        Vector256<float> scale = Vector256.Create(1 / (1 - _rate));
        ulong layerKey = RandomSource.Mix(RandomSource.Mix(_key) + (uint)layer);
        for (int row = 0; row < rows; row++)
        {
            ulong rowKey = RandomSource.Mix(layerKey + (uint)(_before + firstRow + row));
            ref float from = ref Lanes.At(ref Lanes.Start(source), row * stride);
            ref float to = ref Lanes.At(ref Lanes.Start(destination), row * stride);
            Vector256<int> counter = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create((int)rowKey);
            Vector256<int> second = Vector256.Create((int)(rowKey >> 32));
            for (int unit = 0; unit < units; unit += Lanes.Width)
            {
                Vector256<float> isDropped = Vector256.LessThan(Hash(counter, second), threshold).AsSingle();
                Lanes.Store(Lanes.Drop(isDropped, Lanes.Load(ref from, unit) * scale), ref to, unit);
                counter += Vector256.Create(Lanes.Width);
            }
        }
    }

    /// <summary>The finalizer of MurmurHash3 (Appleby 2011), keyed at both of its multiplications; its last shift leaves the highest bits alone, and is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Hash(Vector256<int> x, Vector256<int> key)
    {
        x ^= x >>> 16;
        x = (x * Vector256.Create(unchecked((int)0x85EBCA6B))) + key;
        x ^= x >>> 13;
        return x * Vector256.Create(unchecked((int)0xC2B2AE35));
    }
}
