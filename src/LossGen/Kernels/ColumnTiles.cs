using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>The forward pass of a layer with rows in the lanes, in tiles of units that stay in registers. Compiled once for each number of inputs.</summary>
/// <typeparam name="TLayer">The layer.</typeparam>
/// <remarks>The number of units is read into a local, once: see <see cref="LogitTiles{TLayer}"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ColumnTiles<TLayer>
    where TLayer : struct, ILayerKernels
{
    // What a tile takes: x the columns of a block, count its rows; w the weights [unit][input] and b the biases of its units; z the outputs, unit by unit. Each of
    // them is z_k = b_k + the sum of w[k, f] x_f.

    /// <summary>Outputs of all rows for 3 units, sixteen at a time.</summary>
    public static void Logits3(ref float x, int count, ref float w, ref float b, ref float z) =>
        Narrow<Three>(ref x, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 4 units, sixteen at a time.</summary>
    public static void Logits4(ref float x, int count, ref float w, ref float b, ref float z) =>
        Narrow<Four>(ref x, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 5 units, sixteen at a time.</summary>
    public static void Logits5(ref float x, int count, ref float w, ref float b, ref float z) =>
        Narrow<Five>(ref x, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 3 units, thirty-two at a time.</summary>
    public static void WideLogits3(ref float x, int count, ref float w, ref float b, ref float z) =>
        Wide<Three>(ref x, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 4 units, thirty-two at a time.</summary>
    public static void WideLogits4(ref float x, int count, ref float w, ref float b, ref float z) =>
        Wide<Four>(ref x, count, ref w, ref b, ref z);

    /// <summary>Outputs of all rows for 5 units, thirty-two at a time.</summary>
    public static void WideLogits5(ref float x, int count, ref float w, ref float b, ref float z) =>
        Wide<Five>(ref x, count, ref w, ref b, ref z);

    private static void Narrow<TUnits>(ref float x, int count, ref float w, ref float b, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs;
        for (int lane = 0; lane < count; lane += 2 * Lanes.Width)
        {
            Vector256<float> low0 = Lanes.Broadcast(ref b, 0), high0 = low0;
            Vector256<float> low1 = Lanes.Broadcast(ref b, 1), high1 = low1;
            Vector256<float> low2 = Lanes.Broadcast(ref b, 2), high2 = low2;
            Vector256<float> low3 = units > 3 ? Lanes.Broadcast(ref b, 3) : default, high3 = low3;
            Vector256<float> low4 = units > 4 ? Lanes.Broadcast(ref b, 4) : default, high4 = low4;
            for (int f = 0; f < inputs; f++)
            {
                ref float xf = ref Lanes.At(ref x, (f * Block.Rows) + lane);
                ref float wf = ref Lanes.At(ref w, f);
                Vector256<float> low = Lanes.Load(ref xf, 0), high = Lanes.Load(ref xf, Lanes.Width);
                Vector256<float> w0 = Lanes.Broadcast(ref wf, 0);
                low0 = Lanes.MultiplyAdd(w0, low, low0);
                high0 = Lanes.MultiplyAdd(w0, high, high0);
                Vector256<float> w1 = Lanes.Broadcast(ref wf, inputs);
                low1 = Lanes.MultiplyAdd(w1, low, low1);
                high1 = Lanes.MultiplyAdd(w1, high, high1);
                Vector256<float> w2 = Lanes.Broadcast(ref wf, 2 * inputs);
                low2 = Lanes.MultiplyAdd(w2, low, low2);
                high2 = Lanes.MultiplyAdd(w2, high, high2);

                if (units > 3)
                {
                    Vector256<float> w3 = Lanes.Broadcast(ref wf, 3 * inputs);
                    low3 = Lanes.MultiplyAdd(w3, low, low3);
                    high3 = Lanes.MultiplyAdd(w3, high, high3);
                }

                if (units > 4)
                {
                    Vector256<float> w4 = Lanes.Broadcast(ref wf, 4 * inputs);
                    low4 = Lanes.MultiplyAdd(w4, low, low4);
                    high4 = Lanes.MultiplyAdd(w4, high, high4);
                }
            }

            Lanes.Store(low0, ref z, lane);
            Lanes.Store(high0, ref z, Lanes.Width + lane);
            Lanes.Store(low1, ref z, Block.Rows + lane);
            Lanes.Store(high1, ref z, Block.Rows + Lanes.Width + lane);
            Lanes.Store(low2, ref z, (2 * Block.Rows) + lane);
            Lanes.Store(high2, ref z, (2 * Block.Rows) + Lanes.Width + lane);

            if (units > 3)
            {
                Lanes.Store(low3, ref z, (3 * Block.Rows) + lane);
                Lanes.Store(high3, ref z, (3 * Block.Rows) + Lanes.Width + lane);
            }

            if (units > 4)
            {
                Lanes.Store(low4, ref z, (4 * Block.Rows) + lane);
                Lanes.Store(high4, ref z, (4 * Block.Rows) + Lanes.Width + lane);
            }
        }
    }

    private static void Wide<TUnits>(ref float x, int count, ref float w, ref float b, ref float z)
        where TUnits : struct, ITileUnits
    {
        int units = TUnits.Count, inputs = TLayer.Inputs;
        for (int lane = 0; lane < count; lane += 2 * WideVector.Width)
        {
            Vector512<float> low0 = WideVector.Broadcast(ref b, 0), high0 = low0;
            Vector512<float> low1 = WideVector.Broadcast(ref b, 1), high1 = low1;
            Vector512<float> low2 = WideVector.Broadcast(ref b, 2), high2 = low2;
            Vector512<float> low3 = units > 3 ? WideVector.Broadcast(ref b, 3) : default, high3 = low3;
            Vector512<float> low4 = units > 4 ? WideVector.Broadcast(ref b, 4) : default, high4 = low4;
            for (int f = 0; f < inputs; f++)
            {
                ref float xf = ref Lanes.At(ref x, (f * Block.Rows) + lane);
                ref float wf = ref Lanes.At(ref w, f);
                Vector512<float> low = WideVector.Load(ref xf, 0), high = WideVector.Load(ref xf, WideVector.Width);
                Vector512<float> w0 = WideVector.Broadcast(ref wf, 0);
                low0 = WideVector.MultiplyAdd(w0, low, low0);
                high0 = WideVector.MultiplyAdd(w0, high, high0);
                Vector512<float> w1 = WideVector.Broadcast(ref wf, inputs);
                low1 = WideVector.MultiplyAdd(w1, low, low1);
                high1 = WideVector.MultiplyAdd(w1, high, high1);
                Vector512<float> w2 = WideVector.Broadcast(ref wf, 2 * inputs);
                low2 = WideVector.MultiplyAdd(w2, low, low2);
                high2 = WideVector.MultiplyAdd(w2, high, high2);

                if (units > 3)
                {
                    Vector512<float> w3 = WideVector.Broadcast(ref wf, 3 * inputs);
                    low3 = WideVector.MultiplyAdd(w3, low, low3);
                    high3 = WideVector.MultiplyAdd(w3, high, high3);
                }

                if (units > 4)
                {
                    Vector512<float> w4 = WideVector.Broadcast(ref wf, 4 * inputs);
                    low4 = WideVector.MultiplyAdd(w4, low, low4);
                    high4 = WideVector.MultiplyAdd(w4, high, high4);
                }
            }

            WideVector.Store(low0, ref z, lane);
            WideVector.Store(high0, ref z, WideVector.Width + lane);
            WideVector.Store(low1, ref z, Block.Rows + lane);
            WideVector.Store(high1, ref z, Block.Rows + WideVector.Width + lane);
            WideVector.Store(low2, ref z, (2 * Block.Rows) + lane);
            WideVector.Store(high2, ref z, (2 * Block.Rows) + WideVector.Width + lane);

            if (units > 3)
            {
                WideVector.Store(low3, ref z, (3 * Block.Rows) + lane);
                WideVector.Store(high3, ref z, (3 * Block.Rows) + WideVector.Width + lane);
            }

            if (units > 4)
            {
                WideVector.Store(low4, ref z, (4 * Block.Rows) + lane);
                WideVector.Store(high4, ref z, (4 * Block.Rows) + WideVector.Width + lane);
            }
        }
    }
}
