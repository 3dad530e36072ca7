namespace LossGen.Interop.Tests.Onnx;

/// <summary>Random rows and models, the same in every run.</summary>
internal sealed class SyntheticData(int seed)
{
    // A seeded System.Random keeps its sequence over runtimes and versions for the sake of compatibility.
    private readonly Random _random = new(seed);

    /// <summary>A model that has learnt from targets which a random linear rule gives.</summary>
    public static TModel Trained<TModel>(int seed)
        where TModel : class, ICrossEntropyModel<TModel>, new()
    {
        var data = new SyntheticData(seed);
        var rule = new TModel();
        double scale = 2 / Math.Sqrt(TModel.FeatureCount);
        foreach (ref float parameter in rule.Parameters) parameter = (float)(scale * data.Normal());

        float[] rows = data.Rows<TModel>(300);
        var targets = new float[300 * TModel.ClassCount];
        rule.Probabilities(rows, targets);
        var model = new TModel();
        model.Fit(rows, targets, new() { Epochs = 30 });
        return model;
    }

    /// <summary>Normal features of unit variance.</summary>
    public float[] Rows<TModel>(int count)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        var rows = new float[count * TModel.FeatureCount];
        foreach (ref float feature in rows.AsSpan()) feature = (float)Normal();
        return rows;
    }

    public void FillWithWholeNumbers(Span<float> numbers, int largest)
    {
        foreach (ref float number in numbers) number = _random.Next(-largest, largest + 1);
    }

    /// <summary>The standard normal distribution (Box and Muller 1958).</summary>
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
