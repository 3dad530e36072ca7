namespace LossGen.Benchmarks.Peers;

/// <summary>A generated model.</summary>
internal sealed class LossGenPeer<TModel>(string name, Shape shape, DataSet data, float rate, bool shuffle, int threads = 1) : IPeer
    where TModel : class, ILabelModel<TModel>, new()
{
    public string Name => name;

    /// <remarks>
    /// From the end of the first epoch to the end of the last, by the model's own clock: the checks of the input before the first epoch and
    /// the loss that is computed after the last belong to a call of Fit and not to an epoch.
    /// </remarks>
    public double SecondsPerEpoch(int epochs)
    {
        IReadOnlyList<TrainingProgress> history = Fit(new TModel(), epochs + 1).History;
        return (history[epochs].Elapsed - history[0].Elapsed).TotalSeconds / epochs;
    }

    public double? LossAfter(int epochs)
    {
        // In another order it would be another loss.
        if (shuffle) return null;
        var model = new TModel();
        Fit(model, epochs);
        return model.Loss(data.Rows, data.Labels);
    }

    public void Dispose()
    {
    }

    private TrainingResult Fit(TModel model, int epochs)
    {
        var options = new TrainingOptions
        {
            Epochs = epochs,
            BatchSize = shape.BatchSize,
            LearningRate = rate,
            Optimizer = shape.IsAdam ? Optimizer.Adam() : Optimizer.GradientDescent(),
            Shuffle = shuffle,
            MaxDegreeOfParallelism = threads,
        };
        TrainingResult result = model.Fit(data.Rows, data.Labels, options);
        return result.StopReason == StopReason.EpochsCompleted
            ? result
            : throw new InvalidOperationException(
                $"{name} on {shape.Name} stopped as {result.StopReason} after {result.Epochs} of {epochs} epochs.");
    }
}
