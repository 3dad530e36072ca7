using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How many sparse rows, or labels of a multi-label model, a model is right about.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class SparseRightAnswers<TPass>
    where TPass : struct, ISparsePass
{
    private static bool IsMultiLabel => TPass.Task == ClassificationTask.MultiLabel;

    /// <summary>Rows, or labels of a multi-label model; the parameters have been prepared.</summary>
    public static long Count(ReadOnlySpan<float> parameters, in Batch set, in Workspace workspace)
    {
        long right = 0;
        for (int first = 0; first < set.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, set.Count - first);
            TPass.Forward(parameters, set, first, count, workspace);
            right += IsMultiLabel ? RightLabels(set, first, count, workspace) : RightRows(set, first, count, workspace);
        }

        return right;
    }

    private static int RightRows(in Batch set, int first, int count, in Workspace workspace)
    {
        Span<int> found = stackalloc int[Block.Rows];
        TPass.MostProbable(count, workspace, found);
        int right = 0;
        for (int r = 0; r < count; r++) right += found[r] == Expected(set.Truth, first + r) ? 1 : 0;
        return right;
    }

    private static int Expected(in Truth truth, int row)
    {
        if (truth.Kind == TruthKind.Labels) return truth.Labels[row];
        ReadOnlySpan<float> targets = truth.Targets.Slice(row * TPass.ClassCount, TPass.ClassCount);
        int largest = 0;
        for (int k = 1; k < targets.Length; k++)
        {
            if (targets[k] > targets[largest]) largest = k;
        }

        return largest;
    }

    private static int RightLabels(in Batch set, int first, int count, in Workspace workspace)
    {
        int right = 0;
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> targets = set.Truth.Targets.Slice((first + r) * TPass.ClassCount, TPass.ClassCount);
            for (int k = 0; k < targets.Length; k++) right += workspace.Logits[(k * Block.Rows) + r] > 0 == targets[k] > 0.5f ? 1 : 0;
        }

        return right;
    }
}
