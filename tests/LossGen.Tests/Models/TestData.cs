using LossGen.Tests.Reference;

namespace LossGen.Tests.Models;

/// <summary>Random rows, truths, parameters and options, the same in every run.</summary>
public sealed class TestData(int seed)
{
    // A seeded System.Random keeps its sequence over runtimes and versions for the sake of compatibility.
    private readonly Random _random = new(seed);

    /// <summary>The standard normal distribution (Box and Muller 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public int Integer(int from, int to) => _random.Next(from, to + 1);

    /// <summary>Normal features of unit variance.</summary>
    public float[] Rows(int count, int features) => Numbers(count * features, 1);

    public float[] Numbers(int count, double scale)
    {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) numbers[i] = (float)(scale * Normal());
        return numbers;
    }

    /// <summary>Parameters that give normal rows logits of about ±2.</summary>
    public void FillParameters(TestModel model)
    {
        double scale = 2 / Math.Sqrt(model.Shape.Features + 1);
        foreach (ref float parameter in model.Parameters) parameter = (float)(scale * Normal());
    }

    /// <summary>Parameters of a network that keep the units of every layer near 1, so that neither the activation nor its derivative is all but constant.</summary>
    public void FillNetwork(TestModel model)
    {
        int start = 0;
        for (int layer = 1; layer < model.Widths.Length; layer++)
        {
            int inputs = model.Widths[layer - 1], count = (inputs + 1) * model.Widths[layer];
            double scale = 1.5 / Math.Sqrt(inputs + 1);
            foreach (ref float parameter in model.Parameters.Slice(start, count)) parameter = (float)(scale * Normal());
            start += count;
        }
    }

    public int[] Labels(int count, int classes)
    {
        var labels = new int[count];
        for (int i = 0; i < count; i++) labels[i] = _random.Next(classes);
        return labels;
    }

    /// <summary>Labels, or zeros and ones for a model that has none.</summary>
    public Truth Hard(int count, ModelShape shape)
    {
        if (!shape.IsMultiLabel) return Truth.Of(Labels(count, shape.Classes));
        var targets = new float[count * shape.Classes];
        for (int i = 0; i < targets.Length; i++) targets[i] = _random.Next(2);
        return Truth.Of(targets);
    }

    /// <summary>Target distributions, or targets from 0 to 1 each for a multi-label model.</summary>
    public Truth Soft(int count, ModelShape shape)
    {
        var targets = new float[count * shape.Classes];
        for (int i = 0; i < targets.Length; i++) targets[i] = _random.NextSingle();
        if (shape.IsMultiLabel) return Truth.Of(targets);

        for (int r = 0; r < count; r++)
        {
            Span<float> row = targets.AsSpan(r * shape.Classes, shape.Classes);
            double sum = 0;
            foreach (float t in row) sum += t;
            for (int k = 0; k < row.Length; k++) row[k] = (float)(row[k] / sum);
        }

        return Truth.Of(targets);
    }

    /// <summary>From 0.25 to 2.25.</summary>
    public float[] ClassWeights(int classes)
    {
        var weights = new float[classes];
        for (int k = 0; k < classes; k++) weights[k] = 0.25f + (2 * _random.NextSingle());
        return weights;
    }

    /// <summary>From 0.25 to 2.25, and 0 for every fifth row.</summary>
    public float[] SampleWeights(int count)
    {
        float[] weights = ClassWeights(count);
        for (int r = 4; r < count; r += 5) weights[r] = 0;
        return weights;
    }
}
