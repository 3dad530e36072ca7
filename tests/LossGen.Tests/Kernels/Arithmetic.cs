using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Tests.Kernels;

/// <summary>Which of the two families of processors the tests run on: those that round a product before it is added have bits, and bounds, of their own.</summary>
internal static class Arithmetic
{
    /// <summary>Whether multiply-adds are fused.</summary>
    public static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>The bound that is documented for this family.</summary>
    public static double Of(double fused, double unfused) => IsFused ? fused : unfused;
}
