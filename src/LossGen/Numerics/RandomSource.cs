using System.Numerics;

namespace LossGen.Numerics;

/// <summary>A random sequence that is the same for the same seed on every runtime and platform, which <see cref="Random"/> does not promise.</summary>
/// <remarks>
/// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021), its state filled from the seed
/// by SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), as its authors recommend.
/// </remarks>
internal sealed class RandomSource
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>The sequence of a seed.</summary>
    public RandomSource(int seed) => Start((uint)seed);

    /// <summary>
    /// Goes to the beginning of a sequence of its own for an epoch and a portion of it, so that neither depends on those before: a run can go
    /// on from any epoch, and a machine can order its portion without the others.
    /// </summary>
    public void Restart(int seed, int epoch, int portion = 0) => Start(Key(seed, epoch, portion));

    /// <summary>A number that stands for an epoch and a portion of it; those of neighbouring ones share nothing.</summary>
    public static ulong Key(int seed, int epoch, int portion)
    {
        // SplitMix's output function after each number
        ulong state = (uint)seed;
        state = SplitMix(ref state) ^ (uint)epoch;
        state = SplitMix(ref state) ^ (uint)portion;
        return SplitMix(ref state);
    }

    /// <summary>SplitMix64's next number after a state: each bit of it depends on all bits of the state.</summary>
    public static ulong Mix(ulong state) => SplitMix(ref state);

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>An integer from 0 up to but not including <paramref name="bound"/>, each as likely as any other.</summary>
    /// <remarks>Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019, algorithm 5.</remarks>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong product = (NextUInt64() >> 32) * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            // The first 2^32 mod bound fractions would favour some results: draw again.
            uint threshold = (uint)((1UL << 32) % (uint)bound);
            while ((uint)product < threshold) product = (NextUInt64() >> 32) * (uint)bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>A number from 0 up to but not including 1, a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Puts the items into a random order, each as likely as any other (Fisher and Yates, in Durstenfeld's form, 1964).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Start(ulong state)
    {
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
