using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>Reads a model block by block: logits, probabilities, classes.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class BlockReading<TPass>
    where TPass : struct, IBlockPass
{
    /// <inheritdoc cref="IPass.Write"/>
    public static void Write(ReadOnlySpan<float> parameters, in Rows rows, int count, bool asProbabilities, in Workspace workspace, Span<float> destination)
    {
        int width = asProbabilities ? TPass.ClassCount : TPass.LogitCount;
        RowRange all = RowRange.All(count);
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < count; first += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, count - first);
            rows.Starts(all, first, inBlock, starts);
            TPass.Forward(parameters, rows.Values, starts, inBlock, workspace);
            if (asProbabilities) TPass.Probabilities(inBlock, workspace);
            Block.ToRows(workspace.Logits, width, inBlock, destination[(first * width)..]);
        }
    }

    /// <inheritdoc cref="IPass.MostProbable"/>
    public static void MostProbable(ReadOnlySpan<float> parameters, in Rows rows, in RowRange range, in Workspace workspace, Span<int> classes)
    {
        Span<int> starts = stackalloc int[Block.Rows];
        Span<int> best = stackalloc int[Block.Rows];
        for (int first = 0; first < range.Count; first += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, range.Count - first);
            rows.Starts(range, first, inBlock, starts);
            TPass.Forward(parameters, rows.Values, starts, inBlock, workspace);
            TPass.MostProbable(inBlock, workspace, best);
            best[..inBlock].CopyTo(classes[first..]);
        }
    }
}
