using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>A hidden layer: h = f(W x + b) for the rows of a block, and its derivatives.</summary>
/// <typeparam name="TLayer">The shape, and where everything is.</typeparam>
/// <typeparam name="TActivation">f.</typeparam>
/// <remarks>
/// Notation: z = W x + b, h = f(z), δ = dL/dz. From the δ of the next layer comes δ = (Wᵀ δ of the next) ⊙ f′(z) (Rumelhart, Hinton and Williams
/// 1986, Nature 323).
/// Not static: generated kernels derive a class for each layer and call it by that short name.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class HiddenLayer<TLayer, TActivation>
    where TLayer : struct, IHiddenLayer
    where TActivation : struct, IActivationKernels
{
    private static int Stride => DenseLayer<TLayer>.Stride;

    /// <summary>Lays the weights out as the passes over a block read them; needed once for any number of blocks with the same parameters.</summary>
    public static void Prepare(ReadOnlySpan<float> parameters, Span<float> scratch) => DenseLayer<TLayer>.Prepare(parameters, scratch);

    /// <summary>h = f(W x + b); returns what the next layer takes, with some of it dropped where that is wanted.</summary>
    /// <param name="inputs">The inputs, row by row.</param>
    /// <param name="count">Rows.</param>
    /// <param name="dropout">Which outputs to drop.</param>
    /// <param name="firstRow">What the first row of the block counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    public static Span<float> Forward(ReadOnlySpan<float> inputs, int count, in Dropout dropout, int firstRow, Span<float> scratch)
    {
        DenseLayer<TLayer>.Sums(inputs, count, scratch, ref SumsOf(scratch));
        return Activate(count, dropout, firstRow, scratch);
    }

    /// <summary>In the scratch memory: where z is.</summary>
    private static ref float SumsOf(Span<float> scratch) => ref TActivation.KeepsInputs ? ref scratch[TLayer.Sums] : ref scratch[TLayer.Outputs];

    /// <summary>h = f(z), with z in place; returns what the next layer takes.</summary>
    internal static Span<float> Activate(int count, in Dropout dropout, int firstRow, Span<float> scratch)
    {
        int length = count * Stride;
        Span<float> outputs = scratch.Slice(TLayer.Outputs, length);
        ref float z = ref SumsOf(scratch);
        ref float h = ref Lanes.Start(outputs);
        for (int i = 0; i < length; i += Lanes.Width) Lanes.Store(TActivation.Value(Lanes.Load(ref z, i)), ref h, i);
        if (dropout.IsNone) return outputs;

        Span<float> dropped = scratch.Slice(TLayer.Dropped, length);
        dropout.Apply(outputs, dropped, count, TLayer.Units, Stride, firstRow, TLayer.Index);
        return dropped;
    }

    /// <summary>What the forward pass has returned.</summary>
    public static Span<float> Outputs(int count, in Dropout dropout, Span<float> scratch) =>
        scratch.Slice(dropout.IsNone ? TLayer.Outputs : TLayer.Dropped, count * Stride);

    /// <summary>h = f(W x + b) of one row, to the bits that it gets in a block; returns h.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="inputs">The row.</param>
    /// <param name="scratch">The scratch memory of a row.</param>
    public static Span<float> ForwardRow(ReadOnlySpan<float> parameters, ReadOnlySpan<float> inputs, Span<float> scratch)
    {
        Span<float> outputs = scratch.Slice(TLayer.Row, Stride);
        Span<float> sums = scratch.Slice(TLayer.Row + Stride, Stride);
        DenseLayer<TLayer>.RowSums(parameters, inputs, sums);
        ref float z = ref Lanes.Start(sums);
        ref float h = ref Lanes.Start(outputs);
        for (int i = 0; i < Stride; i += Lanes.Width) Lanes.Store(TActivation.Value(Lanes.Load(ref z, i)), ref h, i);
        return outputs;
    }

    /// <summary>From dL/dh, where δ is to be, to δ = dL/dh ⊙ f′(z).</summary>
    public static void Residuals(int count, in Dropout dropout, int firstRow, Span<float> scratch)
    {
        int length = count * Stride;
        Span<float> residuals = scratch.Slice(TLayer.Residuals, length);
        if (!dropout.IsNone) dropout.Apply(residuals, residuals, count, TLayer.Units, Stride, firstRow, TLayer.Index);
        ref float delta = ref Lanes.Start(residuals);
        ref float h = ref scratch[TLayer.Outputs];
        ref float z = ref TActivation.KeepsInputs ? ref scratch[TLayer.Sums] : ref scratch[TLayer.Outputs];
        for (int i = 0; i < length; i += Lanes.Width)
            Lanes.Store(Lanes.Load(ref delta, i) * TActivation.Derivative(Lanes.Load(ref z, i), Lanes.Load(ref h, i)), ref delta, i);
    }

    /// <summary>Adds Σ δ xᵀ and Σ δ over the rows of a block to the gradient of all parameters; <paramref name="inputs"/> are x, as the forward pass took them.</summary>
    public static void AddGradient(ReadOnlySpan<float> inputs, int count, Span<float> scratch, Span<float> gradient) =>
        DenseLayer<TLayer>.AddGradient(inputs, count, scratch, gradient);

    /// <summary>Writes dL/dx = Wᵀ δ for the rows of a block, each row filled up to whole vectors.</summary>
    public static void InputDeltas(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas) =>
        DenseLayer<TLayer>.InputDeltas(parameters, count, scratch, deltas);

    /// <summary>Writes dL/dx = Wᵀ δ for the rows of a block, row by row without a gap; <paramref name="deltas"/> has room for the rows with gaps.</summary>
    public static void InputGradient(ReadOnlySpan<float> parameters, int count, Span<float> scratch, Span<float> deltas, Span<float> gradient) =>
        DenseLayer<TLayer>.InputGradient(parameters, count, scratch, deltas, gradient);
}
