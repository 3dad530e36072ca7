using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

// Steps of softmax cross-entropy that concern single classes of a row.
public abstract partial class Lanes
{
    /// <summary>The class of the largest logit of one row, of equal ones the lowest; −1 where a logit is NaN or infinite.</summary>
    /// <param name="logits">One for each class, and few: they are looked at one by one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MostProbable(ReadOnlySpan<float> logits)
    {
        int best = 0;
        bool areFinite = true;
        for (int k = 0; k < logits.Length; k++)
        {
            areFinite &= float.IsFinite(logits[k]);
            if (logits[k] > logits[best]) best = k;
        }

        return areFinite ? best : -1;
    }

    /// <summary>The class that the only logit of a row decides, 0 or 1; −1 where it is NaN or infinite.</summary>
    /// <param name="logit">The logit of class 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int MostProbable(float logit) => !float.IsFinite(logit) ? -1 : logit > 0 ? 1 : 0;

    /// <summary>2^64 e^(z − max) in place of the logits of eight rows: see <see cref="ScaledExpOfDifference"/>.</summary>
    /// <remarks>
    /// One exponential a turn on purpose: the JIT keeps constants that are used once in memory operands, but gives those of unrolled copies
    /// a register each and spills what is computed.
    /// </remarks>
    /// <param name="z">The logits of class 0.</param>
    /// <param name="stride">From one class to the next.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="max">The largest logit of each row.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Exponentials(ref float z, int stride, int classes, Vector256<float> max)
    {
        nint end = (nint)stride * classes;
        for (nint k = 0; k < end; k += stride)
        {
            ref float zk = ref Unsafe.Add(ref z, k);
            Store(ScaledExpOfDifference(Load(ref zk, 0), max), ref zk, 0);
        }
    }

    /// <summary>The same for several groups of eight rows, whose logits lie group by group and class by class.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Exponentials(ref float z, ref float max, int groups, int classes)
    {
        for (nint group = 0; group < groups; group++)
        {
            Vector256<float> top = Load(ref max, (int)group * Width);
            for (nint k = 0; k < classes; k++)
            {
                Store(ScaledExpOfDifference(Load(ref z, 0), top), ref z, 0);
                z = ref Unsafe.Add(ref z, Width);
            }
        }
    }

    /// <summary>The same, and the sum of e^(z − max) over all classes but one, added with compensation since they may be many.</summary>
    /// <param name="z">The logits of class 0.</param>
    /// <param name="stride">From one class to the next.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="max">The largest logit of each row.</param>
    /// <param name="argmax">Its class, which is left out.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Vector256<float> SumOfExponentials(ref float z, int stride, int classes, Vector256<float> max, Vector256<int> argmax)
    {
        Vector256<float> sum = Zero, lost = Zero;
        nint end = (nint)stride * classes;
        for (nint k = 0; k < end; k += stride)
        {
            ref float zk = ref Unsafe.Add(ref z, k);
            Vector256<float> e = ScaledExpOfDifference(Load(ref zk, 0), max);
            Store(e, ref zk, 0);
            Accumulate(Drop(Vector256.Equals(argmax, Vector256<int>.Zero).AsSingle(), e), ref sum, ref lost);
            argmax -= Vector256<int>.One;
        }

        return Unscaled(sum);
    }

    /// <summary>The same for all rows of a block: their sums are chains of additions that each wait for the last, so two groups of eight take turns.</summary>
    /// <param name="z">The logits of the block.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="count">The rows that count, of which whole groups are taken.</param>
    /// <param name="max">The largest logit of each row.</param>
    /// <param name="argmax">Its class, which is left out.</param>
    /// <param name="sums">Receives the sums.</param>
    public static void SumsOfExponentials(ref float z, int classes, int count, ref float max, ref int argmax, ref float sums)
    {
        for (int lane = 0; lane < count; lane += Width) Exponentials(ref At(ref z, lane), Block.Rows, classes, Load(ref max, lane));
        for (int lane = 0; lane < count; lane += 2 * Width)
        {
            if (lane + Width < count)
            {
                AddExponentials(ref At(ref z, lane), classes, Load(ref argmax, lane), Load(ref argmax, lane + Width), out var first, out var second);
                Store(Unscaled(first), ref sums, lane);
                Store(Unscaled(second), ref sums, lane + Width);
            }
            else
            {
                Vector256<float> sum = Zero, lost = Zero;
                Vector256<int> largest = Load(ref argmax, lane);
                for (int k = 0; k < classes; k++) Accumulate(Drop(Equal(largest, k), Load(ref z, (k * Block.Rows) + lane)), ref sum, ref lost);
                Store(Unscaled(sum), ref sums, lane);
            }
        }
    }

    /// <summary>The largest logit of each row of a block, and which class has it; two groups of eight take turns here too.</summary>
    /// <param name="z">The logits of the block.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="count">The rows that count, of which whole groups are taken.</param>
    /// <param name="max">Receives the largest logits.</param>
    /// <param name="argmax">Receives their classes.</param>
    public static void Maxima(ref float z, int classes, int count, ref float max, ref int argmax)
    {
        for (int lane = 0; lane < count; lane += 2 * Width)
        {
            // Of an absent second group the first is taken twice.
            int next = lane + Width < count ? lane + Width : lane;
            Vector256<float> first = Load(ref z, lane), second = Load(ref z, next);
            Vector256<int> firstClass = Broadcast(0), secondClass = firstClass;
            for (int k = 1; k < classes; k++)
            {
                Vector256<float> z1 = Load(ref z, (k * Block.Rows) + lane), z2 = Load(ref z, (k * Block.Rows) + next);
                firstClass = Select(Greater(z1, first), Broadcast(k), firstClass);
                secondClass = Select(Greater(z2, second), Broadcast(k), secondClass);
                first = Larger(z1, first);
                second = Larger(z2, second);
            }

            Store(first, ref max, lane);
            Store(second, ref max, next);
            firstClass.StoreUnsafe(ref argmax, (nuint)lane);
            secondClass.StoreUnsafe(ref argmax, (nuint)next);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddExponentials(
        ref float z, int classes, Vector256<int> firstArgmax, Vector256<int> secondArgmax, out Vector256<float> first, out Vector256<float> second)
    {
        Vector256<float> sum1 = Zero, lost1 = Zero, sum2 = Zero, lost2 = Zero;
        for (int k = 0; k < classes; k++)
        {
            Accumulate(Drop(Equal(firstArgmax, k), Load(ref z, k * Block.Rows)), ref sum1, ref lost1);
            Accumulate(Drop(Equal(secondArgmax, k), Load(ref z, (k * Block.Rows) + Width)), ref sum2, ref lost2);
        }

        first = sum1;
        second = sum2;
    }

    /// <summary>Of eight rows of a block, the number of one class each.</summary>
    /// <param name="block">The first row's number of class 0.</param>
    /// <param name="classes">The class of each row: an unchecked index, hence never read from the memory of a caller.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pick(ref float block, Vector256<int> classes) => Vector256.Create(
        InBlock(ref block, classes, 0), InBlock(ref block, classes, 1), InBlock(ref block, classes, 2), InBlock(ref block, classes, 3),
        InBlock(ref block, classes, 4), InBlock(ref block, classes, 5), InBlock(ref block, classes, 6), InBlock(ref block, classes, 7));

    /// <summary>The residual p − 1 of the true class; where that is the class of the maximum, minus the sum of the other probabilities.</summary>
    /// <param name="e">The exponential of the true class.</param>
    /// <param name="isLargest">Where it has the maximum.</param>
    /// <param name="others">The sum of the exponentials of the other classes.</param>
    /// <param name="inverse">1 / (1 + others).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> TrueResidual(Vector256<float> e, Vector256<float> isLargest, Vector256<float> others, Vector256<float> inverse) =>
        Select(isLargest, -others, e - (One + others)) * inverse;

    /// <summary>Residuals p − t of one row with its classes in the first lanes. Its cross-entropy is distance + log(1 + others).</summary>
    /// <param name="z">The logits.</param>
    /// <param name="count">The number of classes.</param>
    /// <param name="max">The largest logit.</param>
    /// <param name="argmax">Its class.</param>
    /// <param name="label">The true class.</param>
    /// <param name="distance">From the logit of the true class to the largest.</param>
    /// <param name="others">The sum of the exponentials of the other classes than that of the largest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RowResiduals(
        Vector256<float> z, int count, float max, int argmax, int label, out float distance, out float others)
    {
        Vector256<int> classes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        Vector256<float> isLargest = Equal(classes, argmax), isTrue = Equal(classes, label);
        Vector256<float> e = ScaledExpOfDifference(z, Vector256.Create(max));
        Vector256<float> sum = Unscaled(SumInEach(Drop(isLargest, Keep(FirstLanes(count), e)), count));
        others = sum.ToScalar();
        distance = max - SumInEach(Keep(isTrue, z), count).ToScalar();

        Vector256<float> inverse = One / (One + sum);
        return Select(isTrue, TrueResidual(Unscaled(e), isLargest, sum, inverse), e * Unscaled(inverse));
    }

    /// <summary>The residual σ(z) − t of one row of a binary model. Its cross-entropy is distance + log(1 + others).</summary>
    /// <param name="z">The logit.</param>
    /// <param name="label">The true class.</param>
    /// <param name="distance">What the larger of z and 0 exceeds the true one of them by.</param>
    /// <param name="others">exp(−|z|).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float RowResidual(float z, int label, out float distance, out float others)
    {
        // softplus(m) and ±σ(m) with m = −z where the label is 1 and m = z where it is 0
        float m = label == 1 ? -z : z;
        others = Exp(Vector256.CreateScalar(-MathF.Abs(z))).ToScalar();
        distance = MathF.Max(m, 0);
        float sigmoid = (m > 0 ? 1 : others) / (1 + others);
        return label == 1 ? -sigmoid : sigmoid;
    }

    /// <summary>The sum of the first lanes, four or all eight, in each of them. The others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SumInEach(Vector256<float> x, int count)
    {
        Vector256<float> four = count <= 4 ? x : x + Vector256.Create(x.GetUpper(), x.GetLower());
        if (Avx.IsSupported)
        {
            Vector256<float> two = four + Avx.Permute(four, 0x4E);
            return two + Avx.Permute(two, 0xB1);
        }

        return Vector256.Create(Sum(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float InBlock(ref float block, Vector256<int> classes, int row) => ref At(ref block, (classes[row] * Block.Rows) + row);
}
