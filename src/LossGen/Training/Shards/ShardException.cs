namespace LossGen;

/// <summary>A shard could not be read or computed where it was to be. The message says which one, where, and why.</summary>
public sealed class ShardException : Exception
{
    /// <summary>A fault.</summary>
    /// <param name="shard">The shard, or −1 where it is not that of one shard.</param>
    /// <param name="place">The name of the worker that had it; empty where no worker has a fault, but the shard does not go with the others.</param>
    /// <param name="cause">What went wrong.</param>
    /// <param name="innerException">What was thrown, where that is known.</param>
    public ShardException(int shard, string place, string cause, Exception? innerException = null)
        : base(shard < 0 ? $"On {place}: {cause}" : FormattableString.Invariant($"Shard {shard}{(place.Length == 0 ? "" : " on ")}{place}: {cause}"), innerException)
    {
        Shard = shard;
        Place = place;
        Cause = cause;
    }

    /// <summary>The shard, or −1 where it is not that of one shard.</summary>
    public int Shard { get; }

    /// <summary>The name of the worker that had it; empty where no worker has a fault, but the shard does not go with the others.</summary>
    public string Place { get; }

    /// <summary>What went wrong.</summary>
    public string Cause { get; }
}
