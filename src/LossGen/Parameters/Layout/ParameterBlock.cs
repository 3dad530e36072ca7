using System;

namespace LossGen;

/// <summary>The weights, or the biases, of one layer of a model.</summary>
/// <param name="Name">What it is called in files: <c>weight</c> or <c>bias</c>; with hidden layers <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c> and so on.</param>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Offset">Where it begins among the parameters.</param>
/// <param name="Rows">Units of the layer; of a table of weights [input][unit] its inputs.</param>
/// <param name="Columns">Inputs of the layer, of such a table its units; 1 for biases.</param>
/// <param name="IsPenalised">Whether the L1 and L2 penalties apply: to weights, never to biases.</param>
readonly partial record struct ParameterBlock(string Name, int Layer, int Offset, int Rows, int Columns, bool IsPenalised)
{
    /// <summary>Whether the block is a vector, of biases; else it is a matrix [row][column].</summary>
    public bool IsVector => !IsPenalised;

    /// <summary>Parameters in the block.</summary>
    public int Count => Rows * Columns;

    /// <summary>The parameter behind the block's last.</summary>
    public int End => Offset + Count;

    /// <summary>Name, layer, size and place, in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{(IsVector ? "bias" : "weight")} of layer {Layer}: {Rows} x {Columns}, parameters {Offset} to {End - 1}");
}
