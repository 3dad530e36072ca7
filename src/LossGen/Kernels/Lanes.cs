using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Vector arithmetic for generated kernels. Every operation gives the same bits whatever the hardware's vector width.</summary>
/// <remarks>Not static: generated kernels derive a nested class, by whose name they call it whatever names the model's surroundings have.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class Lanes
{
    /// <summary>Whether there are 32 vector registers, and not 16. A constant once compiled.</summary>
    public static bool HasManyRegisters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.VL.IsSupported;
    }

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
    {
#if NET9_0_OR_GREATER
        return Vector256.FusedMultiplyAdd(a, b, c);
#else
        if (Fma.IsSupported) return Fma.MultiplyAdd(a, b, c);
        return Vector256.Create(MultiplyAdd(a.GetLower(), b.GetLower(), c.GetLower()), MultiplyAdd(a.GetUpper(), b.GetUpper(), c.GetUpper()));
#endif
    }

    /// <summary>Whether no step of <paramref name="rate"/> times one of the features, or of the rate itself, can make a finite parameter infinite.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="features">Σ |x|; where a feature is NaN or infinite, so is the sum, and the answer is no.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsFiniteStep(float rate, float features) => FiniteStep.IsSafe(rate, features);

    /// <summary>The sum of the 8 lanes, added in one fixed tree: halves first, then quarters, then pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> x)
    {
        Vector128<float> four = x.GetLower() + x.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>a b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
#if NET9_0_OR_GREATER
        return Vector128.FusedMultiplyAdd(a, b, c);
#else
        if (Fma.IsSupported) return Fma.MultiplyAdd(a, b, c);
        if (AdvSimd.IsSupported) return AdvSimd.FusedMultiplyAdd(c, a, b);
        return Vector128.Create(
            MathF.FusedMultiplyAdd(a[0], b[0], c[0]), MathF.FusedMultiplyAdd(a[1], b[1], c[1]),
            MathF.FusedMultiplyAdd(a[2], b[2], c[2]), MathF.FusedMultiplyAdd(a[3], b[3], c[3]));
#endif
    }
}
