using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The loss of sparse rows, and the sum of their gradients.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class SparseSum<TPass>
    where TPass : struct, ISparsePass
{
    /// <summary>Adds the gradient of the rows, as many of them at once as their residuals have room.</summary>
    /// <param name="parameters">The parameters, laid out in the workspace.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="workspace">The workspace.</param>
    /// <param name="residuals">Room for the residuals of all rows, or of <see cref="ISparsePass.MostResiduals"/>.</param>
    /// <param name="touched">The gradient of the features.</param>
    /// <param name="rest">The gradient of the parameters behind the table.</param>
    public static LossSums Of(
        ReadOnlySpan<float> parameters,
        in Batch batch,
        in LossSettings settings,
        in Workspace workspace,
        Span<float> residuals,
        TouchedFeatures touched,
        Span<float> rest)
    {
        LossSums sums = default;
        int rows = Math.Min(batch.Count, TPass.MostResiduals);
        for (int first = 0; first < batch.Count; first += rows)
        {
            Batch some = batch.Slice(first, Math.Min(rows, batch.Count - first));
            sums.Add(TPass.Residuals(parameters, some, settings, workspace, residuals, rest));
            TPass.AddToTouched(some, residuals, touched);
        }

        return sums;
    }
}
