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
    /// <param name="sum">Σ |x| or more, which no |x| exceeds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSafe(float rate, float sum) => rate * (1 + sum) <= Limit;

    /// <summary>At least Σ |x|: numbers of the last vector may count twice. Infinite or NaN if one of them is.</summary>
    public static float Sum(ReadOnlySpan<float> x)
    {
        if (x.Length < Lanes.Width) return SumOfFew(x, default);
        ref float from = ref Lanes.Start(x);
        Vector256<float> sums = Lanes.Abs(Lanes.Load(ref from, x.Length - Lanes.Width));
        for (int i = 0; i < x.Length - Lanes.Width; i += Lanes.Width) sums += Lanes.Abs(Lanes.Load(ref from, i));
        return Lanes.Sum(sums);
    }

    /// <summary>Copies the numbers, each read once, and returns <see cref="Sum"/> of what has been copied.</summary>
    public static float Copy(ReadOnlySpan<float> x, Span<float> destination)
    {
        destination = destination[..x.Length];
        if (x.Length < Lanes.Width) return SumOfFew(x, destination);
        ref float from = ref Lanes.Start(x);
        ref float to = ref Lanes.Start(destination);
        Vector256<float> sums = Lanes.Zero, last = Lanes.Load(ref from, x.Length - Lanes.Width);
        for (int i = 0; i < x.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> next = Lanes.Load(ref from, i);
            Lanes.Store(next, ref to, i);
            sums += Lanes.Abs(next);
        }

        Lanes.Store(last, ref to, x.Length - Lanes.Width);
        return Lanes.Sum(sums + Lanes.Abs(last));
    }

    private static float SumOfFew(ReadOnlySpan<float> x, Span<float> destination)
    {
        float sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            float next = x[i];
            if (!destination.IsEmpty) destination[i] = next;
            sum += MathF.Abs(next);
        }

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
