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
    /// The epoch of the lowest validation loss, counted from 1, whose parameters the model has unless <see cref="TrainingOptions.RestoreBest"/> is off;
    /// 0 without validation, or where no epoch had a finite one.
    /// </summary>
    public int BestEpoch { get; init; }

    /// <summary>The mean cross-entropy of the trained model over the validation set, in nats; NaN without one.</summary>
    public double ValidationLoss { get; init; } = double.NaN;

    /// <summary>Why the last checkpoint of the run could not be written; null where nothing was to be written, or all was.</summary>
    public string? CheckpointError { get; init; }

    /// <summary>
    /// The options as they were used, with the numbers that were chosen for what was not set: learning rate, batch size, L2 penalty, whether features were
    /// standardised. Null in a result that Fit did not return, such as one read from JSON, which does not hold them.
    /// </summary>
    [JsonIgnore]
    public TrainingOptions? Options { get; init; }

    /// <summary>
    /// What went wrong and what to do about it, one sentence each; empty if nothing did. <c>Console.WriteLine(result)</c> prints them. Among other things: a run
    /// that began with ruined parameters; a loss that diverged, is above that of a model which knows only the frequencies of the classes, or was still falling;
    /// features of different scales; classes without a row; options that do nothing.
    /// </summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>How it ended, what it came to, and <see cref="Advice"/>, in a line, in the invariant culture.</summary>
    public override string ToString() =>
        $"{StopReason} after {Printed.Count(Epochs, "epoch", "epochs")}: {LossName} {Printed.Number(Loss)}, "
        + (double.IsNaN(ValidationLoss) ? "" : Require.Invariant($"validation {LossName} {Printed.Number(ValidationLoss)} of epoch {BestEpoch}, "))
        + Printed.Duration(Duration)
        + (CheckpointError is null ? "" : $"; the checkpoint could not be written: {CheckpointError}")
        + string.Concat(Advice.Select(static sentence => " | " + sentence));

    private string LossName => (Options?.Loss ?? LossOptions.Default).Name;
}
