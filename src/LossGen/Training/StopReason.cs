namespace LossGen;

/// <summary>Why training stopped.</summary>
public enum StopReason
{
    /// <summary>All requested epochs were run.</summary>
    EpochsCompleted = 0,

    /// <summary>The loss no longer improves by the tolerance, or the optimizer has reached a minimum.</summary>
    Converged = 1,

    /// <summary>The loss reached the target set in the options.</summary>
    EarlyStopped = 2,

    /// <summary>Cancellation was requested; the model is as the last finished epoch left it.</summary>
    Cancelled = 3,

    /// <summary>The loss became NaN or infinite; the last finite parameters were restored.</summary>
    Diverged = 4,
}
