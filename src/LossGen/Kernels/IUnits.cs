using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>Whatever has a number of outputs: a layer. Heads need to know no more of the last one.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IUnits
{
    /// <summary>Outputs of the layer.</summary>
    static abstract int Units { get; }
}
