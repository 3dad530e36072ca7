namespace LossGen.Tests.Training.Shards;

/// <summary>
/// A collective in memory, as one over MPI would be: each member has a range of consecutive shards and a worker of its own. Requests and answers are copied, as if they
/// had been sent; answers arrive in another order each time.
/// </summary>
internal sealed class MemoryGroup<TModel> : ShardGroup, IDisposable
    where TModel : class, IClassifier<TModel>
{
    private readonly int _count;
    private readonly Func<int, int, ShardWorker> _create;
    private readonly Random _random = new(5);
    private readonly ShardWorker[] _workers;
    private readonly int[] _firsts;

    public MemoryGroup(ITrainingShards shards, int members, int threads = 1)
        : this(shards.Count, members, threads, (member, own) => ShardTraining.CreateWorker<TModel>(shards, own, $"member {member}"))
    {
    }

    public MemoryGroup(ITokenShards shards, int members, int threads = 1)
        : this(shards.Count, members, threads, (member, own) => ShardTraining.CreateWorker<TModel>(shards, own, $"member {member}"))
    {
    }

    private MemoryGroup(int count, int members, int threads, Func<int, int, ShardWorker> create)
    {
        _count = count;
        _create = create;
        members = Math.Min(members, count);
        _workers = [.. Enumerable.Range(0, members).Select(member => create(member, threads))];
        _firsts = [.. Enumerable.Range(0, members + 1).Select(member => (int)((long)member * count / members))];
    }

    public override int Count => _count;

    /// <summary>Bytes that have been sent to members.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes that have been received from them.</summary>
    public long Received { get; private set; }

    /// <summary>Called before each exchange.</summary>
    public Action<int>? BeforeExchange { get; set; }

    /// <summary>Exchanges so far.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Replaces a member by one that has not seen the run.</summary>
    public void Lose(int member)
    {
        _workers[member].Dispose();
        _workers[member] = _create(member, 1);
    }

    public override void Exchange(ShardExchange given)
    {
        int exchange = Exchanges++;
        BeforeExchange?.Invoke(exchange);
        int[] order = [.. Enumerable.Range(0, _workers.Length)];
        _random.Shuffle(order);
        Parallel.ForEach(order, new ParallelOptions { MaxDegreeOfParallelism = 2 }, member =>
        {
            int first = _firsts[member], count = _firsts[member + 1] - first;
            byte[] answer;
            do
            {
                byte[] request = given.Request(first, count).ToArray();
                answer = _workers[member].Answer(request).ToArray();
                lock (_random)
                {
                    Sent += request.Length;
                    Received += answer.Length;
                }
            }
            while (!given.Receive(first, count, answer));
        });
    }

    public void Dispose()
    {
        foreach (ShardWorker worker in _workers) worker.Dispose();
    }
}
