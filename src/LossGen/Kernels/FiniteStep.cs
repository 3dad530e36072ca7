using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>Steps that leave every parameter finite, without a look at the parameters where the step alone shows it.</summary>
/// <remarks>
/// The largest float is 2^128 − 2^104, and a sum below 2^128 − 2^103 is rounded to it, not to infinity (IEEE 754-2019, section 4.3.1). So
/// whatever finite parameter it is added to, a term below 2^103 gives a finite one.
/// </remarks>
internal static class FiniteStep
{
    /// <summary>2^102: half of what is allowed, since the bound is itself computed in float and residuals are rounded.</summary>
    public const float Limit = 5.0706024e30f;

    /// <summary>Whether no term <c>rate * x</c> or <c>rate</c> can make a finite parameter infinite. False where a number is NaN.</summary>
    /// <param name="rate">The factor, above 0.</param>
    /// <param name="sum">Σ |x|, which no |x| exceeds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSafe(float rate, float sum) => rate * (1 + sum) <= Limit;

    /// <summary>Σ |x|; infinite or NaN if one of them is.</summary>
    public static float Sum(ReadOnlySpan<float> x)
    {
        Vector256<float> sums = Vector256<float>.Zero;
        ref float from = ref Lanes.Start(x);
        int i = 0;
        for (; i <= x.Length - Lanes.Width; i += Lanes.Width) sums += Lanes.Abs(Lanes.Load(ref from, i));
        float sum = Lanes.Sum(sums);
        for (; i < x.Length; i++) sum += MathF.Abs(x[i]);
        return sum;
    }

    /// <summary>Adds <c>factor * x</c> to the parameters if all of them stay finite; else throws and changes none.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="x">As many numbers; they are overwritten.</param>
    /// <exception cref="InvalidOperationException">A parameter would be NaN or infinite.</exception>
    public static void TakeOrThrow(Span<float> parameters, float factor, Span<float> x)
    {
        for (int i = 0; i < parameters.Length; i++) x[i] = Lanes.MultiplyAdd(factor, x[i], parameters[i]);
        int at = Check.IndexOfNonFinite(x);
        if (at >= 0) Check.NoFiniteStep(at, x[at]);
        x.CopyTo(parameters);
    }
}
