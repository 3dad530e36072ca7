using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

/// <summary>Vectors of sixteen floats, for the kernels where the processor has them: <see cref="Lanes.HasManyRegisters"/> says so.</summary>
/// <remarks>
/// The instructions are named: where 512-bit vectors make some processors run slower at other work, the runtime splits operations on Vector512 in two.
/// A kernel may take such vectors only where a sum stays the chain of multiply-adds that it is with eight lanes, so that its bits do not change.
/// </remarks>
internal static class WideVector
{
    /// <summary>Lanes of a vector.</summary>
    public const int Width = 16;

    /// <summary>Sixteen times 0.</summary>
    public static Vector512<float> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<float>.Zero;
    }

    /// <summary>Whether there are such vectors, and fused multiply-adds in narrower ones too, which give the same bits. A constant once compiled.</summary>
    internal static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Avx512F.IsSupported && Fma.IsSupported;
    }

    /// <summary>Sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ref float start, int index) =>
        Unsafe.ReadUnaligned<Vector512<float>>(ref Unsafe.As<float, byte>(ref Lanes.At(ref start, index)));

    /// <summary>Eight numbers of either row from <paramref name="index"/> on, one row behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pair(ref float first, ref float second, int index) =>
        Join(Lanes.Load(ref first, index), Lanes.Load(ref second, index));

    /// <summary>Eight numbers from <paramref name="index"/> on, and the same once more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Twice(ref float start, int index)
    {
        Vector256<float> numbers = Lanes.Load(ref start, index);
        return Join(numbers, numbers);
    }

    /// <summary>Writes sixteen numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, ref float start, int index) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref Lanes.At(ref start, index)), value);

    /// <summary>Adds sixteen numbers to those from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector512<float> value, ref float start, int index) =>
        Store(Avx512F.Add(Load(ref start, index), value), ref start, index);

    /// <summary>One number in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(ref float start, int index) =>
        Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(Lanes.At(ref start, index)));

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Avx512F.FusedMultiplyAdd(a, b, c);

    /// <summary>A mask of the last lanes of either half: see <see cref="Lanes.LastLanes"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LastLanes(int count)
    {
        Vector256<float> mask = Lanes.LastLanes(count);
        return Join(mask, mask);
    }

    /// <summary>The lanes that a mask keeps; the others are 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Keep(Vector512<float> mask, Vector512<float> value) => Avx512F.And(mask.AsInt32(), value.AsInt32()).AsSingle();

    /// <summary>
    /// The sums of eight rows whose eight partial sums lie in the halves of four vectors, each added in the tree of <see cref="Lanes.Sum(Vector256{float})"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SumEach(Vector512<float> rows01, Vector512<float> rows23, Vector512<float> rows45, Vector512<float> rows67)
    {
        // halves: four sums of each row, in its quarter of the vector
        Vector512<float> a = Avx512F.Add(Avx512F.Shuffle4x128(rows01, rows45, 0x88), Avx512F.Shuffle4x128(rows01, rows45, 0xDD));
        Vector512<float> b = Avx512F.Add(Avx512F.Shuffle4x128(rows23, rows67, 0x88), Avx512F.Shuffle4x128(rows23, rows67, 0xDD));

        // quarters, then pairs: rows 0 and 2 in the first quarter, then 1 and 3, 4 and 6, 5 and 7
        Vector512<float> ab = Avx512F.Add(Avx512F.Shuffle(a, b, 0x44), Avx512F.Shuffle(a, b, 0xEE));
        Vector512<float> sums = Avx512F.Add(Avx512F.Shuffle(ab, ab, 0x88), Avx512F.Shuffle(ab, ab, 0xDD));
        return Avx512F.PermuteVar16x32(sums, Vector512.Create(0, 4, 1, 5, 8, 12, 9, 13, 0, 0, 0, 0, 0, 0, 0, 0)).GetLower();
    }

    /// <remarks>One instruction; Vector512.Create would be two, of which the first waits for what the register held before.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Join(Vector256<float> low, Vector256<float> high) =>
        Avx512F.InsertVector256(low.ToVector512Unsafe().AsDouble(), high.AsDouble(), 1).AsSingle();
}
