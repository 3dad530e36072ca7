using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

public abstract partial class Lanes
{
    /// <summary>Sums each run of eight partial sums into one number.</summary>
    internal static void SumEach(ReadOnlySpan<float> partial, Span<float> destination)
    {
        ref float from = ref Start(partial);
        ref float to = ref Start(destination);
        int i = 0;
        for (; i <= destination.Length - Width; i += Width) Store(SumEach(ref from, i * Width), ref to, i);
        for (; i < destination.Length; i++) At(ref to, i) = Sum(Load(ref from, i * Width));
    }

    /// <summary>The sum of a block's numbers of one class.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SumOfBlock(ref float block, int index)
    {
        ref float from = ref At(ref block, index);
        return Sum((Load(ref from, 0) + Load(ref from, 8)) + (Load(ref from, 16) + Load(ref from, 24)));
    }

    /// <summary>The sum in double of the first <paramref name="count"/> of a block's numbers, always added in the same order.</summary>
    internal static double SumFirst(ReadOnlySpan<float> block, int count)
    {
        Vector256<double> low = default, high = default;
        ref float from = ref Start(block);
        for (int lane = 0; lane < count; lane += Width) AddTo(Load(ref from, lane) & FirstLanes(count - lane), ref low, ref high);
        return Sum(low, high);
    }

    /// <summary>Adds eight numbers to eight sums in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(Vector256<float> value, ref Vector256<double> low, ref Vector256<double> high)
    {
        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(value);
        low += a;
        high += b;
    }

    /// <summary>Eight sums in double, each rounded to float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Narrow(Vector256<double> low, Vector256<double> high) => Vector256.Narrow(low, high);

    /// <summary>The sum of eight sums in double, in one fixed tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> low, Vector256<double> high)
    {
        Vector256<double> sum = low + high;
        return (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }

    /// <summary>Adds the squares of eight numbers to eight sums in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AddSquares(Vector256<float> x, ref Vector256<double> low, ref Vector256<double> high)
    {
        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(x);

        // The square of a float is exact in double, so one rounding or two give the same bits.
        low = Fma.IsSupported ? Fma.MultiplyAdd(a, a, low) : low + (a * a);
        high = Fma.IsSupported ? Fma.MultiplyAdd(b, b, high) : high + (b * b);
    }

    /// <summary>Sets a block's numbers to 0 from the row <paramref name="first"/> on, whatever they are.</summary>
    public static void ClearRowsFrom(int first, Span<float> block)
    {
        ref float value = ref Start(block);
        for (int lane = first / Width * Width; lane < Block.Rows; lane += Width)
        {
            Vector256<float> kept = FirstLanes(first - lane);
            for (int i = lane; i < block.Length; i += Block.Rows) Store(Load(ref value, i) & kept, ref value, i);
        }
    }

    /// <summary>Multiplies a block's numbers, class by class, with one factor a row.</summary>
    internal static void ScaleRows(Span<float> block, ReadOnlySpan<float> factors)
    {
        ref float value = ref Start(block);
        ref float factor = ref Start(factors);
        for (int lane = 0; lane < Block.Rows; lane += Width)
        {
            Vector256<float> f = Load(ref factor, lane);
            for (int i = lane; i < block.Length; i += Block.Rows) Store(Load(ref value, i) * f, ref value, i);
        }
    }

    /// <summary>Multiplies every number with the same factor.</summary>
    internal static void Scale(Span<float> values, float factor)
    {
        ref float value = ref Start(values);
        int i = 0;
        for (; i <= values.Length - Width; i += Width) Store(Load(ref value, i) * factor, ref value, i);
        for (; i < values.Length; i++) values[i] *= factor;
    }

    /// <summary>Adds <c>factor * x</c> to every number.</summary>
    internal static void AddScaled(Span<float> values, float factor, ReadOnlySpan<float> x)
    {
        ref float value = ref Start(values);
        ref float from = ref Start(x);
        Vector256<float> f = Broadcast(factor);
        int i = 0;
        for (; i <= values.Length - Width; i += Width) AddProduct(f, Load(ref from, i), ref value, i);
        for (; i < values.Length; i++) values[i] = MultiplyAdd(factor, x[i], values[i]);
    }

    /// <summary>Σ x², in double: sixteen partial sums, then one fixed order.</summary>
    internal static double SumOfSquares(ReadOnlySpan<float> x)
    {
        Vector256<double> first = default, second = default, third = default, fourth = default;
        ref float from = ref Start(x);
        int i = 0;
        for (; i <= x.Length - (2 * Width); i += 2 * Width)
        {
            (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Load(ref from, i));
            (Vector256<double> c, Vector256<double> d) = Vector256.Widen(Load(ref from, i + Width));
            first += a * a;
            second += b * b;
            third += c * c;
            fourth += d * d;
        }

        double tail = 0;
        for (; i < x.Length; i++) tail += (double)x[i] * x[i];
        Vector256<double> sum = (first + second) + (third + fourth);
        return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + tail;
    }
}
