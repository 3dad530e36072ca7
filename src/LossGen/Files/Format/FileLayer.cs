using System.Collections.Generic;
using LossGen.Storage;

namespace LossGen.Files;

/// <summary>The tensors of one layer in a file.</summary>
/// <param name="weight">The weights.</param>
/// <param name="bias">The biases; absent where a layer without them was saved: they are 0.</param>
/// <param name="isTransposed">Whether the weights lie [input][unit], as scikit-learn has them, and not [unit][input].</param>
internal sealed class FileLayer(TensorEntry weight, TensorEntry? bias, bool isTransposed)
{
    public TensorEntry Weight { get; } = weight;

    /// <summary>The same layer with weights that lie [input][unit].</summary>
    public FileLayer AsTable() => new(Weight, Bias, true);

    public TensorEntry? Bias { get; } = bias;

    /// <summary>Whether the weights lie [input][unit].</summary>
    public bool IsTransposed => isTransposed;

    /// <summary>What the dimensions of the weights are.</summary>
    public string Named => isTransposed ? "[features, classes]" : "[classes, features]";

    /// <summary>What a unit's weights are of the matrix.</summary>
    public string UnitAxis => isTransposed ? "column" : "row";

    public int Units => (int)Weight.Shape[isTransposed ? 1 : 0];

    public int Inputs => (int)Weight.Shape[isTransposed ? 0 : 1];

    /// <summary>Both tensors, or the one that there is.</summary>
    public IEnumerable<TensorEntry> Tensors => Bias is null ? [Weight] : [Weight, Bias];

    /// <summary>The unit that an element of the weights belongs to.</summary>
    public int UnitOf(long element) => (int)(isTransposed ? element % Units : element / Inputs);

    /// <summary>The input that an element of the weights belongs to.</summary>
    public int InputOf(long element) => (int)(isTransposed ? element / Units : element % Inputs);

    /// <summary>The element of the weights that belongs to a unit and an input.</summary>
    public long ElementOf(int unit, int input) => isTransposed ? ((long)input * Units) + unit : ((long)unit * Inputs) + input;

    /// <summary>The shape that weights of such a layer have in the file.</summary>
    public string ShapeOf(int units, int inputs) => isTransposed ? TensorEntry.ShapeTextOf(inputs, units) : TensorEntry.ShapeTextOf(units, inputs);
}
