using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The layers of a model with dense rows: their shape, and how they take a single row.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IRowNetwork : IUnits
{
    /// <summary>Numbers in a row, then the units of each layer, that of the logits last.</summary>
    static abstract ReadOnlySpan<int> Widths { get; }

    /// <summary>Numbers in a row.</summary>
    static abstract int Inputs { get; }

    /// <summary>Weights and biases.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>Floats of scratch memory for a block.</summary>
    static abstract int ScratchLength { get; }

    /// <summary>Floats of scratch memory for a single row.</summary>
    static abstract int RowScratchLength { get; }

    /// <summary>Lays the parameters out as the passes over blocks read them; once for any number of blocks with the same parameters.</summary>
    static abstract void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch);

    /// <summary>The logits of one row, one after another, to the same bits as in a block.</summary>
    /// <remarks>For each hidden layer its outputs, then its z, are left in <paramref name="scratch"/>, both filled up to whole vectors.</remarks>
    static abstract void ForwardRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> scratch, Span<float> logits);
}
