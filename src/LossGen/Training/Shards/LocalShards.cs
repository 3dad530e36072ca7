namespace LossGen.Training;

/// <summary>All shards on this machine, with one worker.</summary>
internal sealed class LocalShards(ShardWorker worker, int count) : ShardGroup
{
    /// <inheritdoc/>
    public override int Count => count;

    /// <inheritdoc/>
    public override void Exchange(ShardExchange exchange)
    {
        Exception? thrown = null;
        try
        {
            while (!exchange.Receive(0, count, worker.Answer(exchange.Request(0, count).Span, isLocal: true, exchange.CancellationToken, out thrown).Span))
            {
                // The worker is introduced to the run, and asked again.
            }
        }
        catch (ShardException fault) when (thrown is not null)
        {
            // A message has no more than the words; here is what was thrown, with its type and where.
            throw new ShardException(fault.Shard, fault.Place, fault.Cause, thrown);
        }
    }
}
