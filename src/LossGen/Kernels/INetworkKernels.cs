using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The layers of a network one after another, written by the generator: from rows to logits, and back from residuals to gradients.</summary>
/// <remarks>
/// Notation: h0 = x a row, z_l = W_l h_(l−1) + b_l, h_l = f(z_l), the logits z of the last layer, r = dL/dz their residuals, δ_l = dL/dz_l.
/// Logits and residuals of a block lie as <see cref="Block"/> says. What the forward pass leaves in <c>scratch</c> is there in the backward pass
/// of the same block.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface INetworkKernels : IRowNetwork
{
    /// <summary>The logits of a block.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="rows">The whole set.</param>
    /// <param name="starts">Where each row of the block starts.</param>
    /// <param name="count">Rows in the block.</param>
    /// <param name="dropout">Which outputs of hidden layers to drop.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="logits">Receives the logits.</param>
    static abstract void Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        Span<float> logits);

    /// <summary>Adds the gradient of the block that <see cref="Forward"/> has last been called for, from the residuals of its logits.</summary>
    static abstract void Backward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        int count,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch,
        ReadOnlySpan<float> residuals,
        Span<float> gradient);

    /// <summary>Writes dL/dx for the rows of that block, row by row.</summary>
    static abstract void InputGradient(
        ReadOnlySpan<float> parameters, int count, Span<float> scratch, ReadOnlySpan<float> residuals, Span<float> gradient);
}
