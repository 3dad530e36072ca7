namespace LossGen.Training;

/// <summary>The result of a run that was cancelled before its first epoch.</summary>
internal static class CancelledRun
{
    /// <summary>The result.</summary>
    public static TrainingResult Of(TrainingOptions options) => new()
    {
        StopReason = StopReason.Cancelled,
        Epochs = 0,
        Duration = TimeSpan.Zero,
        Loss = double.NaN,
        ValidationLoss = double.NaN,
        History = [],
        Options = options,
    };
}
