using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>The outputs h = f(z) of a sparse layer that further layers follow, and the way back from dL/dh to δ.</summary>
/// <remarks>The scratch memory begins with the outputs, then the same with some dropped, in whose place later the derivatives are.</remarks>
/// <typeparam name="TLayer">The sparse layer's shape; its stride is whole vectors.</typeparam>
/// <typeparam name="TActivation">What follows it.</typeparam>
internal static class SparseOutputs<TLayer, TActivation>
    where TLayer : struct, ISparseLayer
    where TActivation : struct, IActivationKernels
{
    private static int BlockLength => Block.Rows * TLayer.Stride;

    /// <summary>Floats of scratch memory; behind them is that of the layers behind.</summary>
    public static int Length => 2 * BlockLength;

    /// <summary>h = f(z); returns what the next layer takes.</summary>
    /// <param name="sums">z, row by row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="dropout">Which outputs to drop.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="starts">Receives where each row starts.</param>
    public static ReadOnlySpan<float> Activate(Span<float> sums, int count, in Dropout dropout, int firstRow, Span<float> scratch, Span<int> starts)
    {
        int length = count * TLayer.Stride;
        ref float z = ref Lanes.Start(sums[..length]);
        ref float h = ref Lanes.Start(scratch[..length]);
        for (int i = 0; i < length; i += Lanes.Width) Lanes.Store(TActivation.Value(Lanes.Load(ref z, i)), ref h, i);
        if (!dropout.IsNone) dropout.Apply(scratch[..length], scratch.Slice(BlockLength, length), count, TLayer.Units, TLayer.Stride, firstRow, layer: 0);
        Block.Starts(TLayer.Stride, count, starts);
        return scratch.Slice(dropout.IsNone ? 0 : BlockLength, BlockLength);
    }

    /// <summary>Where the derivatives by h are to be, row by row without gaps, once nothing needs the dropped outputs any more.</summary>
    public static Span<float> Deltas(int count, Span<float> scratch) => scratch.Slice(BlockLength, count * TLayer.Units);

    /// <summary>δ = dL/dh ⊙ f′(z) in place of z, with zeros behind the units.</summary>
    public static void Residuals(Span<float> sums, int count, in Dropout dropout, int firstRow, Span<float> scratch)
    {
        Span<float> deltas = scratch.Slice(BlockLength, BlockLength);
        for (int r = count - 1; r >= 0 && TLayer.Units < TLayer.Stride; r--)
        {
            Span<float> row = deltas.Slice(r * TLayer.Stride, TLayer.Stride);
            deltas.Slice(r * TLayer.Units, TLayer.Units).CopyTo(row);
            row[TLayer.Units..].Clear();
        }

        int length = count * TLayer.Stride;
        if (!dropout.IsNone) dropout.Apply(deltas[..length], deltas[..length], count, TLayer.Units, TLayer.Stride, firstRow, layer: 0);
        ref float z = ref Lanes.Start(sums[..length]);
        ref float h = ref Lanes.Start(scratch);
        ref float d = ref Lanes.Start(deltas);
        for (int i = 0; i < length; i += Lanes.Width)
            Lanes.Store(Lanes.Load(ref d, i) * TActivation.Derivative(Lanes.Load(ref z, i), Lanes.Load(ref h, i)), ref z, i);
        for (int r = 0; r < count; r++) sums.Slice(r * TLayer.Stride, TLayer.Stride)[TLayer.Units..].Clear();
    }
}
