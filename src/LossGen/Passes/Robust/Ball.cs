using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Passes;

/// <summary>Floats that are within a distance of other floats exactly, although sums are rounded.</summary>
internal static class Ball
{
    /// <summary>The largest float that is not above a size.</summary>
    public static float Reach(double epsilon)
    {
        float reach = epsilon > float.MaxValue ? float.MaxValue : (float)epsilon;
        return reach > epsilon ? MathF.BitDecrement(reach) : reach;
    }

    /// <summary>A Euclidean length below <paramref name="epsilon"/> by more than rounding adds to a change of <paramref name="count"/> floats that is scaled to it.</summary>
    /// <remarks>
    /// The scale and each product are rounded to float, by u = 2^−24 of themselves or 2^−150, so the length grows by at most 2 u + u² of itself and √n 2^−150. The length
    /// itself, a sum of n squares in double, is within (n + 1) 2^−53 of the real one (Higham, "Accuracy and stability of numerical algorithms", 2002, section 3.1).
    /// 3 u, 2 (n + 16) 2^−53 and n 2^−149 cover them.
    /// </remarks>
    public static double Safe(double epsilon, int count) =>
        Math.Max(0, (epsilon * (1 - (3.0 / (1 << 24)) - ((count + 16) * (1.0 / (1L << 52))))) - (count * (double)float.Epsilon));

    /// <summary>x + δ rounded towards x: the outermost floats that are not farther from x than δ; infinite where the sum exceeds all floats.</summary>
    /// <remarks>
    /// The error of a rounded sum is a float (Knuth's TwoSum, "The art of computer programming" 2, 4.2.2, theorem B). Where it has another sign than δ, the sum
    /// has gone too far, and the float before it has not.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Moved(Vector256<float> x, Vector256<float> delta)
    {
        Vector256<float> sign = Vector256.Create(-0f), moved = x + delta, part = moved - x;
        Vector256<float> error = (x - (moved - part)) + (delta - part);
        Vector256<int> isTooFar = Vector256.LessThan(error ^ (delta & sign), Vector256<float>.Zero).AsInt32();

        // The float before it in the direction of δ is the smaller magnitude if the sum has the sign of δ, else the larger one.
        Vector256<int> inward = Vector256.ShiftRightArithmetic((moved ^ delta).AsInt32(), 31) | Vector256<int>.One;
        return (moved.AsInt32() - (isTooFar & inward)).AsSingle();
    }

    /// <summary>The same for sixteen.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Moved(Vector512<float> x, Vector512<float> delta)
    {
        Vector512<float> sign = Vector512.Create(-0f), moved = x + delta, part = moved - x;
        Vector512<float> error = (x - (moved - part)) + (delta - part);
        Vector512<int> isTooFar = Vector512.LessThan(error ^ (delta & sign), Vector512<float>.Zero).AsInt32();
        Vector512<int> inward = Vector512.ShiftRightArithmetic((moved ^ delta).AsInt32(), 31) | Vector512<int>.One;
        return (moved.AsInt32() - (isTooFar & inward)).AsSingle();
    }
}
