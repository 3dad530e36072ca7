namespace LossGen.Orleans;

/// <summary>A training run on a cluster has failed. The message says why, and if it is of one shard or silo which one.</summary>
/// <remarks>Nothing is lost: once the cause is mended, a call with the name of the run takes it up from its last checkpoint.</remarks>
public sealed class ClusterTrainingException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="run">The name of the run.</param>
    /// <param name="cause">What went wrong.</param>
    /// <param name="shard">The shard, or −1 where it is not that of one shard.</param>
    /// <param name="silo">The silo, or empty where it is not that of one.</param>
    /// <param name="epoch">Epochs that were finished.</param>
    public ClusterTrainingException(string run, string cause, int shard, string silo, int epoch)
        : base(FormattableString.Invariant($"The training run '{run}' has failed after {epoch} {(epoch == 1 ? "epoch" : "epochs")}. {cause}"))
    {
        Run = run;
        Shard = shard;
        Silo = silo;
        Epoch = epoch;
    }

    /// <summary>The name of the run.</summary>
    public string Run { get; }

    /// <summary>The shard, or −1 where it is not that of one shard.</summary>
    public int Shard { get; }

    /// <summary>The silo, or empty where it is not that of one.</summary>
    public string Silo { get; }

    /// <summary>Epochs that were finished.</summary>
    public int Epoch { get; }
}
