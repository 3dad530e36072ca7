using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>What a hidden layer has beside that of any layer.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IHiddenLayer : IDenseLayer
{
    /// <summary>Which hidden layer it is, from 0; the masks of <see cref="Dropout"/> differ by it.</summary>
    static abstract int Index { get; }

    /// <summary>In the scratch memory: z of a block's rows, if the derivative of the activation needs them.</summary>
    static abstract int Sums { get; }

    /// <summary>In the scratch memory: the outputs with some of them dropped.</summary>
    static abstract int Dropped { get; }

    /// <summary>In the scratch memory of a single row: the outputs, then z, each filled up to whole vectors.</summary>
    static abstract int Row { get; }
}
