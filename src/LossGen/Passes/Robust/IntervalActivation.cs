using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>An activation on intervals: from centres and radii of z to those of f(z), and back.</summary>
/// <typeparam name="TActivation">The activation.</typeparam>
internal static class IntervalActivation<TActivation>
    where TActivation : struct, IActivationKernels
{
    // Where x Φ(x) and x σ(x), which fall before they rise, are smallest: the roots of their derivatives.
    private const float GeluMinimum = -0.751791524693564f, SiluMinimum = -1.27846454276107f;

    private static bool HasMinimum => TActivation.Kind is Activation.Gelu or Activation.Silu;

    private static float Minimum => TActivation.Kind == Activation.Gelu ? GeluMinimum : SiluMinimum;

    /// <summary>Centres and radii of the outputs.</summary>
    public static void Forward(ReadOnlySpan<float> z, ReadOnlySpan<float> reach, Span<float> centres, Span<float> radii)
    {
        ref float from = ref Lanes.Start(z), wide = ref Lanes.Start(reach), c = ref Lanes.Start(centres), r = ref Lanes.Start(radii);
        Vector256<float> half = Vector256.Create(0.5f);
        for (int i = 0; i < z.Length; i += Lanes.Width)
        {
            Ends(Lanes.Load(ref from, i), Lanes.Load(ref wide, i), out _, out _, out Vector256<float> low, out Vector256<float> high, out _);
            Lanes.Store((low + high) * half, ref c, i);
            Lanes.Store((high - low) * half, ref r, i);
        }
    }

    /// <summary>From the derivatives by the outputs' centres and radii to those by z's, in place.</summary>
    public static void Backward(ReadOnlySpan<float> z, ReadOnlySpan<float> reach, Span<float> ofCentres, Span<float> ofRadii)
    {
        ref float from = ref Lanes.Start(z), wide = ref Lanes.Start(reach), c = ref Lanes.Start(ofCentres), r = ref Lanes.Start(ofRadii);
        Vector256<float> half = Vector256.Create(0.5f);
        for (int i = 0; i < z.Length; i += Lanes.Width)
        {
            Ends(
                Lanes.Load(ref from, i), Lanes.Load(ref wide, i), out Vector256<float> atLow, out Vector256<float> atHigh, out Vector256<float> low,
                out Vector256<float> high, out Vector256<float> isInside);
            Vector256<float> ofLow = (Lanes.Load(ref c, i) - Lanes.Load(ref r, i)) * half * Lanes.Drop(isInside, TActivation.Derivative(atLow, low));
            Vector256<float> ofHigh = (Lanes.Load(ref c, i) + Lanes.Load(ref r, i)) * half * TActivation.Derivative(atHigh, high);

            // The ends of z may have changed places: d/dc is the sum, d/dr the difference as seen from z.
            Vector256<float> isSwapped = Vector256.GreaterThan(atLow, atHigh);
            Lanes.Store(ofLow + ofHigh, ref c, i);
            Lanes.Store(Vector256.ConditionalSelect(isSwapped, ofLow - ofHigh, ofHigh - ofLow), ref r, i);
        }
    }

    /// <summary>Where an activation is smallest and largest over an interval, and what it is there.</summary>
    private static void Ends(
        Vector256<float> z,
        Vector256<float> reach,
        out Vector256<float> atLow,
        out Vector256<float> atHigh,
        out Vector256<float> low,
        out Vector256<float> high,
        out Vector256<float> isInside)
    {
        Vector256<float> left = z - reach, right = z + reach;
        (atLow, atHigh) = (left, right);
        (low, high) = (TActivation.Value(left), TActivation.Value(right));
        isInside = Vector256<float>.Zero;
        if (!HasMinimum) return;

        // The larger end is the maximum; the smaller one the minimum, unless the function's own lies between them.
        Vector256<float> isFalling = Vector256.GreaterThan(low, high);
        (atLow, atHigh) = (Vector256.ConditionalSelect(isFalling, right, left), Vector256.ConditionalSelect(isFalling, left, right));
        (low, high) = (Vector256.ConditionalSelect(isFalling, high, low), Vector256.ConditionalSelect(isFalling, low, high));
        Vector256<float> minimum = Vector256.Create(Minimum);
        isInside = Vector256.LessThan(left, minimum) & Vector256.GreaterThan(right, minimum);
        low = Vector256.ConditionalSelect(isInside, TActivation.Value(minimum), low);
    }
}
