using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>One dense layer, cut to its shape by the generator: z = W x + b for a <see cref="Block"/> of rows or for a single row, and its derivatives.</summary>
/// <remarks>
/// Notation: x a row, W the weights [unit][input], b the biases, z the outputs, r = dL/dz the residuals. Outputs and residuals of a
/// block lie as <see cref="Block"/> says. A layer reads rows where they are: row i of the block begins at <c>rows[starts[i]]</c>, and
/// <c>starts</c> has an entry for whole groups of eight. What the forward pass leaves in <c>scratch</c> is there in the backward pass
/// of the same block.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILayerKernels : IUnits
{
    /// <summary>Numbers in a row.</summary>
    static abstract int Inputs { get; }

    /// <summary>Floats of scratch memory for a block.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>Partial sums kept for each entry of the gradient while a batch is summed: 1, or 8 with the rows in the lanes.</summary>
    static abstract int GradientLanes { get; }

    /// <summary>z = W x + b for the rows of a block.</summary>
    static abstract void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, Span<float> scratch, Span<float> outputs);

    /// <summary>z = W x + b for one row, one output after another.</summary>
    static abstract void ForwardRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> outputs);

    /// <summary>Adds Σ r xᵀ and Σ r over a block to the gradient's partial sums; <paramref name="next"/> says where the rows of the next block start.</summary>
    static abstract void AddGradient(
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> starts,
        ReadOnlySpan<int> next,
        int count,
        Span<float> scratch,
        ReadOnlySpan<float> residuals,
        Span<float> gradient);

    /// <summary>Writes Wᵀ r for the rows of a block, row by row.</summary>
    static abstract void InputGradient(
        ReadOnlySpan<float> parameters, int count, ReadOnlySpan<float> residuals, Span<float> scratch, Span<float> gradient);
}
