namespace LossGen.Training;

/// <summary>All shards on this machine, with one worker.</summary>
internal sealed class LocalShards(ShardWorker worker, int count) : ShardGroup
{
    /// <inheritdoc/>
    public override int Count => count;

    /// <inheritdoc/>
    public override void Exchange(ShardExchange exchange)
    {
        while (!exchange.Receive(0, count, worker.Answer(exchange.Request(0, count).Span).Span))
        {
            // The worker is introduced to the run, and asked again.
        }
    }
}
