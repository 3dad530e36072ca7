using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Attacks rows block by block: from a start within the ball the loss's derivative by the rows, a step, as often as the attack says.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class RowAttack<TPass>
    where TPass : struct, IPass
{
    /// <summary>Writes the attacked rows of a part of a set.</summary>
    /// <param name="parameters">The model's parameters, laid out in the workspace.</param>
    /// <param name="part">The rows, as the model sees them, with their truth.</param>
    /// <param name="given">The whole set as it was given.</param>
    /// <param name="scale">From numbers as given to those that the model sees.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="plan">The attack.</param>
    /// <param name="workspace">Scratch memory of the model's pass.</param>
    /// <param name="memory">Memory of the attack.</param>
    /// <param name="destination">Receives the attacked rows of the part, as the model sees them, in the part's order.</param>
    public static void Run(
        ReadOnlySpan<float> parameters,
        in Batch part,
        ReadOnlySpan<float> given,
        in RowScale scale,
        in LossSettings settings,
        in AttackPlan plan,
        in Workspace workspace,
        in AttackMemory memory,
        Span<float> destination)
    {
        bool hasLabels = part.Truth.Kind == TruthKind.Labels;
        LossSettings direction = settings.ForDirection(hasLabels);
        Span<int> labels = stackalloc int[Block.Rows];
        for (int first = 0; first < part.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, part.Count - first), length = count * TPass.FeatureCount;
            Span<float> seen = destination.Slice(first * TPass.FeatureCount, length), rows = scale.IsNone ? seen : memory.Rows[..length];
            Span<float> gradient = memory.Gradient[..length];
            scoped Batch block = part.Slice(first, count), moved = part.WithRowsInOrder(destination).Slice(first, count);
            if (hasLabels)
            {
                // Each step needs them; here they are gathered from wherever the order has them once.
                part.Truth.BlockLabels(part.Range, first, count, TPass.ClassCount, labels);
                moved = new Batch(new Rows(seen, TPass.FeatureCount), Truth.OfLabels(labels[..count]), RowRange.All(count));
            }

            Gather(block.Range, given, rows);
            Begin(block.Range, plan, memory, rows);
            if (plan.RandomStart)
            {
                scale.Apply(rows, seen);
                block = moved;
            }

            for (int step = 0; step < plan.Steps; step++)
            {
                TPass.InputGradient(parameters, block, direction, workspace, gradient);
                Step(plan, scale.Factors, memory, gradient, rows);
                scale.Apply(rows, seen);
                block = moved;
            }
        }
    }

    /// <summary>Copies the rows of a block, one after another.</summary>
    private static void Gather(in RowRange range, ReadOnlySpan<float> given, Span<float> rows)
    {
        int width = TPass.FeatureCount;
        if (range.Order.IsEmpty)
        {
            given.Slice(range.First * width, rows.Length).CopyTo(rows);
            return;
        }

        for (int r = 0; r < range.Count; r++) given.Slice(range.Place(r) * width, width).CopyTo(rows.Slice(r * width, width));
    }

    /// <summary>Notes what bounds the rows, and moves them to where the attack starts.</summary>
    private static void Begin(in RowRange range, in AttackPlan plan, in AttackMemory memory, Span<float> rows)
    {
        int width = TPass.FeatureCount;
        bool isL2 = plan.Norm == Norm.L2;
        if (isL2) rows.CopyTo(memory.Origin);
        else if (!plan.IsOneWholeStep) AttackSteps.Limits(rows, plan, memory.Lowest, memory.Highest);
        if (!plan.RandomStart) return;
        for (int r = 0; r < range.Count; r++)
        {
            int place = range.Place(r), at = r * width;
            Span<float> row = rows.Slice(at, width);
            if (isL2) BallSteps.Start(memory.Origin.Slice(at, width), plan, place, row);
            else AttackSteps.Start(plan, place, memory.Lowest.Slice(at, width), memory.Highest.Slice(at, width), row);
        }
    }

    private static void Step(in AttackPlan plan, ReadOnlySpan<float> factors, in AttackMemory memory, Span<float> gradient, Span<float> rows)
    {
        if (plan.Norm == Norm.L2)
        {
            BallSteps.ByLength(memory.Origin, rows, gradient, factors, TPass.FeatureCount, plan);
            return;
        }

        if (plan.IsOneWholeStep)
        {
            AttackSteps.ToBorder(rows, gradient, plan);
            return;
        }

        // A step as long as the ball is one to its border, also where the sum is rounded.
        float step = plan.StepSize >= plan.Epsilon ? MathF.BitIncrement((float)plan.StepSize) : (float)plan.StepSize;
        AttackSteps.BySign(rows, gradient, step, memory.Lowest, memory.Highest);
    }
}
