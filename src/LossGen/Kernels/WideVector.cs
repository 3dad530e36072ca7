using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Vectors of sixteen floats, where the processor has them.</summary>
internal static class WideVector
{
    /// <summary>Lanes of a vector.</summary>
    public const int Width = 16;

    /// <summary>Whether there are such vectors, and fused multiply-adds in narrower ones too, which give the same bits. A constant once compiled.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Fma.IsSupported;
    }

    /// <summary>Sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float start, int index) =>
        Unsafe.ReadUnaligned<Vector512<float>>(ref Unsafe.As<float, byte>(ref Lanes.At(ref start, index)));

    /// <summary>Writes sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float start, int index) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Lanes.At(ref start, index)), value);

    /// <summary>One number in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(ref float start, int index) =>
        Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(Lanes.At(ref start, index)));
}
