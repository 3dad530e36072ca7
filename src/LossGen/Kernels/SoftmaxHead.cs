using System.ComponentModel;
using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>Softmax probabilities and cross-entropy over any number of classes. Eight rows lie in the lanes, so no sum crosses lanes.</summary>
/// <typeparam name="TLayer">The last layer, which has one unit for each class.</typeparam>
/// <remarks>
/// log Σ exp z is a + log1p(Σ over the others of exp(z − a)) with a the maximum (Blanchard, Higham and Higham 2021,
/// IMA J. Numer. Anal. 41(4)); the residual of the true class is minus the sum of the other probabilities, since p − 1 cancels.
/// For few classes the generator writes the same steps without loops.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct SoftmaxHead<TLayer> : IHeadKernels
    where TLayer : struct, IUnits
{
    private const int ClassesOneByOne = 4;

    /// <inheritdoc/>
    public static ClassificationTask Task => ClassificationTask.Multiclass;

    /// <inheritdoc/>
    public static int ClassCount => TLayer.Units;

    /// <summary>p = softmax(z), shifted by the maximum so that no exponential exceeds 1.</summary>
    public static void Probabilities(Span<float> logits, int count)
    {
        ref float z = ref Lanes.Start(logits);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> max = Maximum(ref z, lane);

            // z − z is 0, or NaN where a logit is not finite: such a row has no probabilities. There may be thousands of classes, so the
            // sum is compensated.
            Vector256<float> total = Lanes.Zero, totalLost = Lanes.Zero;
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                Vector256<float> e = Lanes.ExpOfDifference(zk, max);
                Lanes.Accumulate(e + (zk - zk), ref total, ref totalLost);
                Lanes.Store(e, ref z, (k * Block.Rows) + lane);
            }

            // p = exp(z − max) / Σ exp(z − max)
            for (int k = 0; k < ClassCount; k++)
                Lanes.Store(Lanes.Load(ref z, (k * Block.Rows) + lane) / total, ref z, (k * Block.Rows) + lane);
        }
    }

    /// <summary>The same for one row: its classes lie in the lanes, but the sum is made one class after another, as in a block.</summary>
    public static void ProbabilitiesOfRow(Span<float> logits)
    {
        if (Check.IndexOfNonFinite(logits[..ClassCount]) >= 0)
        {
            logits[..ClassCount].Fill(float.NaN);
            return;
        }

        ref float z = ref Lanes.Start(logits);
        float largest = z;
        for (int k = 1; k < ClassCount; k++) largest = Lanes.At(ref z, k) > largest ? Lanes.At(ref z, k) : largest;
        if (ClassCount <= ClassesOneByOne)
        {
            ProbabilitiesOneByOne(ref z, largest);
            return;
        }

        for (int k = ClassCount; k < logits.Length; k++) Lanes.At(ref z, k) = largest;
        Vector256<float> max = Lanes.Broadcast(largest);
        for (int k = 0; k < logits.Length; k += Lanes.Width) Lanes.Store(Lanes.ExpOfDifference(Lanes.Load(ref z, k), max), ref z, k);
        Vector256<float> total = Lanes.Broadcast(ClassCount <= Block.ClassesInOneSum ? Sum(ref z) : CompensatedSum(ref z));
        for (int k = 0; k < logits.Length; k += Lanes.Width) Lanes.Store(Lanes.Load(ref z, k) / total, ref z, k);
    }

    /// <summary>L = log Σ exp z − z_y for the true class y, and dL/dz = p − t.</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<int> labels, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref int y = ref Lanes.Start(labels);
        Span<float> maxima = stackalloc float[Block.Rows], sums = stackalloc float[Block.Rows], truths = stackalloc float[Block.Rows];
        Span<int> largest = stackalloc int[Block.Rows];
        Lanes.Maxima(ref z, ClassCount, count, ref maxima[0], ref largest[0]);
        for (int lane = 0; lane < count; lane += Lanes.Width)
            Lanes.Store(Lanes.Pick(ref Lanes.At(ref z, lane), Lanes.Load(ref y, lane)), ref truths[0], lane);

        // exponentials of z − max, times 2^64; that of the maximum is left out of the sum, so that log1p keeps a small rest
        Lanes.SumsOfExponentials(ref z, ClassCount, count, ref maxima[0], ref largest[0], ref sums[0]);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<int> label = Lanes.Load(ref y, lane), argmax = Lanes.Load(ref largest[0], lane);
            Vector256<float> max = Lanes.Load(ref maxima[0], lane), zTrue = Lanes.Load(ref truths[0], lane), others = Lanes.Load(ref sums[0], lane);

            // residual p − t: for the true class minus the sum of the others where it has the maximum, since p_y − 1 cancels near 1
            Vector256<float> inverse = Lanes.One / (Lanes.One + others);
            Vector256<float> residual = Lanes.TrueResidual(
                Lanes.ExpOfDifference(zTrue, max), Lanes.Equal(label, argmax), others, inverse);
            inverse = Lanes.Unscaled(inverse);
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> other = Lanes.Load(ref z, (k * Block.Rows) + lane) * inverse;
                Lanes.Store(Lanes.Select(Lanes.Equal(label, k), residual, other), ref z, (k * Block.Rows) + lane);
            }

            // L = (max − z_y) + log(1 + the others)
            Lanes.Store((max - zTrue) + Lanes.Log1P(others), ref Lanes.Start(losses), lane);
        }
    }

    /// <summary>L = Σ t (log Σ exp z − z) for a target distribution t, and dL/dz = p Σ t − t.</summary>
    public static void CrossEntropy(Span<float> logits, ReadOnlySpan<float> targets, int count, Span<float> losses)
    {
        ref float z = ref Lanes.Start(logits);
        ref float t = ref Lanes.Start(targets);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> max = Maximum(ref z, lane, out Vector256<int> argmax);

            // the exponentials, times 2^64, and what the target says of each
            Vector256<float> others = Lanes.Zero, wrong = Lanes.Zero, mass = Lanes.Zero, distance = Lanes.Zero;
            Vector256<float> othersLost = Lanes.Zero, wrongLost = Lanes.Zero, massLost = Lanes.Zero, distanceLost = Lanes.Zero;
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                Vector256<float> tk = Lanes.Load(ref t, (k * Block.Rows) + lane);
                Vector256<float> e = Lanes.ScaledExpOfDifference(zk, max);
                Lanes.Accumulate(Lanes.Drop(Lanes.Equal(argmax, k), e), ref others, ref othersLost);
                Lanes.Accumulate((Lanes.One - tk) * e, ref wrong, ref wrongLost);
                Lanes.Accumulate(tk, ref mass, ref massLost);
                Lanes.Accumulate(tk * (max - zk), ref distance, ref distanceLost);
                Lanes.Store(e, ref z, (k * Block.Rows) + lane);
            }

            // residual p Σt − t: where the whole target is on one class, minus the sum of the others
            others = Lanes.Unscaled(others);
            Vector256<float> inverse = Lanes.Unscaled(Lanes.One / (Lanes.One + others));
            for (int k = 0; k < ClassCount; k++)
            {
                Vector256<float> p = Lanes.Load(ref z, (k * Block.Rows) + lane) * inverse;
                Vector256<float> tk = Lanes.Load(ref t, (k * Block.Rows) + lane);
                Lanes.Store(Lanes.Residual(p, mass, tk, wrong * inverse), ref z, (k * Block.Rows) + lane);
            }

            // L = Σ t (max − z) + Σ t log(1 + the others)
            Lanes.Store(Lanes.MultiplyAdd(mass, Lanes.Log1P(others), distance), ref Lanes.Start(losses), lane);
        }
    }

    /// <inheritdoc/>
    public static void MostProbable(ReadOnlySpan<float> logits, int count, Span<int> classes)
    {
        ref float z = ref Lanes.Start(logits);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            Vector256<float> max = Lanes.Load(ref z, lane);
            Vector256<int> argmax = Lanes.Broadcast(0);

            // z − z is 0, or NaN where a logit is not finite
            Vector256<float> poison = max - max;
            for (int k = 1; k < ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                Vector256<float> greater = Lanes.Greater(zk, max);
                max = Lanes.Select(greater, zk, max);
                argmax = Lanes.Select(greater, Lanes.Broadcast(k), argmax);
                poison += zk - zk;
            }

            Lanes.Select(Vector256.Equals(poison, Lanes.Zero), argmax, Lanes.Broadcast(-1)).StoreUnsafe(ref classes[lane]);
        }
    }

    /// <inheritdoc/>
    public static int MostProbable(ReadOnlySpan<float> logits)
    {
        int best = 0;
        for (int k = 1; k < ClassCount; k++)
        {
            if (logits[k] > logits[best]) best = k;
        }

        return best;
    }

    /// <inheritdoc/>
    public static float CrossEntropyOfRow(Span<float> logits, int label)
    {
        ref float z = ref Lanes.Start(logits);
        for (int k = ClassCount; k < logits.Length; k++) logits[k] = float.NegativeInfinity;

        int argmax = 0;
        for (int k = 1; k < ClassCount; k++)
        {
            if (Lanes.At(ref z, k) > Lanes.At(ref z, argmax)) argmax = k;
        }

        float max = logits[argmax];
        float distance = max - logits[label];
        logits[argmax] = float.NegativeInfinity;
        Vector256<float> top = Lanes.Broadcast(max), sum = Lanes.Zero, lost = Lanes.Zero;
        for (int k = 0; k < logits.Length; k += Lanes.Width)
        {
            Vector256<float> e = Lanes.ScaledExpOfDifference(Lanes.Load(ref z, k), top);
            Lanes.Accumulate(e, ref sum, ref lost);
            Lanes.Store(e, ref z, k);
        }

        // Exponentials that only fill the memory become 0, since numbers that underflow take processors long.
        logits[argmax] = 0;
        for (int k = ClassCount; k < logits.Length; k++) logits[k] = 0;
        float others = Lanes.Unscaled(Lanes.Sum(sum));
        float inverse = 1 / (1 + others);
        Lanes.Scale(logits, Lanes.Unscaled(inverse));
        logits[argmax] = inverse;
        logits[label] = label == argmax ? -others * inverse : logits[label] - 1;
        return distance + Lanes.Log1P(others);
    }

    /// <summary>So few that a vector of them, which would wait until all are stored, takes longer than an exponential for each.</summary>
    private static void ProbabilitiesOneByOne(ref float z, float max)
    {
        float total = 0;
        for (int k = 0; k < ClassCount; k++)
        {
            float e = Lanes.ExpOfDifference(Vector256.CreateScalarUnsafe(Lanes.At(ref z, k)), Vector256.CreateScalarUnsafe(max)).ToScalar();
            Lanes.At(ref z, k) = e;
            total += e;
        }

        for (int k = 0; k < ClassCount; k++) Lanes.At(ref z, k) /= total;
    }

    private static float Sum(ref float e)
    {
        float sum = 0;
        for (int k = 0; k < ClassCount; k++) sum += Lanes.At(ref e, k);
        return sum;
    }

    private static float CompensatedSum(ref float e)
    {
        float sum = 0, lost = 0;
        for (int k = 0; k < ClassCount; k++)
        {
            float corrected = Lanes.At(ref e, k) - lost;
            float next = sum + corrected;
            lost = (next - sum) - corrected;
            sum = next;
        }

        return sum;
    }

    /// <summary>The largest logit of each row.</summary>
    private static Vector256<float> Maximum(ref float z, int lane)
    {
        Vector256<float> max = Lanes.Load(ref z, lane);
        for (int k = 1; k < ClassCount; k++) max = Lanes.Larger(Lanes.Load(ref z, (k * Block.Rows) + lane), max);
        return max;
    }

    /// <summary>The largest logit of each row, and which class has it.</summary>
    private static Vector256<float> Maximum(ref float z, int lane, out Vector256<int> argmax)
    {
        Vector256<float> max = Lanes.Load(ref z, lane);
        Vector256<int> best = Lanes.Broadcast(0);
        for (int k = 1; k < ClassCount; k++)
        {
            Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
            best = Lanes.Select(Lanes.Greater(zk, max), Lanes.Broadcast(k), best);
            max = Lanes.Larger(zk, max);
        }

        argmax = best;
        return max;
    }
}
