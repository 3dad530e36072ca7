using System.Runtime.Intrinsics;
using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>Where an attack may go and how it goes there: the ball around a row cut by the valid range, a random start, a step.</summary>
internal static class AttackSteps
{
    /// <summary>The limits of each number of a row.</summary>
    public static void Limits(ReadOnlySpan<float> row, in AttackPlan plan, Span<float> lowest, Span<float> highest)
    {
        for (int i = 0; i < row.Length; i++)
        {
            lowest[i] = Math.Max(plan.Minimum, Ball.Below(row[i], plan.Epsilon));
            highest[i] = Math.Min(plan.Maximum, Ball.Above(row[i], plan.Epsilon));
        }
    }

    /// <summary>A random point: any of the box; for L2 in the direction of a random point of the cube, at a random distance.</summary>
    public static void Start(ReadOnlySpan<float> row, in AttackPlan plan, int place, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest, Span<float> attacked)
    {
        ulong state = plan.StateOf(place);
        if (plan.Norm == Norm.LInfinity)
        {
            for (int i = 0; i < row.Length; i++)
            {
                float share = AttackPlan.Next(ref state);
                attacked[i] = Math.Clamp((float)(lowest[i] + (share * ((double)highest[i] - lowest[i]))), lowest[i], highest[i]);
            }

            return;
        }

        ulong again = state;
        double squares = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double direction = (2 * AttackPlan.Next(ref state)) - 1;
            squares += direction * direction;
        }

        double distance = AttackPlan.Next(ref state) * Ball.Safe(plan.Epsilon, row.Length);
        double scale = squares > 0 ? distance / Math.Sqrt(squares) : 0;
        for (int i = 0; i < row.Length; i++)
        {
            double direction = (2 * AttackPlan.Next(ref again)) - 1;
            attacked[i] = Math.Clamp(Ball.Moved(row[i], scale * direction), lowest[i], highest[i]);
        }
    }

    /// <summary>A step along the signs, back into the limits; where the derivative is 0 or NaN a number stays.</summary>
    public static void BySign(Span<float> attacked, ReadOnlySpan<float> gradient, float step, ReadOnlySpan<float> lowest, ReadOnlySpan<float> highest)
    {
        ref float x = ref Lanes.Start(attacked), g = ref Lanes.Start(gradient), low = ref Lanes.Start(lowest), high = ref Lanes.Start(highest);
        Vector256<float> size = Vector256.Create(step), sign = Vector256.Create(-0f);
        int i = 0;
        for (; i <= attacked.Length - Lanes.Width; i += Lanes.Width)
        {
            Vector256<float> slope = Lanes.Load(ref g, i), at = Lanes.Load(ref x, i);
            Vector256<float> isMoving = Vector256.GreaterThan(Vector256.Abs(slope), Vector256<float>.Zero);
            Vector256<float> moved = at + ((size | (slope & sign)) & isMoving);
            Vector256<float> within = Vector256.ConditionalSelect(Vector256.GreaterThan(moved, Lanes.Load(ref high, i)), Lanes.Load(ref high, i), moved);
            within = Vector256.ConditionalSelect(Vector256.LessThan(within, Lanes.Load(ref low, i)), Lanes.Load(ref low, i), within);
            Lanes.Store(within, ref x, i);
        }

        for (; i < attacked.Length; i++)
        {
            float move = gradient[i] > 0 ? step : gradient[i] < 0 ? -step : 0;
            attacked[i] = Math.Clamp(attacked[i] + move, lowest[i], highest[i]);
        }
    }

    /// <summary>A step along the gradient of a row, back into the ball and the limits.</summary>
    /// <param name="row">The row as given.</param>
    /// <param name="attacked">The attacked row, which is moved.</param>
    /// <param name="gradient">The derivatives by the numbers that the model sees.</param>
    /// <param name="factors">From numbers as given to those that the model sees; empty: they are the same.</param>
    /// <param name="plan">The attack.</param>
    /// <param name="lowest">The smallest valid values.</param>
    /// <param name="highest">The largest ones.</param>
    public static void ByLength(
        ReadOnlySpan<float> row,
        Span<float> attacked,
        Span<float> gradient,
        ReadOnlySpan<float> factors,
        in AttackPlan plan,
        ReadOnlySpan<float> lowest,
        ReadOnlySpan<float> highest)
    {
        if (!factors.IsEmpty) for (int i = 0; i < gradient.Length; i++) gradient[i] *= factors[i];

        double length = Math.Sqrt(Lanes.SumOfSquares(gradient));
        double step = length > 0 && double.IsFinite(length) ? plan.StepSize / length : 0;
        double squares = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double delta = ((double)attacked[i] - row[i]) + (step * gradient[i]);
            squares += delta * delta;
        }

        double most = Ball.Safe(plan.Epsilon, row.Length), size = Math.Sqrt(squares);
        double scale = size > most ? most / size : 1;
        for (int i = 0; i < row.Length; i++)
        {
            double delta = (((double)attacked[i] - row[i]) + (step * gradient[i])) * scale;
            attacked[i] = Math.Clamp(Ball.Moved(row[i], delta), lowest[i], highest[i]);
        }
    }
}
