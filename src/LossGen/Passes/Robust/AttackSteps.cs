using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>Where an L∞ attack may go and how it goes there: the box around a row cut by the valid range, a random start, a step.</summary>
/// <remarks>
/// Whole blocks at once, since each number has limits of its own; only a random start goes row by row. Each number is computed by itself, so vectors of sixteen give the
/// same bits as those of eight.
/// </remarks>
internal static partial class AttackSteps
{
    /// <summary>The limits of each number.</summary>
    public static void Limits(ReadOnlySpan<float> rows, in AttackPlan plan, Span<float> lowest, Span<float> highest)
    {
        Vector256<float> reach = Vector256.Create(Ball.Reach(plan.Epsilon)), minimum = Vector256.Create(plan.Least), maximum = Vector256.Create(plan.Most);
        ref float x = ref Lanes.Start(rows), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        int i = WideVector.IsSupported ? LimitsWide(ref x, plan, ref low, ref high, rows.Length) : 0;
        for (; i <= rows.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> at = Lanes.Load(ref x, i);
            Lanes.Store(Lanes.Larger(Ball.Moved(at, -reach), minimum), ref low, i);
            Lanes.Store(Lanes.Smaller(Ball.Moved(at, reach), maximum), ref high, i);
        }

        if (i == rows.Length) return;
        Vector256<float> last = RowTail.Load(rows);
        RowTail.Store(Lanes.Larger(Ball.Moved(last, -reach), minimum), lowest[..rows.Length]);
        RowTail.Store(Lanes.Smaller(Ball.Moved(last, reach), maximum), highest[..rows.Length]);
    }

    /// <summary>A random point of the box around a row.</summary>
    public static void Start(in AttackPlan plan, int place, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest, Span<float> attacked)
    {
        ulong state = plan.StateOf(place);
        ref float x = ref Lanes.Start(attacked), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        int i = WideVector.IsSupported ? StartWide(state, ref low, ref high, ref x, attacked.Length) : 0;
        for (; i <= attacked.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Between(AttackPlan.Random(state, i), Lanes.Load(ref low, i), Lanes.Load(ref high, i)), ref x, i);
        if (i == attacked.Length) return;
        Vector256<float> share = AttackPlan.Random(state, RowTail.Start(attacked.Length));
        RowTail.Store(Between(share, RowTail.Load(lowest), RowTail.Load(highest)), attacked);
    }

    /// <summary>A step along the signs, back into the limits; where the derivative is 0 or NaN a number stays.</summary>
    public static void BySign(Span<float> attacked, ReadOnlySpan<float> gradient, float step, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest)
    {
        int length = attacked.Length;
        Vector256<float> size = Vector256.Create(step);
        ref float x = ref Lanes.Start(attacked), g = ref Lanes.Start(gradient), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        int i = WideVector.IsSupported ? BySignWide(ref x, ref g, step, ref low, ref high, length) : 0;
        for (; i <= length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Lanes.Load(ref x, i) + Signed(size, Lanes.Load(ref g, i)), Lanes.Load(ref low, i), Lanes.Load(ref high, i)), ref x, i);
        if (i == length) return;
        Vector256<float> moved = RowTail.Load(attacked) + Signed(size, RowTail.Load(gradient[..length]));
        RowTail.Store(Within(moved, RowTail.Load(lowest[..length]), RowTail.Load(highest[..length])), attacked);
    }

    /// <summary>A step from the rows themselves to the border of the ball: the same as a step of that length, without limits that have to be kept.</summary>
    public static void ToBorder(Span<float> rows, ReadOnlySpan<float> gradient, in AttackPlan plan)
    {
        Vector256<float> reach = Vector256.Create(Ball.Reach(plan.Epsilon)), minimum = Vector256.Create(plan.Least), maximum = Vector256.Create(plan.Most);
        ref float x = ref Lanes.Start(rows), g = ref Lanes.Start(gradient);
        int i = WideVector.IsSupported ? ToBorderWide(ref x, ref g, plan, rows.Length) : 0;
        for (; i <= rows.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Ball.Moved(Lanes.Load(ref x, i), Signed(reach, Lanes.Load(ref g, i))), minimum, maximum), ref x, i);
        if (i == rows.Length) return;
        Vector256<float> moved = Ball.Moved(RowTail.Load(rows), Signed(reach, RowTail.Load(gradient[..rows.Length])));
        RowTail.Store(Within(moved, minimum, maximum), rows);
    }

    /// <summary>The point of an interval at a share of it; rounding may not lead out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(Vector256<float> share, Vector256<float> low, Vector256<float> high) =>
        Within((low * (Lanes.One - share)) + (high * share), low, high);

    /// <summary>A size with the signs of derivatives; 0 where one is 0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Signed(Vector256<float> size, Vector256<float> slope) =>
        (size | (slope & Vector256.Create(-0f))) & Vector256.GreaterThan(Vector256.Abs(slope), Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Within(Vector256<float> x, Vector256<float> low, Vector256<float> high) => Lanes.Larger(Lanes.Smaller(x, high), low);
}
