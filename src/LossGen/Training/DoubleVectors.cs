using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LossGen.Training;

/// <summary>Vector arithmetic in double. Sums run in four lanes on any hardware, so they give the same bits everywhere.</summary>
internal static class DoubleVectors
{
    /// <summary>Σ a b.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector256<double>> va = MemoryMarshal.Cast<double, Vector256<double>>(a);
        ReadOnlySpan<Vector256<double>> vb = MemoryMarshal.Cast<double, Vector256<double>>(b);
        Vector256<double> lanes = default;
        for (int i = 0; i < va.Length && i < vb.Length; i++) lanes += va[i] * vb[i];
        double sum = (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
        for (int i = va.Length * 4; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Σ a b.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<float> b)
    {
        // Four separate sums let the processor overlap the additions.
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        double sum = (s0 + s2) + (s1 + s3);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>y ← y + scale · x.</summary>
    public static void AddScaled(double scale, ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<Vector256<double>> vx = MemoryMarshal.Cast<double, Vector256<double>>(x);
        Span<Vector256<double>> vy = MemoryMarshal.Cast<double, Vector256<double>>(y);
        Vector256<double> factor = Vector256.Create(scale);
        for (int i = 0; i < vx.Length && i < vy.Length; i++) vy[i] += factor * vx[i];
        for (int i = vx.Length * 4; i < x.Length; i++) y[i] += scale * x[i];
    }

    /// <summary>x ← scale · x.</summary>
    public static void Scale(double scale, Span<double> x)
    {
        for (int i = 0; i < x.Length; i++) x[i] *= scale;
    }

    /// <summary>destination ← −x.</summary>
    public static void Negate(ReadOnlySpan<double> x, Span<double> destination)
    {
        for (int i = 0; i < x.Length; i++) destination[i] = -x[i];
    }

    /// <summary>destination ← a − b.</summary>
    public static void Subtract(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> destination)
    {
        for (int i = 0; i < a.Length; i++) destination[i] = (double)a[i] - b[i];
    }
}
