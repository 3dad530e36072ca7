namespace LossGen.Training;

/// <summary>What is known of a finished epoch, as <see cref="TrainingProgress"/> shows it.</summary>
internal readonly record struct EpochRecord(
    double Loss, double Objective, double LearningRate, double GradientNorm, double ValidationLoss, double ValidationAccuracy, TimeSpan Elapsed);
