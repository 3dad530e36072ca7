namespace LossGen.Orleans;

/// <summary>How a coordinator deals with silos that do not answer. On every silo the same, since any of them may become the coordinator.</summary>
public sealed class TrainingClusterOptions
{
    /// <summary>From one question to a silo that is at work whether it is still there to the next; by default 1 second.</summary>
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the answer to that may take before the silo counts as lost and its shards move; by default 5 seconds.</summary>
    /// <remarks>
    /// Shorter moves the shards of a silo that only pauses (a long garbage collection, a busy network), longer waits for one that has died without closing
    /// its connections. Nothing but time depends on it.
    /// </remarks>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a silo that was lost and is still a member of the cluster gets no shards; by default 10 seconds. Doubled each time.</summary>
    public TimeSpan Quarantine { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A silo whose step takes this many times as long as those of all others, and a second more, counts as lost; by default 20. Infinity: none does.</summary>
    /// <remarks>Not while it reads shards: a disk may be far slower than others without being broken.</remarks>
    public double SlowFactor { get; set; } = 20;

    /// <summary>The name of the grain storage that keeps checkpoints of runs whose options name no file; null (the default): none are kept.</summary>
    /// <remarks>Without one, a run whose coordinator is lost begins anew, and ends with the same bits.</remarks>
    public string? CheckpointStorage { get; set; }

    /// <summary>How long a silo keeps the shards of a run that it hears nothing of; by default 10 minutes.</summary>
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(10);
}
