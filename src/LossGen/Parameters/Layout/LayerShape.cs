using System;

namespace LossGen;

/// <summary>The shape of one layer, and where its numbers begin among a model's parameters.</summary>
/// <param name="Inputs">Numbers that go into the layer.</param>
/// <param name="Units">Numbers that come out of it.</param>
/// <param name="Weights">Where the weights begin, [unit][input].</param>
/// <param name="Biases">Where the biases begin, [unit].</param>
readonly partial record struct LayerShape(int Inputs, int Units, int Weights, int Biases)
{
    /// <summary>Both sizes and both places, in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Inputs} inputs, {Units} units, weights from {Weights}, biases from {Biases}");
}
