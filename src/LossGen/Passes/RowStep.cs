using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>A gradient step of a network on one row: every residual first, then every parameter, so that a step that is not taken changes nothing.</summary>
/// <typeparam name="TNetwork">The layers' kernels.</typeparam>
/// <typeparam name="THead">The head's kernels.</typeparam>
/// <typeparam name="TActivation">What follows every hidden layer.</typeparam>
internal static class RowStep<TNetwork, THead, TActivation>
    where TNetwork : struct, IRowNetwork
    where THead : struct, IHeadKernels
    where TActivation : struct, IActivationKernels
{
    /// <inheritdoc cref="IPass.Update(Span{float}, ReadOnlySpan{float}, int, float, FeatureScaling)"/>
    public static float Take(
        Span<float> parameters, ParameterLayout layout, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling? scaling)
    {
        ParameterBlock[] blocks = layout.BlockArray;
        int features = Lanes.InVectors(TNetwork.Inputs), logitCount = Lanes.InVectors(TNetwork.Units), rows = TNetwork.RowScratchLength;
        int length = features + rows + logitCount + rows + Lanes.Width + (scaling is null ? 0 : features);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        // Another thread may change the row: what has been copied is what is checked and used.
        Span<float> x = scratch.Memory[..TNetwork.Inputs];
        if (!float.IsFinite(FiniteStep.Copy(row[..TNetwork.Inputs], x))) return float.NaN;
        Span<float> hidden = scratch.Memory.Slice(features, rows);
        Span<float> logits = scratch.Memory.Slice(features + rows, logitCount);
        Span<float> residuals = scratch.Memory.Slice(features + rows + logitCount, rows + Lanes.Width);

        // What the steps of the first layer are proportional to: the features and 1, unless the step is taken for standardised features.
        Span<float> direction = scaling is null ? x : scratch.Memory.Slice(length - features, TNetwork.Inputs);
        float biasDirection = scaling is null ? 1 : scaling.Direction(x, direction);

        TNetwork.ForwardRow(parameters, x, hidden, logits);
        float loss = THead.CrossEntropyOfRow(logits, label);
        if (!float.IsFinite(loss)) return float.NaN;

        // δ_l = (W_(l+1)ᵀ δ_(l+1)) ⊙ f′(z_l), from the logits back; those of layer l lie where its outputs lie among those of all layers
        int at = rows;
        for (int layer = (blocks.Length / 2) - 1; layer > 0; layer--)
        {
            ParameterBlock weights = blocks[2 * layer];
            int stride = Lanes.InVectors(weights.Columns);
            at -= 2 * stride;
            ReadOnlySpan<float> next = layer == (blocks.Length / 2) - 1 ? logits : residuals[(at + (2 * stride))..];
            Span<float> delta = residuals.Slice(at, stride);
            delta.Clear();
            Span<float> sum = delta[..weights.Columns];
            for (int k = 0; k < weights.Rows; k++)
                Lanes.AddScaled(sum, next[k], parameters.Slice(weights.Offset + (k * weights.Columns), weights.Columns));
            ref float d = ref Lanes.Start(delta);
            ref float h = ref hidden[at];
            for (int i = 0; i < stride; i += Lanes.Width)
            {
                var z = Lanes.Load(ref Lanes.At(ref h, stride), i);
                Lanes.Store(Lanes.Load(ref d, i) * TActivation.Derivative(z, Lanes.Load(ref h, i)), ref d, i);
            }
        }

        return TryStep(parameters, blocks, direction, biasDirection, hidden, residuals, logits, learningRate) ? loss : float.NaN;
    }

    private static bool TryStep(
        Span<float> parameters,
        ParameterBlock[] blocks,
        ReadOnlySpan<float> direction,
        float biasDirection,
        ReadOnlySpan<float> hidden,
        ReadOnlySpan<float> residuals,
        ReadOnlySpan<float> logits,
        float learningRate)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            int at = 0;
            ReadOnlySpan<float> inputs = direction;
            float ofBias = biasDirection;
            for (int layer = 0; layer < blocks.Length / 2; layer++)
            {
                ParameterBlock weights = blocks[2 * layer], biases = blocks[(2 * layer) + 1];
                bool isLast = layer == (blocks.Length / 2) - 1;
                ReadOnlySpan<float> delta = (isLast ? logits : residuals[at..])[..weights.Rows];
                if (pass == 0 && !IsSafe(delta, inputs, ofBias, learningRate)) return false;
                if (pass == 1) Step(parameters, weights, biases, delta, inputs, ofBias, learningRate);
                if (isLast) break;
                inputs = hidden.Slice(at, weights.Rows);
                ofBias = 1;
                at += 2 * Lanes.InVectors(weights.Rows);
            }
        }

        return true;
    }

    private static bool IsSafe(ReadOnlySpan<float> delta, ReadOnlySpan<float> inputs, float ofBias, float learningRate) =>
        FiniteStep.IsSafe(learningRate * FiniteStep.Sum(delta), FiniteStep.Sum(inputs) + (MathF.Abs(ofBias) - 1));

    private static void Step(
        Span<float> parameters,
        ParameterBlock weights,
        ParameterBlock biases,
        ReadOnlySpan<float> delta,
        ReadOnlySpan<float> inputs,
        float ofBias,
        float learningRate)
    {
        for (int k = 0; k < weights.Rows; k++)
        {
            float step = -learningRate * delta[k];
            Lanes.AddScaled(parameters.Slice(weights.Offset + (k * weights.Columns), weights.Columns), step, inputs);
            parameters[biases.Offset + k] += step * ofBias;
        }
    }
}
