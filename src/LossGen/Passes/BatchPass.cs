using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>Loss and gradients of a batch: those of its parts, added in their order.</summary>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal static class BatchPass<TPass>
    where TPass : struct, IGradientPass
{
    /// <summary>The loss alone.</summary>
    public static LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace)
    {
        TPass.Prepare(parameters, workspace);
        Partition partition = Partition.Of(batch.Count, TPass.ParameterCount);
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            Batch rows = batch.Slice(partition.First(part), partition.Count(part));
            sums.Add(TPass.Loss(parameters, rows, settings, workspace));
        }

        return sums;
    }

    /// <summary>The loss, and the sum over the rows of its gradient (not yet divided by the sum of the weights).</summary>
    public static LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        TPass.Prepare(parameters, workspace);
        Partition partition = Partition.Of(batch.Count, TPass.ParameterCount);
        if (partition.Parts == 1) return TPass.Gradient(parameters, batch, settings, workspace, gradient);

        bool adds = Partition.AreSmall(batch.Count, TPass.ParameterCount, TPass.Size.AddedRows);
        Span<float> partGradient = workspace.PartGradient;
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            Batch rows = batch.Slice(partition.First(part), partition.Count(part));
            if (adds && part > 0)
            {
                sums.Add(TPass.AddGradient(parameters, rows, settings, workspace, gradient));
                continue;
            }

            sums.Add(TPass.Gradient(parameters, rows, settings, workspace, part == 0 ? gradient : partGradient));
            if (part > 0) PartSums.Add(gradient, partGradient);
        }

        return sums;
    }
}
