using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>Where an attack may go and how it goes there: the ball around a row cut by the valid range, a random start, a step.</summary>
/// <remarks>For L∞ whole blocks at once, since each number has limits of its own; for L2 row by row.</remarks>
internal static class AttackSteps
{
    /// <summary>The limits of each number.</summary>
    public static void Limits(ReadOnlySpan<float> rows, in AttackPlan plan, Span<float> lowest, Span<float> highest)
    {
        Vector256<float> reach = Vector256.Create(Ball.Reach(plan.Epsilon)), minimum = Minimum(plan), maximum = Maximum(plan);
        ref float x = ref Lanes.Start(rows), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        int i = 0;
        for (; i <= rows.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> at = Lanes.Load(ref x, i);
            Lanes.Store(Lanes.Larger(Ball.Moved(at, -reach), minimum), ref low, i);
            Lanes.Store(Lanes.Smaller(Ball.Moved(at, reach), maximum), ref high, i);
        }

        if (i == rows.Length) return;
        WriteRest(Lanes.Larger(Ball.Moved(Rest(rows[i..]), -reach), minimum), lowest[i..rows.Length]);
        WriteRest(Lanes.Smaller(Ball.Moved(Rest(rows[i..]), reach), maximum), highest[i..rows.Length]);
    }

    /// <summary>A random point of the box around a row.</summary>
    public static void Start(in AttackPlan plan, int place, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest, Span<float> attacked)
    {
        ulong state = plan.StateOf(place);
        for (int i = 0; i < attacked.Length; i += Lanes.Width)
        {
            Vector256<float> low = Some(lowest, i), high = Some(highest, i), share = AttackPlan.Random(state, i);
            Write(Within((low * (Lanes.One - share)) + (high * share), low, high), attacked, i);
        }
    }

    /// <summary>A step along the signs, back into the limits; where the derivative is 0 or NaN a number stays.</summary>
    public static void BySign(Span<float> attacked, ReadOnlySpan<float> gradient, float step, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest)
    {
        Vector256<float> size = Vector256.Create(step);
        ref float x = ref Lanes.Start(attacked), g = ref Lanes.Start(gradient), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        int i = WideVector.IsSupported ? BySignWide(ref x, ref g, step, ref low, ref high, attacked.Length) : 0;
        for (; i <= attacked.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Lanes.Load(ref x, i) + Signed(size, Lanes.Load(ref g, i)), Lanes.Load(ref low, i), Lanes.Load(ref high, i)), ref x, i);
        if (i == attacked.Length) return;
        Span<float> rest = attacked[i..];
        WriteRest(Within(Rest(rest) + Signed(size, Rest(gradient[i..attacked.Length])), Rest(lowest[i..attacked.Length]), Rest(highest[i..attacked.Length])), rest);
    }

    /// <summary>The same sixteen at a time, as many as there are; returns how many.</summary>
    private static int BySignWide(ref float x, ref float g, float step, ref float low, ref float high, int length)
    {
        Vector512<float> size = Vector512.Create(step), sign = Vector512.Create(-0f);
        int i = 0;
        for (; i <= length - WideVector.Width; i += WideVector.Width)
        {
            Vector512<float> slope = WideVector.Load(ref g, i);
            Vector512<float> move = (size | (slope & sign)) & Vector512.GreaterThan(Vector512.Abs(slope), Vector512<float>.Zero);
            Vector512<float> moved = Avx512F.Min(WideVector.Load(ref x, i) + move, WideVector.Load(ref high, i));
            WideVector.Store(Avx512F.Max(moved, WideVector.Load(ref low, i)), ref x, i);
        }

        return i;
    }

    /// <summary>A step from the rows themselves to the border of the ball: the same as a step of that length, without limits that have to be kept.</summary>
    public static void ToBorder(Span<float> rows, ReadOnlySpan<float> gradient, in AttackPlan plan)
    {
        Vector256<float> reach = Vector256.Create(Ball.Reach(plan.Epsilon)), minimum = Minimum(plan), maximum = Maximum(plan);
        ref float x = ref Lanes.Start(rows), g = ref Lanes.Start(gradient);
        int i = 0;
        for (; i <= rows.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Ball.Moved(Lanes.Load(ref x, i), Signed(reach, Lanes.Load(ref g, i))), minimum, maximum), ref x, i);
        if (i == rows.Length) return;
        Span<float> rest = rows[i..];
        WriteRest(Within(Ball.Moved(Rest(rest), Signed(reach, Rest(gradient[i..rows.Length]))), minimum, maximum), rest);
    }

    /// <summary>In the direction of a random point of the cube, at a random distance.</summary>
    public static void StartInBall(ReadOnlySpan<float> row, in AttackPlan plan, int place, Span<float> attacked)
    {
        ulong state = plan.StateOf(place);
        double squares = 0;
        Vector256<float> two = Vector256.Create(2f);
        for (int i = 0; i < attacked.Length; i += Lanes.Width) Write((two * AttackPlan.Random(state, i)) - Lanes.One, attacked, i);
        squares = Lanes.SumOfSquares(attacked);
        double distance = AttackPlan.Random(state, attacked.Length).ToScalar() * Ball.Safe(plan.Epsilon, row.Length);
        Place(row, attacked, squares > 0 ? distance / Math.Sqrt(squares) : 0, plan, attacked);
    }

    /// <summary>A step along the gradient of a row, back into the ball and the range.</summary>
    /// <param name="row">The row as given.</param>
    /// <param name="attacked">The attacked row, which is moved.</param>
    /// <param name="gradient">The derivatives by the numbers that the model sees; used up.</param>
    /// <param name="factors">From numbers as given to those that the model sees; empty: they are the same.</param>
    /// <param name="plan">The attack.</param>
    public static void ByLength(ReadOnlySpan<float> row, Span<float> attacked, Span<float> gradient, ReadOnlySpan<float> factors, in AttackPlan plan)
    {
        if (!factors.IsEmpty) for (int k = 0; k < gradient.Length; k += Lanes.Width) Write(Some(gradient, k) * Some(factors, k), gradient, k);
        double length = Math.Sqrt(Lanes.SumOfSquares(gradient));

        // Without a direction there is no step, from wherever the row has come to.
        bool isMoving = length > 0 && double.IsFinite(length);
        Vector256<float> moving = isMoving ? Vector256<float>.AllBitsSet : Vector256<float>.Zero;
        Vector256<double> step = Vector256.Create(isMoving ? plan.StepSize / length : 0), low = Vector256<double>.Zero, high = low;
        ref float x = ref Lanes.Start(attacked), origin = ref Lanes.Start(row), slope = ref Lanes.Start(gradient);
        int i = 0;
        for (; i <= row.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Change(Lanes.Load(ref x, i) - Lanes.Load(ref origin, i), Lanes.Load(ref slope, i) & moving, step, ref low, ref high), ref slope, i);
        if (i < row.Length)
            WriteRest(Change(Rest(attacked[i..]) - Rest(row[i..]), Rest(gradient[i..]) & moving, step, ref low, ref high), gradient[i..]);
        double most = Ball.Safe(plan.Epsilon, row.Length), size = Math.Sqrt(Lanes.Sum(low, high));
        Place(row, gradient, size > most ? most / size : 1, plan, attacked);
    }

    /// <summary>What a row has been moved by and a step more, finite, whose squares are added to sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Change(Vector256<float> moved, Vector256<float> slope, Vector256<double> step, ref Vector256<double> low, ref Vector256<double> high)
    {
        Vector256<float> largest = Vector256.Create(float.MaxValue);
        (Vector256<double> d, Vector256<double> e) = Vector256.Widen(moved);
        (Vector256<double> g, Vector256<double> h) = Vector256.Widen(slope);
        Vector256<float> change = Within(Vector256.Narrow(d + (step * g), e + (step * h)), -largest, largest);
        Lanes.AddSquares(change, ref low, ref high);
        return change;
    }

    /// <summary>A row moved by a multiple of a change, cut by the range.</summary>
    private static void Place(ReadOnlySpan<float> row, ReadOnlySpan<float> change, double scale, in AttackPlan plan, Span<float> attacked)
    {
        Vector256<float> factor = Vector256.Create((float)scale), minimum = Minimum(plan), maximum = Maximum(plan);
        ref float origin = ref Lanes.Start(row), x = ref Lanes.Start(attacked), by = ref Lanes.Start(change);
        int i = 0;
        for (; i <= row.Length - Lanes.Width; i += Lanes.Width)
            Lanes.Store(Within(Ball.Moved(Lanes.Load(ref origin, i), Lanes.Load(ref by, i) * factor), minimum, maximum), ref x, i);
        if (i < row.Length) WriteRest(Within(Ball.Moved(Rest(row[i..]), Rest(change[i..]) * factor), minimum, maximum), attacked[i..]);
    }

    // Finite, so that a sum beyond all floats becomes the outermost one.
    private static Vector256<float> Minimum(in AttackPlan plan) => Vector256.Create(Math.Max(plan.Minimum, float.MinValue));

    private static Vector256<float> Maximum(in AttackPlan plan) => Vector256.Create(Math.Min(plan.Maximum, float.MaxValue));

    /// <summary>A size with the signs of derivatives; 0 where one is 0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Signed(Vector256<float> size, Vector256<float> slope) =>
        (size | (slope & Vector256.Create(-0f))) & Vector256.GreaterThan(Vector256.Abs(slope), Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Within(Vector256<float> x, Vector256<float> low, Vector256<float> high) => Lanes.Larger(Lanes.Smaller(x, high), low);

    /// <summary>Eight numbers from a place on; 0 beyond the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Some(ReadOnlySpan<float> values, int index) =>
        index <= values.Length - Lanes.Width ? Lanes.Load(ref Lanes.Start(values), index) : Rest(values[index..]);

    /// <summary>Writes eight numbers, or as many as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector256<float> value, Span<float> destination, int index)
    {
        if (index <= destination.Length - Lanes.Width) Lanes.Store(value, ref Lanes.Start(destination), index);
        else WriteRest(value, destination[index..]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> Rest(ReadOnlySpan<float> values)
    {
        Span<float> eight = stackalloc float[Lanes.Width];
        eight.Clear();
        values.CopyTo(eight);
        return Lanes.Load(ref Lanes.Start(eight), 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteRest(Vector256<float> value, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = value.GetElement(i);
    }
}
