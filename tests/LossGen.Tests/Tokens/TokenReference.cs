using LossGen.Tests.Kernels;

namespace LossGen.Tests.Tokens;

/// <summary>A next-token model in double precision, token by token and unit by unit, with nothing of the library but the place of its parameters.</summary>
internal sealed class TokenReference(int vocabulary, int context, int embedding, int[] units, Activation? activation)
{
    private readonly ExactActivation? _activation = activation is { } kind ? ExactActivation.Of(kind) : null;

    private int Inputs => context * (embedding == 0 ? vocabulary : embedding);

    /// <summary>The loss of contexts, and its gradient.</summary>
    public double LossAndGradient(ReadOnlySpan<float> parameters, int[] contexts, int[] next, double[] gradient, LossOptions? options = null)
    {
        Array.Clear(gradient);
        (double loss, double divisor) = Sums(parameters, contexts, next, gradient, options ?? new());
        for (int i = 0; i < gradient.Length; i++) gradient[i] /= divisor;
        return loss / divisor;
    }

    /// <summary>The loss of contexts alone.</summary>
    public double Loss(ReadOnlySpan<float> parameters, int[] contexts, int[] next)
    {
        (double loss, double divisor) = Sums(parameters, contexts, next, gradient: null, new());
        return loss / divisor;
    }

    private (double Loss, double Divisor) Sums(ReadOnlySpan<float> parameters, int[] contexts, int[] next, double[]? gradient, LossOptions options)
    {
        double loss = 0, divisor = 0;
        for (int row = 0; row < next.Length; row++)
        {
            double sample = options.SampleWeights.IsEmpty ? 1 : options.SampleWeights.Span[row];
            (double ofRow, double weight) = Row(parameters, contexts.AsSpan(row * context, context), next[row], options, sample, gradient);
            loss += sample * ofRow;
            divisor += sample * weight;
        }

        return (loss, divisor);
    }

    /// <summary>The probabilities after a context.</summary>
    public double[] Probabilities(ReadOnlySpan<float> parameters, int[] tokens)
    {
        double[] z = Forward(parameters, tokens).Sums[^1];
        double max = z.Max(), sum = z.Sum(x => Math.Exp(x - max));
        return [.. z.Select(x => Math.Exp(x - max) / sum)];
    }

    private (List<double[]> Outputs, List<double[]> Sums) Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens)
    {
        var x = new double[Inputs];
        for (int p = 0; p < context; p++)
        {
            if (embedding == 0) x[(p * vocabulary) + tokens[p]] = 1;
            else for (int d = 0; d < embedding; d++) x[(p * embedding) + d] = parameters[(tokens[p] * embedding) + d];
        }

        List<double[]> outputs = [x], sums = [];
        int offset = vocabulary * embedding;
        for (int layer = 0; layer < units.Length; layer++)
        {
            double[] inputs = outputs[^1];
            var z = new double[units[layer]];
            int biases = offset + (inputs.Length * z.Length);
            for (int u = 0; u < z.Length; u++)
            {
                z[u] = parameters[biases + u];
                for (int i = 0; i < inputs.Length; i++)
                {
                    if (inputs[i] != 0) z[u] += inputs[i] * parameters[offset + Place(layer, u, i, inputs.Length, z.Length)];
                }
            }

            sums.Add(z);
            outputs.Add(layer == units.Length - 1 ? z : [.. z.Select(_activation!.Value)]);
            offset = biases + z.Length;
        }

        return (outputs, sums);
    }

    /// <summary>The loss of a row; where there is room for it, its gradient, times the weight of the row, is added.</summary>
    private (double Loss, double Weight) Row(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, int next, LossOptions options, double sample, double[]? gradient)
    {
        (List<double[]> outputs, List<double[]> sums) = Forward(parameters, tokens);
        double[] z = sums[^1];
        double weight = options.ClassWeights.IsEmpty ? 1 : options.ClassWeights.Span[next];
        (double loss, double[] delta) = Loss(z, next, options);
        if (gradient is null) return (loss, weight);

        int offset = gradient.Length;
        for (int layer = units.Length - 1; layer >= 0; layer--)
        {
            double[] inputs = outputs[layer];
            offset -= delta.Length;
            for (int u = 0; u < delta.Length; u++) gradient[offset + u] += sample * delta[u];
            offset -= inputs.Length * delta.Length;
            var before = new double[inputs.Length];
            for (int u = 0; u < delta.Length; u++)
            {
                for (int i = 0; i < inputs.Length; i++)
                {
                    // Of a token without an embedding all inputs are 0 but its own, and nothing lies before them.
                    if (layer == 0 && embedding == 0 && inputs[i] == 0) continue;
                    int place = offset + Place(layer, u, i, inputs.Length, delta.Length);
                    gradient[place] += sample * delta[u] * inputs[i];
                    before[i] += delta[u] * parameters[place];
                }
            }

            if (layer > 0) for (int i = 0; i < before.Length; i++) before[i] *= _activation!.Derivative(sums[layer - 1][i]);
            delta = before;
        }

        for (int p = 0; p < context && embedding > 0; p++)
            for (int d = 0; d < embedding; d++) gradient[(tokens[p] * embedding) + d] += sample * delta[(p * embedding) + d];
        return (loss, weight);
    }

    /// <summary>The loss of logits, and its derivatives, by the definition: PyTorch's label smoothing with weights, focal loss around it.</summary>
    private static (double Loss, double[] Derivatives) Loss(double[] z, int next, LossOptions options)
    {
        double max = z.Max(), logSum = max + Math.Log(z.Sum(x => Math.Exp(x - max)));
        double[] p = [.. z.Select(x => Math.Exp(x - logSum))];
        double smoothing = options.LabelSmoothing, gamma = options.FocalGamma;
        double Weight(int k) => options.ClassWeights.IsEmpty ? 1 : options.ClassWeights.Span[k];
        double[] a = [.. z.Select((_, k) => Weight(k) * (((1 - smoothing) * (k == next ? 1 : 0)) + (smoothing / z.Length)))];
        double mass = a.Sum(), inner = 0, u = 1 - p[next];
        for (int k = 0; k < z.Length; k++) inner += a[k] * (logSum - z[k]);
        double factor = Math.Pow(u, gamma), slope = gamma == 0 ? 0 : gamma * Math.Pow(u, gamma - 1) * inner;
        double[] derivatives = [.. z.Select((_, k) => (factor * ((mass * p[k]) - a[k])) + (slope * p[k] * (p[next] - (k == next ? 1 : 0))))];
        return (factor * inner, derivatives);
    }

    /// <summary>Weights lie [unit][input], but those of a table [input][unit].</summary>
    private int Place(int layer, int unit, int input, int inputs, int layerUnits) =>
        layer == 0 && embedding == 0 ? (input * layerUnits) + unit : (unit * inputs) + input;
}
