using System.Runtime.CompilerServices;
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
        Batch rows = batch;
        for (int part = 0; part < partition.Parts; part++)
        {
            rows.Range = batch.Range.Slice(partition.First(part), partition.Count(part));
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
        return partition.Parts == 1
            ? TPass.Gradient(parameters, batch, settings, workspace, gradient)
            : SumOfParts(partition, parameters, batch, settings, workspace, gradient);
    }

    // Never inlined: the spans of its copy of the batch would be cleared for every batch of one part.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LossSums SumOfParts(
        Partition partition, ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient)
    {
        bool adds = partition.LargestPart <= TPass.Size.AddedRows;
        Span<float> partGradient = workspace.PartGradient;
        LossSums sums = default;
        Batch rows = batch;
        for (int part = 0; part < partition.Parts; part++)
        {
            rows.Range = batch.Range.Slice(partition.First(part), partition.Count(part));
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
