using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How many rows of a batch, or labels of a multi-label model, a model is right about.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class RightAnswers<TPass>
    where TPass : struct, IBlockPass
{
    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Rows, or labels of a multi-label model.</summary>
    public static long Count(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace)
    {
        long right = 0;
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < batch.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, batch.Count - first);
            batch.Rows.Starts(batch.Range, first, count, starts);
            TPass.Forward(parameters, batch.Rows.Values, starts, count, workspace);
            right += IsMultiLabel ? RightLabels(batch, first, count, workspace) : RightRows(batch, first, count, workspace);
        }

        return right;
    }

    private static int RightRows(in Batch batch, int first, int count, in Workspace workspace)
    {
        Span<int> found = stackalloc int[Block.Rows];
        Span<int> expected = stackalloc int[Block.Rows];
        TPass.MostProbable(count, workspace, found);
        if (batch.Truth.Kind == TruthKind.Labels) batch.Truth.BlockLabels(batch.Range, first, count, TPass.ClassCount, expected);
        else LargestTargets(batch, first, count, workspace.Targets, expected);
        int right = 0;
        for (int r = 0; r < count; r++) right += found[r] == expected[r] ? 1 : 0;
        return right;
    }

    private static int RightLabels(in Batch batch, int first, int count, in Workspace workspace)
    {
        Span<float> targets = workspace.Targets[..(TPass.ClassCount * Block.Rows)];
        batch.Truth.BlockTargets(batch.Range, first, count, targets);
        int right = 0;
        for (int k = 0; k < TPass.ClassCount; k++)
        {
            for (int r = 0; r < count; r++) right += workspace.Logits[(k * Block.Rows) + r] > 0 == targets[(k * Block.Rows) + r] > 0.5f ? 1 : 0;
        }

        return right;
    }

    private static void LargestTargets(in Batch batch, int first, int count, Span<float> targets, Span<int> largest)
    {
        targets = targets[..(TPass.ClassCount * Block.Rows)];
        batch.Truth.BlockTargets(batch.Range, first, count, targets);
        for (int r = 0; r < count; r++)
        {
            largest[r] = 0;
            for (int k = 1; k < TPass.ClassCount; k++)
            {
                if (targets[(k * Block.Rows) + r] > targets[(largest[r] * Block.Rows) + r]) largest[r] = k;
            }
        }
    }
}
