namespace LossGen.Training;

/// <summary>How an epoch changes the parameters.</summary>
internal interface ITrainingMethod
{
    /// <summary>Runs one epoch.</summary>
    EpochOutcome RunEpoch();
}

/// <summary>What came of an epoch.</summary>
/// <param name="Stop">Why it was not finished, or null. The other numbers then mean nothing.</param>
/// <param name="Loss">The mean loss, in nats.</param>
/// <param name="Objective">The mean loss and the weight penalties: what is minimised.</param>
/// <param name="LearningRate">The rate, or the step length that a line search has found.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient.</param>
internal readonly record struct EpochOutcome(StopReason? Stop, double Loss, double Objective, double LearningRate, double GradientNorm)
{
    /// <summary>An epoch that was not finished.</summary>
    public static EpochOutcome Stopped(StopReason reason) => new(reason, double.NaN, double.NaN, double.NaN, double.NaN);
}
