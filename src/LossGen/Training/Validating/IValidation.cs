namespace LossGen.Training;

/// <summary>How well a model does on rows that it is not trained on.</summary>
internal interface IValidation : IDisposable
{
    /// <summary>Scores the model as it is.</summary>
    ValidationScore Score();

    /// <summary>Whether a score may take long, and is not worth waiting for once the run has been cancelled.</summary>
    bool IsPassLong => false;

    /// <summary>What tells the set from others.</summary>
    string Fingerprint { get; }
}

/// <summary>The outcome of a validation.</summary>
/// <param name="Loss">The mean cross-entropy in nats, to the bit what the model's Loss gives for the set.</param>
/// <param name="Accuracy">The share of rows, or of labels, that are right.</param>
internal readonly record struct ValidationScore(double Loss, double Accuracy)
{
    /// <summary>Without validation.</summary>
    public static ValidationScore None { get; } = new(double.NaN, double.NaN);
}
