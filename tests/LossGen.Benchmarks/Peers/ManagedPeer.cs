using System.Diagnostics;

namespace LossGen.Benchmarks.Peers;

/// <summary>What the peers written in C# here have in common: the walk over the batches, and the loss.</summary>
internal abstract class ManagedPeer(string name, Shape shape, DataSet data) : IPeer
{
    public string Name => name;

    /// <summary>[class][feature].</summary>
    protected float[] Weights { get; } = new float[shape.Classes * shape.Features];

    protected float[] Biases { get; } = new float[shape.Classes];

    protected Shape Shape => shape;

    public double SecondsPerEpoch(int epochs)
    {
        long start = Stopwatch.GetTimestamp();
        Train(epochs);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / epochs;
    }

    public double? LossAfter(int epochs)
    {
        Train(epochs);
        double sum = 0;
        for (int i = 0; i < shape.Rows; i++) sum += RowLoss(data.Rows.AsSpan(i * shape.Features, shape.Features), data.Labels[i]);
        return sum / shape.Rows;
    }

    public void Dispose()
    {
    }

    /// <summary>One step: the mean gradient of the rows, times the rate, off the parameters.</summary>
    protected abstract void Step(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, float rate);

    private void Train(int epochs)
    {
        Weights.AsSpan().Clear();
        Biases.AsSpan().Clear();
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            for (int first = 0; first < shape.Rows; first += shape.BatchSize)
            {
                int count = Math.Min(shape.BatchSize, shape.Rows - first);
                Step(data.Rows.AsSpan(first * shape.Features, count * shape.Features), data.Labels.AsSpan(first, count), shape.SoftmaxRate);
            }
        }
    }

    // In double and without any of the peers' own arithmetic: an independent judge of the parameters they came to.
    private double RowLoss(ReadOnlySpan<float> row, int label)
    {
        double total = 0, logitOfLabel = 0;
        for (int c = 0; c < shape.Classes; c++)
        {
            double logit = Biases[c];
            for (int f = 0; f < row.Length; f++) logit += (double)Weights[c * row.Length + f] * row[f];
            total += Math.Exp(logit);
            if (c == label) logitOfLabel = logit;
        }

        return Math.Log(total) - logitOfLabel;
    }
}
