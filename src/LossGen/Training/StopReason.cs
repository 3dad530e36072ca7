namespace LossGen;

/// <summary>Why training stopped.</summary>
public enum StopReason
{
    /// <summary>All requested epochs were run.</summary>
    EpochsCompleted = 0,

    /// <summary>The objective no longer improves by the tolerance, or the optimizer has reached a minimum.</summary>
    Converged = 1,

    /// <summary>The loss over the validation set has not improved for as many epochs as <see cref="TrainingOptions.Patience"/> allows.</summary>
    EarlyStopped = 2,

    /// <summary>Cancellation was requested; the model is as the last finished epoch left it.</summary>
    Cancelled = 3,

    /// <summary>The loss became NaN or infinite; the last finite parameters were restored.</summary>
    Diverged = 4,

    /// <summary>The loss reached <see cref="TrainingOptions.TargetLoss"/>.</summary>
    TargetReached = 5,

    /// <summary>
    /// L-BFGS found no better point although the gradient is not small: what is left to gain is lost in the rounding of float32, usually because
    /// features differ in scale by many orders of magnitude.
    /// </summary>
    Stalled = 6,
}
