using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How an L2 attack goes: a random start within a ball around a row, and steps of a length, each followed by the way back into the ball and the range.</summary>
internal static class BallSteps
{
    /// <summary>As many as stay in a first-level cache of 32 KB three times: rows, attacked rows and gradients.</summary>
    private const int NumbersTogether = 2048;

    /// <summary>In the direction of a random point of the cube, at a random distance.</summary>
    public static void Start(ReadOnlySpan<float> row, in AttackPlan plan, int place, Span<float> attacked)
    {
        ulong state = plan.StateOf(place);
        Vector256<float> two = Vector256.Create(2f);
        ref float x = ref Lanes.Start(attacked);
        int i = 0;
        for (; i <= attacked.Length - Lanes.Width; i += Lanes.Width) Lanes.Store((two * AttackPlan.Random(state, i)) - Lanes.One, ref x, i);
        if (i < attacked.Length) RowTail.Store((two * AttackPlan.Random(state, RowTail.Start(attacked.Length))) - Lanes.One, attacked);
        double squares = SumOfSquares(attacked), distance = AttackPlan.Random(state, attacked.Length).ToScalar() * Ball.Safe(plan.Epsilon, row.Length);
        Place(row, attacked, squares > 0 ? distance / Math.Sqrt(squares) : 0, plan, attacked);
    }

    /// <summary>A step along the gradients of a block's rows, back into the balls and the range.</summary>
    /// <param name="rows">The rows as given.</param>
    /// <param name="attacked">The attacked rows, which are moved.</param>
    /// <param name="gradient">The derivatives by the numbers that the model sees; used up.</param>
    /// <param name="factors">From numbers as given to those that the model sees; empty: they are the same.</param>
    /// <param name="width">Numbers in a row.</param>
    /// <param name="plan">The attack.</param>
    public static void ByLength(
        ReadOnlySpan<float> rows, Span<float> attacked, Span<float> gradient, ReadOnlySpan<float> factors, int width, in AttackPlan plan)
    {
        int share = Math.Clamp(NumbersTogether / width, 1, Block.Rows) * width;
        for (int at = 0; at < attacked.Length; at += share)
        {
            int length = Math.Min(share, attacked.Length - at);
            StepTogether(rows.Slice(at, length), attacked.Slice(at, length), gradient.Slice(at, length), factors, width, plan);
        }
    }

    /// <summary>The same for some rows, one after another in each of three passes: while one waits for its roots and quotients, the next ones are computed.</summary>
    private static void StepTogether(
        ReadOnlySpan<float> rows, Span<float> attacked, Span<float> gradient, ReadOnlySpan<float> factors, int width, in AttackPlan plan)
    {
        Span<double> lengths = stackalloc double[Block.Rows];
        for (int r = 0, at = 0; at < attacked.Length; r++, at += width)
        {
            Span<float> slope = gradient.Slice(at, width);
            if (!factors.IsEmpty) Multiply(slope, factors);
            lengths[r] = Math.Sqrt(SumOfSquares(slope));
        }

        for (int r = 0, at = 0; at < attacked.Length; r++, at += width)
            lengths[r] = Math.Sqrt(Change(rows.Slice(at, width), attacked.Slice(at, width), gradient.Slice(at, width), lengths[r], plan));
        double most = Ball.Safe(plan.Epsilon, width);
        for (int r = 0, at = 0; at < attacked.Length; r++, at += width)
            Place(rows.Slice(at, width), gradient.Slice(at, width), lengths[r] > most ? most / lengths[r] : 1, plan, attacked.Slice(at, width));
    }

    private static void Multiply(Span<float> values, ReadOnlySpan<float> factors)
    {
        ref float x = ref Lanes.Start(values), factor = ref Lanes.Start(factors);
        for (int i = 0; i <= values.Length - Lanes.Width; i += Lanes.Width) Lanes.Store(Lanes.Load(ref x, i) * Lanes.Load(ref factor, i), ref x, i);
        if (RowTail.Exists(values.Length)) RowTail.Store(RowTail.Load(values) * RowTail.Load(factors), values);
    }

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        // Each sum is a chain of additions that wait for one another: four chains take turns.
        Vector256<double> low = default, high = default, nextLow = default, nextHigh = default;
        ref float x = ref Lanes.Start(values);
        int i = 0;
        for (; i <= values.Length - (2 * Lanes.Width); i += 2 * Lanes.Width)
        {
            Lanes.AddSquares(Lanes.Load(ref x, i), ref low, ref high);
            Lanes.AddSquares(Lanes.Load(ref x, i + Lanes.Width), ref nextLow, ref nextHigh);
        }

        if (i <= values.Length - Lanes.Width) Lanes.AddSquares(Lanes.Load(ref x, i), ref low, ref high);
        if (RowTail.Exists(values.Length)) Lanes.AddSquares(RowTail.Load(values), ref nextLow, ref nextHigh);
        return Lanes.Sum(low + nextLow, high + nextHigh);
    }

    /// <summary>In place of a row's gradient what the row has been moved by and a step more; returns the sum of the squares.</summary>
    /// <param name="row">The row as given.</param>
    /// <param name="attacked">The attacked row.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="length">Its length. Without a direction there is no step, from wherever the row has come to.</param>
    /// <param name="plan">The attack.</param>
    private static double Change(ReadOnlySpan<float> row, ReadOnlySpan<float> attacked, Span<float> gradient, double length, in AttackPlan plan)
    {
        bool isMoving = length > 0 && double.IsFinite(length);
        Vector256<float> moving = isMoving ? Vector256<float>.AllBitsSet : Vector256<float>.Zero;
        Vector256<double> step = Vector256.Create(isMoving ? plan.StepSize / length : 0), low = default, high = default, nextLow = default, nextHigh = default;
        ref float x = ref Lanes.Start(attacked), origin = ref Lanes.Start(row), slope = ref Lanes.Start(gradient);
        int i = 0;
        for (; i <= row.Length - (2 * Lanes.Width); i += 2 * Lanes.Width)
        {
            Lanes.AddSquares(ChangeAt(ref x, ref origin, ref slope, i, moving, step), ref low, ref high);
            Lanes.AddSquares(ChangeAt(ref x, ref origin, ref slope, i + Lanes.Width, moving, step), ref nextLow, ref nextHigh);
        }

        if (i <= row.Length - Lanes.Width) Lanes.AddSquares(ChangeAt(ref x, ref origin, ref slope, i, moving, step), ref low, ref high);
        if (RowTail.Exists(row.Length))
        {
            // The lanes that do not count are 0 in all three, and so is their change.
            Vector256<float> last = Change(RowTail.Load(attacked) - RowTail.Load(row), RowTail.Load(gradient) & moving, step);
            Lanes.AddSquares(last, ref nextLow, ref nextHigh);
            RowTail.Store(last, gradient);
        }

        return Lanes.Sum(low + nextLow, high + nextHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> ChangeAt(ref float x, ref float origin, ref float slope, int index, Vector256<float> moving, Vector256<double> step)
    {
        Vector256<float> change = Change(Lanes.Load(ref x, index) - Lanes.Load(ref origin, index), Lanes.Load(ref slope, index) & moving, step);
        Lanes.Store(change, ref slope, index);
        return change;
    }

    /// <summary>What numbers have been moved by and a step more, finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Change(Vector256<float> moved, Vector256<float> slope, Vector256<double> step)
    {
        Vector256<float> largest = Vector256.Create(float.MaxValue);
        (Vector256<double> d, Vector256<double> e) = Vector256.Widen(moved);
        (Vector256<double> g, Vector256<double> h) = Vector256.Widen(slope);
        return Within(Vector256.Narrow(d + (step * g), e + (step * h)), -largest, largest);
    }

    /// <summary>A row moved by a multiple of a change, cut by the range. The change may lie where the moved row is to be.</summary>
    private static void Place(ReadOnlySpan<float> row, ReadOnlySpan<float> change, double scale, in AttackPlan plan, Span<float> attacked)
    {
        Vector256<float> factor = Vector256.Create((float)scale), minimum = Vector256.Create(plan.Least), maximum = Vector256.Create(plan.Most);
        ref float origin = ref Lanes.Start(row), x = ref Lanes.Start(attacked), by = ref Lanes.Start(change);
        int i = WideVector.IsSupported ? PlaceWide(ref origin, ref by, (float)scale, plan, ref x, row.Length) : 0;
        for (; i <= row.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Ball.Moved(Lanes.Load(ref origin, i), Lanes.Load(ref by, i) * factor), minimum, maximum), ref x, i);
        if (i < row.Length) RowTail.Store(Within(Ball.Moved(RowTail.Load(row), RowTail.Load(change) * factor), minimum, maximum), attacked);
    }

    /// <summary>The same sixteen at a time, as many as there are; returns how many.</summary>
    private static int PlaceWide(ref float origin, ref float by, float scale, in AttackPlan plan, ref float x, int length)
    {
        Vector512<float> factor = Vector512.Create(scale), minimum = Vector512.Create(plan.Least), maximum = Vector512.Create(plan.Most);
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> moved = Ball.Moved(WideVector.Load(ref origin, i), WideVector.Load(ref by, i) * factor);
            WideVector.Store(Avx512F.Max(Avx512F.Min(moved, maximum), minimum), ref x, i);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Within(Vector256<float> x, Vector256<float> low, Vector256<float> high) => Lanes.Larger(Lanes.Smaller(x, high), low);
}
