using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

public static partial class Lanes
{
    /// <summary>Sums each run of eight partial sums into one number.</summary>
    internal static void SumEach(ReadOnlySpan<float> partial, Span<float> destination)
    {
        ref float from = ref Start(partial);
        for (int i = 0; i < destination.Length; i++) destination[i] = Sum(Load(ref from, i * Width));
    }

    /// <summary>The sum in double of the first <paramref name="count"/> of a block's sixteen numbers, always added in the same order.</summary>
    internal static double SumFirst(ReadOnlySpan<float> sixteen, int count)
    {
        Vector256<int> index = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        ref float from = ref Start(sixteen);
        Vector256<float> low = Load(ref from, 0) & Vector256.LessThan(index, Vector256.Create(count)).AsSingle();
        Vector256<float> high = Load(ref from, Width) & Vector256.LessThan(index, Vector256.Create(count - Width)).AsSingle();
        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(low);
        (Vector256<double> c, Vector256<double> d) = Vector256.Widen(high);
        Vector256<double> sum = (a + b) + (c + d);
        return (sum[0] + sum[1]) + (sum[2] + sum[3]);
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
