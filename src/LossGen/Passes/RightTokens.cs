using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How many tokens of a batch a token model predicts.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class RightTokens<TPass>
    where TPass : struct, ITokenPass
{
    /// <summary>Contexts whose next token is the most probable one.</summary>
    public static long Count(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace)
    {
        long right = 0;
        Span<int> found = stackalloc int[TokenRows.Most];
        Span<int> expected = stackalloc int[TokenRows.Most];
        for (int first = 0; first < batch.Count; first += TokenRows.Most)
        {
            int count = Math.Min(TokenRows.Most, batch.Count - first);
            TPass.MostProbable(parameters, batch.Rows, batch.Range.Slice(first, count), workspace, found);
            batch.Truth.BlockLabels(batch.Range, first, count, TPass.ClassCount, expected);
            for (int r = 0; r < count; r++) right += found[r] == expected[r] ? 1 : 0;
        }

        return right;
    }
}
