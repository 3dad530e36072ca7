using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>What a token model does between its contexts and its head, written by the generator: embeddings or a table, and the hidden layers.</summary>
/// <remarks>
/// Notation: x the embeddings of a context one after another, the oldest token first, h0 = x, h_l = f(W_l h_(l−1) + b_l), δ_l = dL/dz_l. Rows lie one after
/// another, each filled up to whole vectors. What the forward pass leaves in <c>scratch</c> is there in the backward pass of the same rows.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITokenNetwork : ITokenShape
{
    /// <summary>Floats of scratch memory, those of the head included.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>Lays the parameters out as the passes read them; once for any number of rows with the same parameters.</summary>
    static abstract void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch);

    /// <summary>What the head takes, row by row.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where the context of each row begins.</param>
    /// <param name="count">Rows, at most <see cref="TokenRows.Most"/>.</param>
    /// <param name="dropout">Which outputs of hidden layers to drop.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    static abstract ReadOnlySpan<float> Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, int count, in Dropout dropout, int firstRow, Span<float> scratch);

    /// <summary>Where the derivatives of the loss by what the head took are to be, row by row.</summary>
    static abstract Span<float> Deltas(int count, Span<float> scratch);

    /// <summary>Adds the gradient of the rows that <see cref="Forward"/> has last been called for, from what is in <see cref="Deltas"/>.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where the context of each row begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="dropout">Which outputs of hidden layers were dropped.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="isPart">Whether the gradient holds that of other parts: what a token gets several times is then summed by itself first. At most thirty-two rows.</param>
    static abstract void Backward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<int> tokens,
        ReadOnlySpan<int> starts,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        Span<float> gradient,
        bool isPart);
}
