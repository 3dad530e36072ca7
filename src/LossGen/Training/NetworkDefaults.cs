namespace LossGen.Training;

/// <summary>What training options that are not set mean for a model with hidden layers.</summary>
internal static class NetworkDefaults
{
    /// <summary>Adam finds a scale for each layer; plain descent needs another rate for each depth.</summary>
    public static Optimizer Optimizer { get; } = Optimizer.Adam();

    /// <summary>Rows of a step.</summary>
    public const int BatchSize = 32;

    private const double Rate = 0.005;

    /// <summary>Falling to 0 over the run.</summary>
    public static LearningRateSchedule LearningRate(int epochs) => LearningRateSchedule.Cosine(Rate, epochs, 0);
}
