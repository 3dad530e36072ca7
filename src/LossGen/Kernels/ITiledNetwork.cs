using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>What a model of many classes does between its rows and its head, written by the generator: the hidden layers, if there are any.</summary>
/// <remarks>
/// Notation as in <see cref="INetworkKernels"/>. Rows lie one after another, each filled up to whole vectors. What the forward pass leaves in <c>scratch</c>
/// is there in the backward pass of the same rows.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITiledNetwork : IRowNetwork
{
    /// <summary>Rows that are taken at once.</summary>
    static abstract int BlockRows { get; }

    /// <summary>What the head takes, row by row.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="rows">The whole set.</param>
    /// <param name="starts">Where each row starts.</param>
    /// <param name="count">Rows, at most <see cref="BlockRows"/>.</param>
    /// <param name="dropout">Which outputs of hidden layers to drop.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    static abstract ReadOnlySpan<float> Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Dropout dropout, int firstRow, Span<float> scratch);

    /// <summary>Where the derivatives of the loss by what the head took are to be, row by row.</summary>
    static abstract Span<float> Deltas(int count, Span<float> scratch);

    /// <summary>Adds the gradient of the hidden layers for the rows that <see cref="Forward"/> has last been called for, from what is in <see cref="Deltas"/>.</summary>
    static abstract void Backward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        Span<float> gradient);

    /// <summary>Writes dL/dx for those rows, row by row without a gap.</summary>
    /// <remarks>From what is in <see cref="Deltas"/>; of layers behind one that is not among them, from what <see cref="Backward"/> has left.</remarks>
    static abstract void InputGradient(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> gradient);
}
