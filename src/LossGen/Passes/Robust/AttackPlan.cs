using LossGen.Numerics;

namespace LossGen.Passes;

/// <summary>What an attack does to each row, read once a call.</summary>
/// <param name="adversary">Its settings.</param>
/// <param name="key">Decides the random starts, together with the place of a row.</param>
/// <param name="share">The share of epsilon that is used.</param>
internal readonly struct AttackPlan(Adversary adversary, ulong key, double share = 1)
{
    // The golden ratio's fraction of 2^64: SplitMix's own increment.
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private const float To01 = 1f / (1 << 24);

    public double Epsilon { get; } = adversary.Epsilon * share;

    public int Steps { get; } = adversary.Steps;

    public double StepSize { get; } = adversary.StepSize;

    public bool RandomStart { get; } = adversary.RandomStart;

    public Norm Norm { get; } = adversary.Norm;

    public float Minimum { get; } = adversary.Minimum;

    public float Maximum { get; } = adversary.Maximum;

    /// <summary>The random sequence of a row.</summary>
    public ulong StateOf(int place) => RandomSource.Mix(key ^ ((ulong)place + 1)) * Increment;

    /// <summary>The next number of a sequence, from 0 up to but not including 1.</summary>
    public static float Next(ref ulong state)
    {
        ulong bits = RandomSource.Mix(state);
        state += Increment;
        return (bits >> 40) * To01;
    }
}
