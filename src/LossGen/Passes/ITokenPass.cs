using System.ComponentModel;

namespace LossGen.Passes;

/// <summary>How the kernels of a token model are run; its engine knows no more of it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITokenPass : IGradientPass
{
    /// <summary>Writes the logits of contexts, as many numbers a row as the vocabulary has tokens; or their probabilities.</summary>
    internal static abstract void Write(
        ReadOnlySpan<float> parameters, in Rows contexts, int count, bool asProbabilities, in Workspace workspace, Span<float> destination);

    /// <summary>Writes the most probable token of each context, the lowest of equals, or −1 where a logit is not finite.</summary>
    internal static abstract void MostProbable(ReadOnlySpan<float> parameters, in Rows contexts, in RowRange range, in Workspace workspace, Span<int> tokens);
}
