using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Training;

/// <summary>What the L1 penalty may still take off eight weights while they are above 0, and while they are below.</summary>
internal struct PenaltySlack
{
    public Vector256<float> Above;
    public Vector256<float> Below;
}

/// <summary>How an L1 penalty acts on eight weights.</summary>
internal interface IPenalty
{
    /// <summary>Whether it acts at all.</summary>
    static abstract bool IsThere { get; }

    /// <summary>What is taken off the weights.</summary>
    /// <param name="u">Where the plain step leads.</param>
    /// <param name="t">The step's threshold, h λ.</param>
    /// <param name="slack">What is left of earlier thresholds.</param>
    static abstract Vector256<float> Excess(Vector256<float> u, Vector256<float> t, ref PenaltySlack slack);
}

/// <summary>No penalty.</summary>
internal readonly struct NoPenalty : IPenalty
{
    public static bool IsThere => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Excess(Vector256<float> u, Vector256<float> t, ref PenaltySlack slack) => Vector256<float>.Zero;
}

/// <summary>
/// Soft-thresholding that keeps what a threshold has not taken: a weight at 0 uses none of it, and what it has saved takes up the next pushes, whose mean is
/// below the threshold where 0 is the optimum.
/// </summary>
/// <remarks>
/// <para>
/// Tsuruoka, Tsujii and Ananiadou, "Stochastic gradient descent training for L1-regularized log-linear models with cumulative penalty", ACL 2009, section
/// 3.2, with slack = u ± q of their formulas. A weight that stays on one side uses each threshold in its own step, which is soft-thresholding; so the
/// optimum stays a fixed point of every method.
/// </para>
/// <para>
/// Not more than <see cref="Most"/> thresholds are kept: what a weight has saved in a long time at 0 must not hold it there when the rows say otherwise.
/// </para>
/// </remarks>
internal readonly struct CumulativePenalty : IPenalty
{
    private const float Most = 128;

    public static bool IsThere => true;

    // By comparison instead of min and max, whose answers for NaN and −0 differ between processors; a NaN stays one, so that divergence is seen.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Excess(Vector256<float> u, Vector256<float> t, ref PenaltySlack slack)
    {
        Vector256<float> most = t * Most;
        Vector256<float> above = Smaller(slack.Above + t, most), below = Smaller(slack.Below + t, most);
        Vector256<float> excess = Vector256.ConditionalSelect(Vector256.GreaterThan(u, above), above, u);
        excess = Vector256.ConditionalSelect(Vector256.LessThan(u, -below), -below, excess);
        slack.Above = above - excess;
        slack.Below = below + excess;
        return excess;
    }

    private static Vector256<float> Smaller(Vector256<float> x, Vector256<float> y) => Vector256.ConditionalSelect(Vector256.LessThan(x, y), x, y);
}
