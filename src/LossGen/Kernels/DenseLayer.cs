using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LossGen.Kernels;

/// <summary>A dense layer of a network: z = W x + b for the rows of a block, and what δ = dL/dz gives. Compiled once for each shape, with its sizes as constants.</summary>
/// <typeparam name="TLayer">The shape, and where everything is.</typeparam>
/// <remarks>
/// What goes in and comes out lies row by row, each row filled up to whole vectors (<see cref="Stride"/>), so that one layer reads what the one
/// before has written. Forward, eight units lie in the lanes of a vector; backward, eight inputs.
/// dL/dW = Σ δ xᵀ and dL/db = Σ δ over the rows, dL/dx = Wᵀ δ.
/// </remarks>
internal static partial class DenseLayer<TLayer>
    where TLayer : struct, IDenseLayer
{
    private static readonly float[] NoStart = new float[TLayer.Inputs + Lanes.Width];

    /// <summary>From one row of the inputs to the next: the inputs in whole vectors.</summary>
    public static int InputStride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lanes.InVectors(TLayer.Inputs);
    }

    /// <summary>From one row of the outputs to the next: the units in whole vectors.</summary>
    public static int Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Lanes.InVectors(TLayer.Units);
    }

    private static int InputsByStride => TLayer.Inputs * Stride;

    private static bool IsNarrow => TLayer.Inputs < Lanes.Width;

    /// <summary>
    /// Inputs whose gradients are summed where they lie. A vector of the last ones reaches into what is behind a unit's weights; behind those of the last
    /// unit that has to be the biases, so of fewer than eight units the last inputs are summed elsewhere.
    /// </summary>
    private static int GradientColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLayer.Units >= Lanes.Width ? TLayer.Inputs : TLayer.Inputs / Lanes.Width * Lanes.Width;
    }

    private static int BiasStart => TLayer.Weights + (TLayer.Inputs * TLayer.Units);

    /// <summary>Lays the weights out as the passes over a block read them; needed once for any number of blocks with the same parameters.</summary>
    public static void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch)
    {
        ReadOnlySpan<float> weights = parameters.Slice(TLayer.Weights, TLayer.Inputs * TLayer.Units);
        PackedMatrix.Pack(weights, TLayer.Inputs, TLayer.Units, scratch.Slice(TLayer.Packed, InputsByStride));
        Span<float> biases = scratch.Slice(TLayer.Packed + InputsByStride, Stride);
        biases.Clear();
        parameters.Slice(BiasStart, TLayer.Units).CopyTo(biases);
        if (!IsNarrow) return;

        Span<float> padded = scratch.Slice(TLayer.Padded, TLayer.Units * Lanes.Width);
        padded.Clear();
        for (int k = 0; k < TLayer.Units; k++) weights.Slice(k * TLayer.Inputs, TLayer.Inputs).CopyTo(padded[(k * Lanes.Width)..]);
    }

    /// <summary>z = W x + b.</summary>
    /// <param name="inputs">The inputs, row by row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="z">Receives the sums, row by row.</param>
    public static void Sums(ReadOnlySpan<float> inputs, int count, Span<float> scratch, ref float z)
    {
        ref float w = ref scratch[TLayer.Packed];
        Product<ForwardShape>.Run(ref Lanes.Start(inputs), count, ref w, TLayer.Inputs, ref Lanes.At(ref w, InputsByStride), ref z);
    }

    /// <summary>Adds Σ δ xᵀ and Σ δ over the rows of a block to the gradient.</summary>
    /// <param name="inputs">x, row by row, as the forward pass took them.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    public static void AddGradient(ReadOnlySpan<float> inputs, int count, Span<float> scratch, Span<float> gradient)
    {
        gradient = gradient.Slice(TLayer.Weights, (TLayer.Inputs + 1) * TLayer.Units);
        ref float g = ref Lanes.Start(gradient);
        ref float x = ref Lanes.Start(inputs);
        ref float delta = ref scratch[TLayer.Residuals];
        if (GradientColumns > 0) Product<GradientShape>.Run(ref delta, TLayer.Units, ref x, count, ref delta, ref g);
        if (GradientColumns < TLayer.Inputs)
        {
            ref float rest = ref scratch[TLayer.Rest];
            Product<RestShape>.Run(ref delta, TLayer.Units, ref Lanes.At(ref x, GradientColumns), count, ref NoStart[0], ref rest);
            for (int k = 0; k < TLayer.Units; k++)
            {
                for (int i = GradientColumns; i < TLayer.Inputs; i++)
                    Lanes.At(ref g, (k * TLayer.Inputs) + i) += Lanes.At(ref rest, (k * Lanes.Width) + i - GradientColumns);
            }
        }

        SumColumns(ref delta, count, gradient[(TLayer.Inputs * TLayer.Units)..]);
    }

    /// <summary>Writes dL/dx = Wᵀ δ for the rows of a block, each row filled up to whole vectors.</summary>
    public static void InputDeltas(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas)
    {
        ref float to = ref Lanes.Start(deltas);
        ref float delta = ref scratch[TLayer.Residuals];
        if (IsNarrow)
        {
            Product<NarrowShape>.Run(ref delta, count, ref scratch[TLayer.Padded], TLayer.Units, ref NoStart[0], ref to);
            return;
        }

        ref float w = ref Lanes.Start(parameters[TLayer.Weights..]);
        if (TLayer.Units >= Lanes.Width)
        {
            // The last vector of the last unit's weights reaches into the biases, of which there are enough.
            Product<WholeDeltaShape>.Run(ref delta, count, ref w, TLayer.Units, ref NoStart[0], ref to);
            return;
        }

        Product<DeltaShape>.Run(ref delta, count, ref w, TLayer.Units, ref NoStart[0], ref to);
        if (TLayer.Inputs % Lanes.Width == 0) return;

        // the last vector overlaps the one before and writes the same numbers again
        int last = TLayer.Inputs - Lanes.Width;
        Product<LastDeltaShape>.Run(ref delta, count, ref Lanes.At(ref w, last), TLayer.Units, ref NoStart[0], ref Lanes.At(ref to, last));
    }

    /// <summary>Writes dL/dx = Wᵀ δ for the rows of a block, row by row without a gap.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="count">Rows.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="deltas">Room for the rows, each filled up to whole vectors.</param>
    /// <param name="gradient">Receives the rows.</param>
    public static void InputGradient(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas, Span<float> gradient)
    {
        if (TLayer.Inputs % Lanes.Width == 0)
        {
            InputDeltas(parameters, count, scratch, gradient);
            return;
        }

        InputDeltas(parameters, count, scratch, deltas);
        for (int row = 0; row < count; row++)
            deltas.Slice(row * InputStride, TLayer.Inputs).CopyTo(gradient[(row * TLayer.Inputs)..]);
    }

    /// <summary>Adds the sum over the rows of each unit's δ.</summary>
    private static void SumColumns(ref float delta, int count, Span<float> sums)
    {
        for (int k = 0; k < Stride; k += Lanes.Width)
        {
            // Four sums, since each has to wait for its last addition.
            Vector256<float> sum0 = Lanes.Zero, sum1 = Lanes.Zero, sum2 = Lanes.Zero, sum3 = Lanes.Zero;
            int row = 0;
            for (; row <= count - 4; row += 4)
            {
                ref float rows = ref Lanes.At(ref delta, (row * Stride) + k);
                sum0 += Lanes.Load(ref rows, 0);
                sum1 += Lanes.Load(ref rows, Stride);
                sum2 += Lanes.Load(ref rows, 2 * Stride);
                sum3 += Lanes.Load(ref rows, 3 * Stride);
            }

            for (; row < count; row++) sum0 += Lanes.Load(ref delta, (row * Stride) + k);
            Vector256<float> sum = (sum0 + sum1) + (sum2 + sum3);
            int present = Math.Min(Lanes.Width, TLayer.Units - k);
            if (present == Lanes.Width) Lanes.Add(sum, ref Lanes.Start(sums), k);
            else for (int lane = 0; lane < present; lane++) sums[k + lane] += sum.GetElement(lane);
        }
    }

    private readonly struct ForwardShape : IProductShape
    {
        public static int Columns => Stride;

        public static int ARow => InputStride;

        public static int AStep => 1;

        public static int BStep => 0;

        public static int CRow => Stride;

        public static bool Adds => false;
    }

    private readonly struct GradientShape : IProductShape
    {
        public static int Columns => GradientColumns;

        public static int ARow => 1;

        public static int AStep => Stride;

        public static int BStep => InputStride;

        public static int CRow => TLayer.Inputs;

        public static bool Adds => true;
    }

    private readonly struct RestShape : IProductShape
    {
        public static int Columns => Lanes.Width;

        public static int ARow => 1;

        public static int AStep => Stride;

        public static int BStep => InputStride;

        public static int CRow => Lanes.Width;

        public static bool Adds => false;
    }

    private readonly struct DeltaShape : IProductShape
    {
        public static int Columns => TLayer.Inputs / Lanes.Width * Lanes.Width;

        public static int ARow => Stride;

        public static int AStep => 1;

        public static int BStep => TLayer.Inputs;

        public static int CRow => InputStride;

        public static bool Adds => false;
    }

    private readonly struct WholeDeltaShape : IProductShape
    {
        public static int Columns => TLayer.Inputs;

        public static int ARow => Stride;

        public static int AStep => 1;

        public static int BStep => TLayer.Inputs;

        public static int CRow => InputStride;

        public static bool Adds => false;
    }

    private readonly struct LastDeltaShape : IProductShape
    {
        public static int Columns => Lanes.Width;

        public static int ARow => Stride;

        public static int AStep => 1;

        public static int BStep => TLayer.Inputs;

        public static int CRow => InputStride;

        public static bool Adds => false;
    }

    private readonly struct NarrowShape : IProductShape
    {
        public static int Columns => Lanes.Width;

        public static int ARow => Stride;

        public static int AStep => 1;

        public static int BStep => Lanes.Width;

        public static int CRow => Lanes.Width;

        public static bool Adds => false;
    }
}
