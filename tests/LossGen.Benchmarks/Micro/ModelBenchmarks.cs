using BenchmarkDotNet.Attributes;

namespace LossGen.Benchmarks.Micro;

/// <summary>What is done with a model: predict one row, learn from one row, one epoch over all of them.</summary>
[MemoryDiagnoser]
[GenericTypeArguments(typeof(Direct4x3))]
[GenericTypeArguments(typeof(Direct30x2))]
[GenericTypeArguments(typeof(Direct64x10))]
[GenericTypeArguments(typeof(Direct784x10))]
[GenericTypeArguments(typeof(Direct128x100))]
public class ModelBenchmarks<TModel>
    where TModel : struct, IDirectModel
{
    private readonly TrainingOptions _options = new()
    {
        Epochs = 1,
        BatchSize = TModel.Shape.BatchSize,
        LearningRate = Shape.LearningRate,
        Shuffle = false,
    };

    private readonly TModel _model = new();
    private float[] _rows = [];
    private int[] _labels = [];

    [GlobalSetup]
    public void Setup()
    {
        DataSet data = DataSet.Create(TModel.Shape);
        (_rows, _labels) = (data.Rows, data.Labels);
        _model.Fit(_rows, _labels, _options);
    }

    [Benchmark]
    public int Predict() => _model.Predict(_rows.AsSpan(0, TModel.Shape.Features));

    [Benchmark]
    public double Update() => _model.Update(_rows.AsSpan(0, TModel.Shape.Features), _labels.AsSpan(0, 1), 0.01f);

    /// <summary>
    /// A whole call: the checks of the input, one epoch, and the loss after it. What is allocated is for the call, however many its epochs.
    /// </summary>
    [Benchmark]
    public double FitOneEpoch() => _model.Fit(_rows, _labels, _options).Loss;
}
