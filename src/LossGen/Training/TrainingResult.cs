using System.Text.Json.Serialization;
using LossGen.Validation;

namespace LossGen;

/// <summary>How a training run ended.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TrainingResult
{
    /// <summary>Why training stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Epochs that were finished.</summary>
    public required int Epochs { get; init; }

    /// <summary>The mean cross-entropy of the trained model over the training set, in nats, without the weight penalties.</summary>
    /// <remarks>
    /// Measured once more at the end; an epoch's own loss is the mean over its batches, each measured before its step. If a training run on batches from
    /// a source is cancelled, this is the loss of the last finished epoch, or NaN if there is none: after cancellation the source is not enumerated again.
    /// </remarks>
    public required double Loss { get; init; }

    /// <summary>Every finished epoch, in order.</summary>
    public required IReadOnlyList<TrainingProgress> History { get; init; }

    /// <summary>Time that training took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// The options as they were used, with the numbers that were chosen for what was not set: learning rate, batch size, L2 penalty, whether features were
    /// standardised. Null in a result that Fit did not return, such as one read from JSON, which does not hold them.
    /// </summary>
    [JsonIgnore]
    public TrainingOptions? Options { get; init; }

    /// <summary>How it ended and what it came to, in a line, in the invariant culture.</summary>
    public override string ToString() =>
        $"{StopReason} after {Printed.Count(Epochs, "epoch", "epochs")}: loss {Printed.Number(Loss)}, {Printed.Duration(Duration)}";
}
