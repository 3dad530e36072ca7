using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LossGen.Kernels;

// Loads, stores and the small compositions that the generated kernels are written in. None of them checks a bound: the
// engine hands the kernels spans of exactly the declared shape.
public abstract partial class Lanes
{
    /// <summary>Lanes of a vector.</summary>
    public const int Width = 8;

    /// <summary>A length filled up to whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int InVectors(int length) => (length + Width - 1) / Width * Width;

    /// <summary>All lanes 0.</summary>
    public static Vector256<float> Zero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Zero;
    }

    /// <summary>All lanes 1.</summary>
    public static Vector256<float> One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.One;
    }

    /// <summary>Four sums in double, all 0.</summary>
    public static Vector256<double> DoubleZero
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<double>.Zero;
    }

    /// <summary>Eight numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float e0, float e1, float e2, float e3, float e4, float e5, float e6, float e7) =>
        Vector256.Create(e0, e1, e2, e3, e4, e5, e6, e7);

    /// <summary>The number in one lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lane(Vector256<float> value, int lane) => value.GetElement(lane);

    /// <summary>The first element of a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float Start(ReadOnlySpan<float> span) => ref MemoryMarshal.GetReference(span);

    /// <summary>The first element of a span.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref int Start(ReadOnlySpan<int> span) => ref MemoryMarshal.GetReference(span);

    /// <summary>The element <paramref name="index"/> places on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref float At(ref float start, int index) => ref Unsafe.Add(ref start, (nint)index);

    /// <summary>The element <paramref name="index"/> places on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref int At(ref int start, int index) => ref Unsafe.Add(ref start, (nint)index);

    /// <summary>Eight numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ref float start, int index) => Vector256.LoadUnsafe(ref start, (nuint)index);

    /// <summary>Eight integers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(ref int start, int index) => Vector256.LoadUnsafe(ref start, (nuint)index);

    /// <summary>Writes eight numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, ref float start, int index) => value.StoreUnsafe(ref start, (nuint)index);

    /// <summary>One number in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(ref float start, int index) => Vector256.Create(Unsafe.Add(ref start, (nint)index));

    /// <summary>One number in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    /// <summary>One integer in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    /// <summary><c>a * b + c</c>, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) =>
        Fma.IsSupported || AdvSimd.IsSupported ? MathF.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>Adds <c>a * b</c> to the eight numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(Vector256<float> a, Vector256<float> b, ref float start, int index) =>
        Store(MultiplyAdd(a, b, Load(ref start, index)), ref start, index);

    /// <summary>Adds <c>a * b</c> to a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddProduct(float a, float b, ref float start, int index) =>
        At(ref start, index) = MultiplyAdd(a, b, At(ref start, index));

    /// <summary>Adds to the eight numbers from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Vector256<float> value, ref float start, int index) => Store(Load(ref start, index) + value, ref start, index);

    /// <summary>Asks for a line of memory to be brought into the second-level cache; without such an instruction, nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Fetch(ref float place)
    {
        // A prefetch of an address that has moved meanwhile does no harm: it reads nothing and cannot fail.
        if (Sse.IsSupported) Sse.Prefetch1(Unsafe.AsPointer(ref place));
    }

    /// <summary>
    /// Asks for the lines of some numbers to be brought into the first-level cache; of many only the first, behind which the processor goes on by itself.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fetch(ref float numbers, int count)
    {
        const int LineLength = 16;
        FetchNear(ref numbers);
        if (count > LineLength) FetchNear(ref At(ref numbers, LineLength));
        if (count > 4) FetchNear(ref At(ref numbers, Math.Min(count, 3 * LineLength) - 1));
    }

    /// <summary>Asks for a line of memory to be brought into the first-level cache; without such an instruction, nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void FetchNear<T>(ref T place)
        where T : unmanaged
    {
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref place));
    }

    /// <summary>Adds to a sum and keeps what rounding loses, to be added with the next term (Kahan 1965).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Vector256<float> term, ref Vector256<float> sum, ref Vector256<float> lost)
    {
        Vector256<float> corrected = term - lost;
        Vector256<float> next = sum + corrected;
        lost = (next - sum) - corrected;
        sum = next;
    }

    /// <summary>Lanes where the integers are equal, as a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Equal(Vector256<int> a, int b) => Vector256.Equals(a, Vector256.Create(b)).AsSingle();

    /// <summary>Lanes where the integers are equal, as a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Equal(Vector256<int> a, Vector256<int> b) => Vector256.Equals(a, b).AsSingle();

    /// <summary>Lanes where <c>a &gt; b</c>, as a mask; false where either is NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Greater(Vector256<float> a, Vector256<float> b) => Vector256.GreaterThan(a, b);

    /// <summary>The larger of two numbers; where one is NaN, a NaN or <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Larger(Vector256<float> a, Vector256<float> b)
    {
#if NET9_0_OR_GREATER
        return Vector256.MaxNative(a, b);
#else
        return Avx.IsSupported ? Avx.Max(a, b) : Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), a, b);
#endif
    }

    /// <summary>The smaller of two numbers; where one is NaN, a NaN or <paramref name="b"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Smaller(Vector256<float> a, Vector256<float> b)
    {
#if NET9_0_OR_GREATER
        return Vector256.MinNative(a, b);
#else
        return Avx.IsSupported ? Avx.Min(a, b) : Vector256.ConditionalSelect(Vector256.LessThan(a, b), a, b);
#endif
    }

    /// <summary><paramref name="yes"/> in the lanes of the mask, <paramref name="no"/> in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> yes, Vector256<float> no) =>
        Avx.IsSupported ? Avx.BlendVariable(no, yes, mask) : Vector256.ConditionalSelect(mask, yes, no);

    /// <summary><paramref name="yes"/> in the lanes of the mask, <paramref name="no"/> in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Select(Vector256<float> mask, Vector256<int> yes, Vector256<int> no) =>
        Select(mask, yes.AsSingle(), no.AsSingle()).AsInt32();

    /// <summary>The lanes of the mask, 0 in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Keep(Vector256<float> mask, Vector256<float> value) => value & mask;

    /// <summary>0 in the lanes of the mask, the value in the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Drop(Vector256<float> mask, Vector256<float> value) => Vector256.AndNot(value, mask);

    /// <summary>Magnitudes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    /// <summary><c>max(x, 0)</c>; NaN and −0 stay what they are.</summary>
    /// <remarks>x86 defines that its maximum is the second operand where one is NaN or both are 0, which is the same.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Positive(Vector256<float> value) =>
        Avx.IsSupported ? Avx.Max(Zero, value) : Drop(Vector256.LessThan(value, Zero), value);

    /// <summary>
    /// The residual <c>p Σt − t</c> of one class; where the whole target is on it, minus the sum of the other probabilities,
    /// because p − 1 cancels near 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Residual(Vector256<float> p, Vector256<float> mass, Vector256<float> target, Vector256<float> others) =>
        Select(Vector256.Equals(target, One), -others, (p * mass) - target);

    /// <summary>A mask of the first <paramref name="count"/> lanes; all of them from eight on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FirstLanes(int count) =>
        Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(count)).AsSingle();

    /// <summary>A mask of the last <paramref name="count"/> lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LastLanes(int count) =>
        Vector256.GreaterThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(Width - 1 - count)).AsSingle();

    /// <summary>The last <paramref name="count"/> lanes as the first ones, 0 behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> LastToFirst(Vector256<float> value, int count)
    {
        if (Avx2.IsSupported)
            return Keep(FirstLanes(count), Avx2.PermuteVar8x32(value, Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7) + Vector256.Create(Width - count)));
        Vector256<float> moved = default;
        for (int i = 0; i < count; i++) moved = moved.WithElement(i, value.GetElement(Width - count + i));
        return moved;
    }

    /// <summary>Fewer than eight numbers from <paramref name="index"/> on, 0 in the lanes behind them; reads nothing else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> LoadFirst(ref float start, int index, int count)
    {
        ref float from = ref At(ref start, index);
        if (count < 4) return Vector256.Create(LoadFirst(ref from, count), Vector128<float>.Zero);
        return Vector256.Create(Vector128.LoadUnsafe(ref from), LoadFirst(ref At(ref from, 4), count - 4));
    }

    /// <summary>Writes the first lanes, fewer than eight, from <paramref name="index"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreFirst(Vector256<float> value, ref float start, int index, int count)
    {
        ref float to = ref At(ref start, index);
        if (count >= 4)
        {
            value.GetLower().StoreUnsafe(ref to);
            StoreFirst(value.GetUpper(), ref At(ref to, 4), count - 4);
        }
        else StoreFirst(value.GetLower(), ref to, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LoadFirst(ref float from, int count)
    {
        if (count == 0) return Vector128<float>.Zero;
        if (count == 1) return Vector128.CreateScalar(from);
        Vector128<float> two = LoadTwo(ref from);
        return count == 2 ? two : two.WithElement(2, At(ref from, 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFirst(Vector128<float> value, ref float to, int count)
    {
        if (count >= 2) StoreTwo(value, ref to);
        if (count == 1) to = value.ToScalar();
        else if (count == 3) At(ref to, 2) = value.GetElement(2);
    }

    /// <summary>Two neighbouring numbers, in the lower half of a vector; 0 above them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> LoadTwo(ref float start) => Vector128.CreateScalar(Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref start))).AsSingle();

    /// <summary>Stores the lower half of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreTwo(Vector128<float> value, ref float start) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<float, byte>(ref start), value.AsDouble().ToScalar());
}
