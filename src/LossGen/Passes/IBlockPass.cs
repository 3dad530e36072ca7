using System.ComponentModel;

namespace LossGen.Passes;

/// <summary>A pass that has all logits of a block of rows in the workspace.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IBlockPass : IPass
{
    /// <summary>Writes the logits of a block into the workspace.</summary>
    internal static abstract void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace);

    /// <summary>Turns the logits of a block in the workspace into probabilities.</summary>
    internal static abstract void Probabilities(int count, in Workspace workspace);

    /// <summary>Writes the most probable class of each row of a block, or −1 where a logit is not finite; <paramref name="classes"/> has room for a whole block.</summary>
    internal static abstract void MostProbable(int count, in Workspace workspace, Span<int> classes);
}
