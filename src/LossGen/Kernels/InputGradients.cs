using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>dL/dx = Wᵀ r for the rows of a block, compiled once for each shape. Only attacks and their like ask for it, so no model has a text of its own for it.</summary>
/// <typeparam name="TLayer">The layer.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class InputGradients<TLayer>
    where TLayer : struct, ILayerKernels
{
    private static readonly float[] NoStart = new float[TLayer.Inputs];

    /// <summary>With eight features of a row in the lanes; the layer has at least as many.</summary>
    /// <param name="parameters">The layer's weights [unit][input].</param>
    /// <param name="count">Rows.</param>
    /// <param name="residuals">The residuals, unit by unit.</param>
    /// <param name="gradient">Receives the gradient, row by row.</param>
    public static void OfFeatures(ReadOnlySpan<float> parameters, int count, ReadOnlySpan<float> residuals, Span<float> gradient)
    {
        ref float w = ref Lanes.Start(parameters);
        ref float r = ref Lanes.Start(residuals);
        ref float g = ref Lanes.Start(gradient);
        ref float start = ref MemoryMarshal.GetArrayDataReference(NoStart);
        Product<WholeVectors>.RunInOneChain(ref r, count, ref w, TLayer.Units, ref start, ref g);
        if (TLayer.Inputs % Lanes.Width == 0) return;

        // the last vector overlaps the one before and writes the same numbers again
        int last = TLayer.Inputs - Lanes.Width;
        Product<LastVector>.RunInOneChain(ref r, count, ref Lanes.At(ref w, last), TLayer.Units, ref start, ref Lanes.At(ref g, last));
    }

    /// <summary>With a feature of eight rows in the lanes: feature by feature, then transposed.</summary>
    /// <param name="parameters">The layer's weights [unit][input].</param>
    /// <param name="count">Rows.</param>
    /// <param name="residuals">The residuals, unit by unit.</param>
    /// <param name="columns">Room for the gradient of a block, thirty-two numbers for each feature.</param>
    /// <param name="gradient">Receives the gradient, row by row.</param>
    public static void OfRows(ReadOnlySpan<float> parameters, int count, ReadOnlySpan<float> residuals, Span<float> columns, Span<float> gradient)
    {
        ref float w = ref Lanes.Start(parameters);
        ref float r = ref Lanes.Start(residuals);
        ref float g = ref Lanes.Start(columns);
        for (int lane = 0; lane < count; lane += Lanes.Width)
        {
            for (int f = 0; f < TLayer.Inputs; f++)
            {
                Vector256<float> sum = Lanes.Broadcast(ref w, f) * Lanes.Load(ref r, lane);
                for (int k = 1; k < TLayer.Units; k++)
                    sum = Lanes.MultiplyAdd(Lanes.Broadcast(ref w, (k * TLayer.Inputs) + f), Lanes.Load(ref r, (k * Block.Rows) + lane), sum);
                Lanes.Store(sum, ref g, (f * Block.Rows) + lane);
            }
        }

        Block.ToRows(columns, TLayer.Inputs, count, gradient);
    }

    /// <summary>Residuals, transposed, times weights.</summary>
    private readonly struct WholeVectors : IProductShape
    {
        public static int Columns
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => TLayer.Inputs / Lanes.Width * Lanes.Width;
        }

        public static int ARow => 1;

        public static int AStep => Block.Rows;

        public static int BStep => TLayer.Inputs;

        public static int CRow => TLayer.Inputs;

        public static bool Adds => false;
    }

    /// <summary>The same for eight features.</summary>
    private readonly struct LastVector : IProductShape
    {
        public static int Columns => Lanes.Width;

        public static int ARow => 1;

        public static int AStep => Block.Rows;

        public static int BStep => TLayer.Inputs;

        public static int CRow => TLayer.Inputs;

        public static bool Adds => false;
    }
}
