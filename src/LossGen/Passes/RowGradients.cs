using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Loss of a batch and its gradient with respect to the rows: those of its parts.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class RowGradients<TPass>
    where TPass : struct, IPass
{
    /// <summary>The loss, and its gradient with respect to each row, not yet divided by the sum of the weights.</summary>
    public static LossSums Of(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        TPass.Prepare(parameters, workspace);
        Partition partition = Partition.Of(batch.Count, TPass.ParameterCount);
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            int first = partition.First(part), count = partition.Count(part);
            Span<float> rows = gradient.Slice(first * TPass.FeatureCount, count * TPass.FeatureCount);
            sums.Add(TPass.InputGradient(parameters, batch.Slice(first, count), settings, workspace, rows));
        }

        return sums;
    }
}
