using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Attacked rows, block by block: forward pass, derivative by the rows, a step, as often as the attack says.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class RowAttack<TPass>
    where TPass : struct, IPass
{
    /// <summary>Writes the attacked rows of a part of a set.</summary>
    /// <param name="parameters">The model's parameters, laid out in the workspace.</param>
    /// <param name="part">The rows with their truth. Only their places are read: what the model sees is in <paramref name="destination"/>.</param>
    /// <param name="given">The whole set as it was given.</param>
    /// <param name="scale">From numbers as given to those that the model sees.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="plan">The attack.</param>
    /// <param name="workspace">Scratch memory of the model's pass.</param>
    /// <param name="memory">Memory of the attack.</param>
    /// <param name="destination">Memory for the whole set, of which the places of these rows are written.</param>
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
        Batch attacked = part.WithRows(destination);
        for (int first = 0; first < part.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, part.Count - first);
            Batch block = attacked.Slice(first, count);
            Begin(block, given, scale, plan, memory, destination);
            for (int step = 0; step < plan.Steps; step++)
            {
                TPass.InputGradient(parameters, block, settings, workspace, memory.Gradient[..(count * TPass.FeatureCount)]);
                Step(block, given, scale, plan, memory, destination);
            }
        }
    }

    private static void Begin(in Batch block, ReadOnlySpan<float> given, in RowScale scale, in AttackPlan plan, in AttackMemory memory, Span<float> destination)
    {
        int width = TPass.FeatureCount;
        for (int r = 0; r < block.Count; r++)
        {
            int place = block.Range.Place(r), at = r * width;
            ReadOnlySpan<float> row = given.Slice(place * width, width);
            Span<float> lowest = memory.Lowest.Slice(at, width), highest = memory.Highest.Slice(at, width), rows = memory.Rows.Slice(at, width);
            AttackSteps.Limits(row, plan, lowest, highest);
            if (plan.RandomStart) AttackSteps.Start(row, plan, place, lowest, highest, rows);
            else row.CopyTo(rows);
            scale.Apply(rows, destination.Slice(place * width, width));
        }
    }

    private static void Step(in Batch block, ReadOnlySpan<float> given, in RowScale scale, in AttackPlan plan, in AttackMemory memory, Span<float> destination)
    {
        int width = TPass.FeatureCount, length = block.Count * width;
        if (plan.Norm == Norm.LInfinity)
        {
            // A step as long as the ball is one to its border, also where the sum is rounded.
            float step = plan.StepSize >= plan.Epsilon ? MathF.BitIncrement((float)plan.StepSize) : (float)plan.StepSize;
            AttackSteps.BySign(memory.Rows[..length], memory.Gradient, step, memory.Lowest, memory.Highest);
        }

        for (int r = 0; r < block.Count; r++)
        {
            int place = block.Range.Place(r), at = r * width;
            Span<float> rows = memory.Rows.Slice(at, width);
            if (plan.Norm == Norm.L2)
            {
                AttackSteps.ByLength(
                    given.Slice(place * width, width), rows, memory.Gradient.Slice(at, width), scale.Factors, plan,
                    memory.Lowest.Slice(at, width), memory.Highest.Slice(at, width));
            }

            scale.Apply(rows, destination.Slice(place * width, width));
        }
    }
}
