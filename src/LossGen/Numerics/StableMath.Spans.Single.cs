using LossGen.Numerics;

namespace LossGen;

public static partial class StableMath
{
    /// <summary>log(1 + x) for each of the numbers <paramref name="x"/>, accurate where they are small. Measured: 0.51 ulp in float32.</summary>
    /// <param name="x">At least -1; -1 gives -Infinity, less NaN. Of none there is nothing to write.</param>
    /// <param name="destination">As many numbers as there are in <paramref name="x"/>. It may be the same memory, but not overlap it in
    /// part.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps <paramref name="x"/> without
    /// being it.</exception>
    public static void Log1P(ReadOnlySpan<float> x, Span<float> destination)
    {
        CheckDestination(x, destination, nameof(x));
        for (int i = 0; i < x.Length; i++) destination[i] = Log1P(x[i]);
    }

    /// <summary>e^x - 1 for each of the numbers <paramref name="x"/>, accurate where they are small. Measured: 0.51 ulp in float32.</summary>
    /// <param name="x">Any numbers; of none there is nothing to write.</param>
    /// <param name="destination">As many numbers as there are in <paramref name="x"/>. It may be the same memory, but not overlap it in
    /// part.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps <paramref name="x"/> without
    /// being it.</exception>
    public static void ExpM1(ReadOnlySpan<float> x, Span<float> destination)
    {
        CheckDestination(x, destination, nameof(x));
        for (int i = 0; i < x.Length; i++) destination[i] = ExpM1(x[i]);
    }

    /// <summary>log of the sum of e^z over all <paramref name="logits"/>. Measured: 0.51 ulp in float32, also where the result is near
    /// 0.</summary>
    /// <param name="logits">Any numbers. Of none, the result is -Infinity: a term of -Infinity stands for nothing. One Infinity makes it
    /// Infinity.</param>
    /// <returns>The logarithm of the sum; NaN if a logit is NaN.</returns>
    /// <remarks>
    /// log(sum e^z) = max + log(1 + sum of e^(z - max) over the others): Blanchard, Higham and Higham, "Accurately computing the
    /// log-sum-exp and softmax functions" (IMA J. Numer. Anal. 41(4), 2021). Where the exponentials sum to nearly 1, as those of
    /// log-probabilities do, both parts cancel; they are then recomputed with 192 fractional bits, some sixty times slower.
    /// </remarks>
    public static float LogSumExp(ReadOnlySpan<float> logits) => (float)LogSumExpReduction.Reduce<float, SinglePrecision>(logits);

    /// <summary>e^z / sum of e^z for each of the <paramref name="logits"/>. Measured: 0.51 ulp in float32.</summary>
    /// <param name="logits">Any numbers; of none there is nothing to write.</param>
    /// <param name="destination">As many numbers as there are logits. It may be the same memory, but not overlap it in part.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the logits without being
    /// them.</exception>
    /// <remarks>
    /// Infinite logits give the limit where there is one. One Infinity takes all the probability; of several each gets NaN and the finite
    /// logits 0. -Infinity gets 0, and NaN if there is nothing else. A single logit gets 1. A NaN makes all probabilities NaN.
    /// </remarks>
    public static void SoftMax(ReadOnlySpan<float> logits, Span<float> destination)
    {
        CheckDestination(logits, destination, nameof(logits));
        SoftMaxReduction.SoftMax<float, SinglePrecision>(logits, destination);
    }

    /// <summary>The logarithms of the softmax, z - log(sum of e^z) for each of the <paramref name="logits"/>. Measured: 0.51 ulp in
    /// float32.</summary>
    /// <param name="logits">Any numbers; of none there is nothing to write.</param>
    /// <param name="destination">As many numbers as there are logits. It may be the same memory, but not overlap it in part.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length, or overlaps the logits without being
    /// them.</exception>
    /// <remarks>
    /// Infinite logits give the limit where there is one. One Infinity gets 0 and leaves -Infinity to the others; of several each gets NaN.
    /// -Infinity gets -Infinity, and NaN if there is nothing else. A single logit gets 0. A NaN makes all results NaN.
    /// </remarks>
    public static void LogSoftMax(ReadOnlySpan<float> logits, Span<float> destination)
    {
        CheckDestination(logits, destination, nameof(logits));
        SoftMaxReduction.LogSoftMax<float, SinglePrecision>(logits, destination);
    }

    /// <summary>The entropy of a distribution in nats, -(sum of p log p), with 0 log 0 = 0. Measured: 0.51 ulp in float32 where no entry
    /// exceeds 1.</summary>
    /// <param name="p">Probabilities. They need not sum to 1; the entropy of none is 0.</param>
    /// <returns>The sum; NaN if an entry is negative or NaN.</returns>
    /// <remarks>
    /// Entries above 1 contribute with the other sign. What then cancels costs accuracy: the error stays below
    /// (0.51 + sum of |p log p| / |result| * 2^-44) ulp.
    /// </remarks>
    public static float Entropy(ReadOnlySpan<float> p) => (float)EntropyReduction.CrossEntropy<float, SinglePrecision>(p, p);

    /// <summary>The cross-entropy of two distributions in nats, -(sum of p log q). Measured: 0.51 ulp in float32 where no entry of
    /// <paramref name="q"/> exceeds 1.</summary>
    /// <param name="p">Target probabilities. An entry of 0 contributes 0, even where q is 0.</param>
    /// <param name="q">Predicted probabilities, as many. An entry of 0 where p is positive makes the result Infinity.</param>
    /// <returns>The sum, 0 for empty spans; NaN if an entry is negative or NaN.</returns>
    /// <exception cref="ArgumentException"><paramref name="q"/> has another length than <paramref name="p"/>.</exception>
    /// <remarks>
    /// Neither needs to sum to 1. Entries of q above 1 contribute with the other sign. What then cancels costs accuracy: the error stays
    /// below (0.51 + sum of |p log q| / |result| * 2^-44) ulp.
    /// </remarks>
    public static float CrossEntropy(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        CheckLength(nameof(q), q.Length, p.Length, nameof(p));
        return (float)EntropyReduction.CrossEntropy<float, SinglePrecision>(p, q);
    }

    /// <summary>The Kullback-Leibler divergence in nats, sum of p log(p / q). Measured: 0.51 ulp in float32.</summary>
    /// <param name="p">Probabilities. An entry of 0 contributes 0, even where q is 0.</param>
    /// <param name="q">Probabilities of the other distribution, as many. An entry of 0 where p is positive makes the result
    /// Infinity.</param>
    /// <returns>The sum, 0 for empty spans; NaN if an entry is negative or NaN.</returns>
    /// <exception cref="ArgumentException"><paramref name="q"/> has another length than <paramref name="p"/>.</exception>
    /// <remarks>
    /// Each entry keeps its digits where p and q are close: p log(p / q) is then summed as p - q, exactly, and a rest that is never
    /// negative. So the divergence of two nearly equal distributions has the same accuracy as any other. Spans that are not distributions,
    /// where terms of both signs cancel, cost accuracy: the error stays below (0.51 + sum of |p log(p / q)| / |result| * 2^-39) ulp.
    /// </remarks>
    public static float KullbackLeibler(ReadOnlySpan<float> p, ReadOnlySpan<float> q)
    {
        CheckLength(nameof(q), q.Length, p.Length, nameof(p));
        return (float)EntropyReduction.KullbackLeibler<float, SinglePrecision>(p, q);
    }
}
