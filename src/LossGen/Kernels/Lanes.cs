using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Vector arithmetic for generated kernels. Every operation gives the same bits whatever the hardware's vector width.</summary>
/// <remarks>
/// There are two families of processors, each with bits of its own: those with fused multiply-adds, and those without, where a product is rounded before
/// it is added. To compute what the others do in software would take some twenty times as long.
/// Not static: generated kernels derive a nested class, by whose name they call it whatever names the model's surroundings have.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class Lanes
{
    /// <summary>Whether there are 32 vector registers, and not 16. A constant once compiled.</summary>
    public static bool HasManyRegisters
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.VL.IsSupported;
    }

    /// <summary>
    /// <c>a * b + c</c>, rounded once; by a processor without fused multiply-adds twice, the product first. What needs the exact product asks for
    /// <see cref="ProductTail"/>.
    /// </summary>
    // No property between the checks and the instructions: in a tile of many sums the JIT would reach the end of what it inlines.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> c)
    {
        if (Fma.IsSupported) return Fma.MultiplyAdd(a, b, c);
        if (AdvSimd.IsSupported)
        {
            return Vector256.Create(
                AdvSimd.FusedMultiplyAdd(c.GetLower(), a.GetLower(), b.GetLower()), AdvSimd.FusedMultiplyAdd(c.GetUpper(), a.GetUpper(), b.GetUpper()));
        }

        return (a * b) + c;
    }

    /// <inheritdoc cref="MultiplyAdd(Vector256{float}, Vector256{float}, Vector256{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        if (Fma.IsSupported) return Fma.MultiplyAdd(a, b, c);
        return AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c, a, b) : (a * b) + c;
    }

    /// <summary><c>a * b - product</c>, where <paramref name="product"/> is a * b rounded: what the rounding lost.</summary>
    /// <remarks>Without fused multiply-adds to 2^−33 of the product, from halves of 12 bits whose products are exact (Dekker 1971, "A floating-point technique for extending
    /// the available precision", Numerische Mathematik 18; the halves are cut by a mask, which cannot overflow).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ProductTail(Vector256<float> a, Vector256<float> b, Vector256<float> product)
    {
        if (Fma.IsSupported || AdvSimd.IsSupported) return MultiplyAdd(a, b, -product);
        Vector256<float> upper = Vector256.Create(~0xFFF).AsSingle();
        Vector256<float> aHigh = a & upper, bHigh = b & upper;
        Vector256<float> aLow = a - aHigh, bLow = b - bHigh;
        return (((aHigh * bHigh) - product) + (aHigh * bLow) + (aLow * bHigh)) + (aLow * bLow);
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
        // In whole vectors: a program's first prediction has no need of another type of them, which takes the runtime half a millisecond to load.
        if (Avx.IsSupported)
        {
            Vector256<float> halves = x + Avx.Permute2x128(x, x, 1);
            Vector256<float> quarters = halves + Avx.Permute(halves, 0b_01_00_11_10);
            return quarters.ToScalar() + quarters.GetElement(1);
        }

        Vector128<float> four = x.GetLower() + x.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }
}
