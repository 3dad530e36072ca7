using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The last layer of a model of many classes for a single row; for blocks its logits are made in tiles.</summary>
/// <typeparam name="THead">The shape.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TiledLayer<THead>
    where THead : struct, ITiledHead
{
    /// <summary>The logits of one row, one after another, to the bits that they get in a block: the biases are added last.</summary>
    public static void ForwardRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, Span<float> logits) =>
        DenseLayer<RowShape>.RowSums(parameters, inputs, logits, isBiasLast: true);

    private readonly struct RowShape : IDenseLayer
    {
        public static int Inputs => THead.Inputs;

        public static int Units => THead.Units;

        public static int Weights => THead.Weights;

        // Of a single row nothing is packed.
        public static int Packed => 0;

        public static int Padded => 0;

        public static int Outputs => 0;

        public static int Residuals => 0;

        public static int Rest => 0;
    }
}
