using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>A first hidden layer that takes tokens one-hot: z = b + Σ of the weights of each position's token, so that a row touches as many rows of the table.</summary>
/// <typeparam name="TLayer">The shape, and where everything is.</typeparam>
/// <typeparam name="TActivation">What follows.</typeparam>
/// <remarks>Not static: generated kernels derive a class and call it by that short name.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class TokenTableLayer<TLayer, TActivation>
    where TLayer : struct, IHiddenLayer
    where TActivation : struct, IActivationKernels
{
    private static int Stride => Lanes.InVectors(TLayer.Units);

    private static int Length => (TLayer.Inputs + 1) * TLayer.Units;

    /// <summary>h = f(z); returns what the next layer takes.</summary>
    /// <param name="parameters">The parameters.</param>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="dropout">Which outputs to drop.</param>
    /// <param name="firstRow">What the first row counts as for the masks.</param>
    /// <param name="scratch">The scratch memory.</param>
    public static Span<float> Forward(
        ReadOnlySpan<float> parameters,
        ReadOnlySpan<int> tokens,
        ReadOnlySpan<int> starts,
        int count,
        int context,
        in Dropout dropout,
        int firstRow,
        Span<float> scratch)
    {
        ReadOnlySpan<float> table = parameters.Slice(TLayer.Weights, Length);
        Span<float> sums = scratch.Slice(TActivation.KeepsInputs ? TLayer.Sums : TLayer.Outputs, count * Stride);
        for (int r = 0; r < count; r++)
        {
            Span<float> row = sums.Slice(r * Stride, Stride);
            TokenRows.SumTable(table, tokens, starts[r], context, TLayer.Inputs / context, row[..TLayer.Units]);
            row[TLayer.Units..].Clear();
        }

        return HiddenLayer<TLayer, TActivation>.Activate(count, dropout, firstRow, scratch);
    }

    /// <summary>What the forward pass has returned.</summary>
    public static Span<float> Outputs(int count, in Dropout dropout, Span<float> scratch) => HiddenLayer<TLayer, TActivation>.Outputs(count, dropout, scratch);

    /// <summary>From dL/dh, where δ is to be, to δ.</summary>
    public static void Residuals(int count, in Dropout dropout, int firstRow, Span<float> scratch) =>
        HiddenLayer<TLayer, TActivation>.Residuals(count, dropout, firstRow, scratch);

    /// <summary>Adds δ of each row to the rows of the table that its tokens have, and to the biases.</summary>
    /// <param name="tokens">The tokens of the whole set.</param>
    /// <param name="starts">Where each context begins.</param>
    /// <param name="count">Rows.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="scratch">The scratch memory.</param>
    /// <param name="gradient">The gradient of all parameters.</param>
    /// <param name="isPart">Whether what each row of the table gets is summed by itself first.</param>
    /// <param name="order">Room for that: <see cref="TokenRows.OrderLength"/> floats.</param>
    public static void AddGradient(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> starts, int count, int context, ReadOnlySpan<float> scratch, Span<float> gradient, bool isPart, Span<float> order)
    {
        gradient = gradient.Slice(TLayer.Weights, Length);
        if (isPart)
        {
            ReadOnlySpan<float> deltas = scratch.Slice(TLayer.Residuals, count * Stride);
            TokenRows.AddSumsToTable(gradient, tokens, starts, count, context, TLayer.Inputs / context, TLayer.Units, deltas, order);
            return;
        }

        for (int r = 0; r < count; r++)
            TokenRows.AddToTable(gradient, tokens, starts[r], context, TLayer.Inputs / context, scratch.Slice(TLayer.Residuals + (r * Stride), TLayer.Units));
    }
}
