using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The shape of a first layer that takes sparse rows: constants of the generated kernels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISparseLayer : IUnits
{
    /// <summary>Features of a row, most of which are 0.</summary>
    static abstract int Inputs { get; }

    /// <summary>Numbers of a row of outputs, residuals or summed gradients: the units, filled up to 1, 2, 4 or whole vectors of eight.</summary>
    static abstract int Stride { get; }
}
