using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>What is read from the logits of a block in the workspace.</summary>
internal static class BlockLogits
{
    /// <summary>Counts for each row the labels on the right side.</summary>
    /// <param name="batch">The rows that these are some of.</param>
    /// <param name="first">The first of them in the batch.</param>
    /// <param name="count">Their number.</param>
    /// <param name="labels">Labels of a row.</param>
    /// <param name="workspace">Holds the logits.</param>
    /// <param name="right">Receives the numbers.</param>
    public static void RightLabels(in Batch batch, int first, int count, int labels, in Workspace workspace, Span<int> right)
    {
        Span<float> targets = workspace.Targets[..(labels * Block.Rows)];
        batch.Truth.BlockTargets(batch.Range, first, count, targets);
        right[..count].Clear();
        for (int k = 0; k < labels; k++)
        {
            for (int r = 0; r < count; r++) right[r] += workspace.Logits[(k * Block.Rows) + r] > 0 == targets[(k * Block.Rows) + r] > 0.5f ? 1 : 0;
        }
    }
}
