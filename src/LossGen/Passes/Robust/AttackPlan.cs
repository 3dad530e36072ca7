using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Numerics;

namespace LossGen.Passes;

/// <summary>What an attack does to each row, read once a call.</summary>
/// <param name="adversary">Its settings.</param>
/// <param name="key">Decides the random starts, together with the place of a row.</param>
/// <param name="share">The share of epsilon that is used.</param>
internal readonly struct AttackPlan(Adversary adversary, ulong key, double share = 1)
{
    private const float To01 = 1f / (1 << 24);

    /// <summary>In epsilons. What a longer step leads to differs by less than a float's last place: of the way back into the ball only its direction is left.</summary>
    private const double LongestStep = 1 << 24;

    public double Epsilon { get; } = adversary.Epsilon * share;

    public int Steps { get; } = adversary.Steps;

    public double StepSize { get; } = Math.Min(adversary.StepSize, LongestStep * adversary.Epsilon * share);

    public bool RandomStart { get; } = adversary.RandomStart;

    public Norm Norm { get; } = adversary.Norm;

    public float Minimum { get; } = adversary.Minimum;

    public float Maximum { get; } = adversary.Maximum;

    /// <summary>The smallest valid value, finite: a difference below all floats becomes the lowest one.</summary>
    public float Least { get; } = Math.Max(adversary.Minimum, float.MinValue);

    /// <summary>The largest valid value, finite likewise.</summary>
    public float Most { get; } = Math.Min(adversary.Maximum, float.MaxValue);

    /// <summary>Whether it is a single step as long as the ball, from where a row is.</summary>
    public bool IsOneWholeStep => Steps == 1 && !RandomStart && StepSize >= Epsilon;

    /// <summary>The random sequence of a row.</summary>
    public ulong StateOf(int place) => RandomSource.Mix(key ^ ((ulong)place + 1));

    /// <summary>Eight numbers of a sequence from one on, from 0 up to but not including 1.</summary>
    /// <remarks>
    /// Each by its own index, so that they can be had eight at a time: a Weyl sequence of 32 bits through the finaliser of MurmurHash3 (Appleby 2011), with the upper half of
    /// the state between its two halves.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Random(ulong state, int index)
    {
        Vector256<uint> h = (Vector256.Create((uint)index) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7)) * Vector256.Create(0x9E3779B9) + Vector256.Create((uint)state);
        h ^= h >>> 16;
        h *= Vector256.Create(0x85EBCA6B);
        h ^= (h >>> 13) ^ Vector256.Create((uint)(state >> 32));
        h *= Vector256.Create(0xC2B2AE35);
        h ^= h >>> 16;
        return Vector256.ConvertToSingle((h >>> 8).AsInt32()) * To01;
    }

    /// <summary>Sixteen of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RandomWide(ulong state, int index)
    {
        Vector512<uint> h = (Vector512.Create((uint)index) + Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)) * Vector512.Create(0x9E3779B9)
            + Vector512.Create((uint)state);
        h ^= h >>> 16;
        h *= Vector512.Create(0x85EBCA6B);
        h ^= (h >>> 13) ^ Vector512.Create((uint)(state >> 32));
        h *= Vector512.Create(0xC2B2AE35);
        h ^= h >>> 16;
        return Vector512.ConvertToSingle((h >>> 8).AsInt32()) * To01;
    }
}
