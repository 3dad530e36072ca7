using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>One row of a layer whose blocks have rows in the lanes: units lie there instead, so that each sum is the same chain of multiply-adds.</summary>
/// <typeparam name="TLayer">The layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowInLanes<TLayer>
    where TLayer : struct, ILayerKernels
{
    /// <summary>z = W x + b of one row, to the bits that it gets in a block.</summary>
    public static void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> outputs) =>
        DenseLayer<Shape>.RowSums(parameters, row, outputs);

    /// <summary>The layer is the only one of its model.</summary>
    private readonly struct Shape : IDenseLayer
    {
        public static int Inputs => TLayer.Inputs;

        public static int Units => TLayer.Units;

        public static int Weights => 0;

        public static int Packed => 0;

        public static int Padded => 0;

        public static int Outputs => 0;

        public static int Residuals => 0;

        public static int Rest => 0;
    }
}
