using System.Diagnostics;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>Reads shards, keeps them, and computes what is asked of them: one thread a shard, as many shards at once as there are threads.</summary>
/// <remarks>So the bits do not depend on the number of threads, and nothing is remembered but the shards themselves, or how far they have been read.</remarks>
internal abstract class ShardEngine : Crew
{
    private readonly Exception?[] _faults;
    private readonly ShardReading _reading = new();
    private int _first;
    private bool _isPreparation;

    /// <summary>Prepares; no shard is read yet.</summary>
    /// <param name="shards">The shards.</param>
    /// <param name="members">Threads, the caller's included.</param>
    protected ShardEngine(IShardSet shards, int members)
        : base(members, shards.Count)
    {
        Shards = shards;
        Count = shards.Count;
        _faults = new Exception?[Count];
        if (members > 1) Start();
    }

    /// <summary>The number of shards of the run.</summary>
    protected int Count { get; }

    /// <summary>All shards of the run.</summary>
    protected IShardSet Shards { get; }

    /// <summary>What is known of the run; null: nothing yet.</summary>
    public ShardSettings? Settings { get; private set; }

    /// <summary>How the rows divide into steps, once the shards have been opened.</summary>
    protected StepPlan? Plan { get; private set; }

    /// <summary>Which epoch a request is about.</summary>
    protected int Epoch { get; set; }

    /// <summary>Which step of it.</summary>
    protected long Step { get; set; }

    /// <summary>What is asked at the moment.</summary>
    protected ShardRequestKind Kind { get; private set; }

    /// <summary>Takes the settings of a run, or later ones.</summary>
    public void Use(ShardSettings settings)
    {
        if (settings.Shards.Length is not 0 && settings.Shards.Length != Count)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"it has {Count} shards, but the training run has {settings.Shards.Length}; expected the same on all machines."));
        }

        Settings = settings;
        Plan = settings.Shards.Length == 0 ? null : new StepPlan([.. settings.Shards.Select(static shard => shard.TrainedRows)], settings.BatchSize);
        SettingsChanged();
    }

    /// <summary>Whether shards are being read.</summary>
    public bool IsReading => _reading.IsAny;

    /// <summary>Ends reading between two batches.</summary>
    public CancellationToken CancellationToken
    {
        set => _reading.CancellationToken = value;
    }

    /// <summary>Lets go of the shards outside of a range.</summary>
    public void Keep(int first, int count)
    {
        for (int shard = 0; shard < Count; shard++)
        {
            if (shard < first || shard >= (long)first + count) Forget(shard);
        }
    }

    /// <summary>Ends the threads and lets go of all shards.</summary>
    public override void Dispose()
    {
        base.Dispose();
        for (int shard = 0; shard < Count; shard++) Forget(shard);
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="ShardFault">A shard could not be read or computed.</exception>
    public void Answer(in ShardRequest request, ref MessageReader reader, MessageWriter writer)
    {
        if (request.First < 0 || request.Count < 1 || request.First > Count - request.Count)
        {
            long last = (long)request.First + request.Count - 1;
            throw new InvalidDataException(FormattableString.Invariant(
                $"it has {Count} shards, but is asked for {request.First} to {last}; expected a Count that is the same each time and on all machines."));
        }

        (Kind, _first) = (request.Kind, request.First);
        if (Kind != ShardRequestKind.Open && Plan is null) throw new UnreachableException("The shards have not been opened.");
        ReadHead(ref reader);
        bool isPrepared = true;
        for (int part = 0; part < request.Count; part++) isPrepared &= IsPrepared(_first + part);
        if (!isPrepared)
        {
            _reading.Enter();
            try
            {
                RunAll(request.Count, isPreparation: true);
            }
            finally
            {
                _reading.Leave();
            }
        }

        if (Kind != ShardRequestKind.Open)
        {
            ReadNumbers(ref reader, request.First, request.Count);
            RunAll(request.Count, isPreparation: false);
        }

        Finish(writer, request.First, request.Count);
    }

    private void RunAll(int count, bool isPreparation)
    {
        _isPreparation = isPreparation;
        Array.Clear(_faults);
        RunParts(count);
        for (int part = 0; part < count; part++)
        {
            if (_faults[part] is { } fault) throw new ShardFault(_first + part, fault);
        }
    }

    /// <summary>Goes by new settings.</summary>
    protected abstract void SettingsChanged();

    /// <summary>Lets go of a shard that is computed elsewhere.</summary>
    protected abstract void Forget(int shard);

    /// <summary>Reads which rows a request is about.</summary>
    protected abstract void ReadHead(ref MessageReader reader);

    /// <summary>Whether a shard needs nothing before the numbers of a request can be read.</summary>
    protected abstract bool IsPrepared(int shard);

    /// <summary>Reads a shard, and finds out what the numbers of the request are for.</summary>
    protected abstract void Prepare(int member, int shard);

    /// <summary>Reads the numbers of a request.</summary>
    protected abstract void ReadNumbers(ref MessageReader reader, int first, int count);

    /// <summary>Computes a shard.</summary>
    protected abstract void Compute(int member, int shard);

    /// <summary>Writes what has been computed.</summary>
    protected abstract void Finish(MessageWriter writer, int first, int count);

    /// <inheritdoc/>
    protected sealed override void Run(int member, int part)
    {
        try
        {
            if (_isPreparation) Prepare(member, _first + part);
            else Compute(member, _first + part);
        }
        catch (Exception fault)
        {
            // Whatever it is, it goes to the coordinator and not to the thread.
            _faults[part] = fault;
        }
    }

    /// <summary>A shard that is to be read, and what it had if the run has begun.</summary>
    protected ShardSource<TBatch> SourceOf<TBatch>(IShardSet<TBatch> set, int shard) =>
        new(set, shard, _reading) { Before = Settings!.Shards.Length == 0 ? null : Settings.Shards[shard].Fingerprint };

    /// <summary>Whether a shard has nothing to say to a request.</summary>
    protected bool IsAbsent(int shard)
    {
        ShardFacts facts = Settings!.Shards[shard];
        return !facts.IsPositive
            || facts.IsForValidation != (Kind == ShardRequestKind.Validation)
            || (Kind == ShardRequestKind.Step && Plan!.Count(shard, Step) == 0);
    }

    /// <summary>The rows that a step takes from a shard.</summary>
    protected ShardRange RangeOf(int shard, long step)
    {
        bool isShuffled = Settings!.Shuffle && Plan!.Steps > 1;
        return new ShardRange(isShuffled ? ShardOrder.Of(Settings.Seed, Epoch) : ShardOrder.AsRead, Plan!.First(shard, step), Plan.Count(shard, step));
    }

    /// <summary>Refuses, and disposes of, a shard that has been read again and is not the same.</summary>
    protected void CheckUnchanged(int shard, ShardFacts facts, IDisposable read)
    {
        if (Settings!.Shards.Length == 0 || Settings.Shards[shard] == facts) return;
        read.Dispose();
        ShardFacts before = Settings.Shards[shard];
        throw new InvalidDataException($"it has changed since the run began: it had {before.ToString(besides: facts)}, and now has {facts.ToString(besides: before)}; "
            + "expected the same rows in the same order each time, the same windows, and the same IsForValidation.");
    }
}

/// <summary>What went wrong with a shard.</summary>
internal sealed class ShardFault(int shard, Exception cause) : Exception(FaultText.Of(cause), cause)
{
    /// <summary>The shard.</summary>
    public int Shard { get; } = shard;
}
