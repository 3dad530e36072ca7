using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>What stands between a part of a batch and its gradient, and changes which rows or which loss the gradient is of.</summary>
/// <remarks>Works part by part, so that the bits do not depend on the number of threads; each thread brings memory of its own.</remarks>
/// <typeparam name="TPass">How the model's kernels are run.</typeparam>
internal abstract class GradientStage<TPass>
    where TPass : struct, IGradientPass
{
    /// <summary>Floats of memory that each thread needs for the set that was entered.</summary>
    public abstract int MemoryLength { get; }

    /// <summary>Goes to another set.</summary>
    /// <param name="given">The rows as they were given.</param>
    /// <param name="largestPart">The most rows of a part.</param>
    public abstract void Enter(PinnedSet<TPass> given, int largestPart);

    /// <summary>Goes to an epoch, and to a portion of it.</summary>
    public abstract void Begin(int epoch, int portion);

    /// <summary>Lays out what the parameters decide, for any number of parts with the same parameters.</summary>
    public abstract void Prepare(ReadOnlySpan<float> parameters, Span<float> memory);

    /// <summary>The loss of a part, and the sum over its rows of the gradient.</summary>
    /// <param name="parameters">The parameters, laid out in the workspace and by <see cref="Prepare"/> in the memory.</param>
    /// <param name="part">The rows as the model sees them.</param>
    /// <param name="settings">The options of the loss.</param>
    /// <param name="workspace">Scratch memory of the pass.</param>
    /// <param name="memory">Memory of the stage.</param>
    /// <param name="gradient">Receives the gradient.</param>
    public abstract LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch part, in LossSettings settings, in Workspace workspace, Span<float> memory, Span<float> gradient);

    /// <summary>The gradient of a batch, part by part on the calling thread.</summary>
    public LossSums BatchGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> memory, Span<float> gradient)
    {
        TPass.Prepare(parameters, workspace);
        Prepare(parameters, memory);
        Partition partition = Partition.Of(batch.Count, TPass.ParameterCount);
        Span<float> partGradient = workspace.PartGradient;
        LossSums sums = default;
        for (int part = 0; part < partition.Parts; part++)
        {
            Batch rows = batch.Slice(partition.First(part), partition.Count(part));
            sums.Add(Gradient(parameters, rows, settings, workspace, memory, part == 0 ? gradient : partGradient));
            if (part > 0) PartSums.Add(gradient, partGradient);
        }

        return sums;
    }
}
