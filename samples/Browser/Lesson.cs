using System.Diagnostics;
using LossGen;

namespace Browser;

/// <summary>A model in training, an epoch at a time, so that the page can draw between two.</summary>
internal abstract class Lesson
{
    /// <summary>What is trained on what.</summary>
    public abstract string Description { get; }

    /// <summary>Loss, share named rightly, milliseconds.</summary>
    public abstract double[] Epoch();
}

/// <inheritdoc/>
/// <typeparam name="TModel">The model.</typeparam>
internal sealed class Lesson<TModel> : Lesson
    where TModel : class, ILabelModel<TModel>, new()
{
    private readonly TModel _model = new();
    private readonly TrainingOptions _options;
    private readonly float[] _rows, _testRows;
    private readonly int[] _labels, _testLabels;
    private readonly int[] _predicted;
    private int _epoch;

    public Lesson(RowSet set, int batchSize)
    {
        TrainTestSplit split = TrainTestSplit.Of(set.Labels, TModel.ClassCount, testFraction: 1 / 3.0, seed: 1);
        (_rows, _labels) = (split.TakeTraining(set.Rows, set.Width), split.TakeTraining(set.Labels));
        (_testRows, _testLabels) = (split.TakeTest(set.Rows, set.Width), split.TakeTest(set.Labels));
        _predicted = new int[_testLabels.Length];
        _options = new() { Epochs = 1, BatchSize = batchSize, LearningRate = 0.1, Standardize = true };
    }

    public override string Description =>
        $"{TModel.FeatureCount} features, {TModel.ClassCount} classes, {TModel.ParameterCount} parameters: {_labels.Length} rows to train on, {_testLabels.Length} to test on";

    public override double[] Epoch()
    {
        // Each call goes on from where the model is, with the rows in another order.
        long start = Stopwatch.GetTimestamp();
        TrainingResult result = _model.Fit(_rows, _labels, _options with { Seed = _epoch++ });
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        _model.Predict(_testRows, _predicted);
        int right = 0;
        for (int row = 0; row < _predicted.Length; row++) right += _predicted[row] == _testLabels[row] ? 1 : 0;
        return [result.Loss, (double)right / _predicted.Length, milliseconds];
    }
}
