namespace LossGen.Training;

/// <summary>The rows of a shard that is not kept: one window of consecutive rows is in memory, and the next one is read from where it ends.</summary>
/// <typeparam name="TReader">What reads the shard.</typeparam>
/// <param name="size">Rows of a window; the last one has the rest.</param>
internal abstract class ShardWindows<TReader>(int size) : IDisposable
    where TReader : ShardReader
{
    private readonly byte[] _digest = new byte[ShardHash.Length];
    private ShardFacts? _facts;
    private TReader? _reader;
    private int _taken;
    private int _window = -1;

    /// <summary>Rows of a window; the last one has the rest.</summary>
    public int Size => size;

    /// <summary>Rows of the window that is in memory.</summary>
    protected abstract int Count { get; }

    /// <summary>Reads the whole shard, and returns what there is to know of it.</summary>
    /// <exception cref="ArgumentException">It has a batch that cannot be learned from.</exception>
    /// <exception cref="InvalidDataException">It has no row.</exception>
    public ShardFacts Open()
    {
        try
        {
            Restart();
            while (ReadNext(_reader!))
            {
                if (_window == 0) SeeFirst();
            }

            SeeEnd(_reader!);
            return _facts = _reader!.Facts(_digest);
        }
        finally
        {
            // A shard that is one window stays in memory; of others the first window is read next.
            int last = _window;
            Close();
            if (_facts is not null && last == 0) _window = 0;
        }
    }

    /// <summary>Has a window in memory.</summary>
    /// <param name="window">Its number.</param>
    /// <exception cref="InvalidDataException">The shard has other rows than when it was opened.</exception>
    public void Load(int window)
    {
        if (window == _window) return;
        try
        {
            if (_reader is null || window < _window) Restart();
            while (_window < window)
            {
                if (!ReadNext(_reader!)) throw Changed(_reader!.Extent);
            }

            long rest = _facts!.Rows - ((long)_window * Size);
            if (Count < Math.Min(rest, Size)) throw Changed(_reader!.Extent);
            if (Count >= rest) End(_reader!);
        }
        catch
        {
            // Whatever has been read belongs to no window: the next request begins anew.
            Close();
            throw;
        }
    }

    /// <summary>Stops reading.</summary>
    public void Dispose() => Close();

    /// <summary>What reads the shard from its beginning.</summary>
    protected abstract TReader CreateReader();

    /// <summary>Forgets the rows of the window.</summary>
    protected abstract void Clear();

    /// <summary>Adds rows of the reader's batch to the window.</summary>
    protected abstract void Append(TReader reader, int first, int count);

    /// <summary>Sees the first window when the shard is opened.</summary>
    protected virtual void SeeFirst()
    {
    }

    /// <summary>Sees the reader once it has read the whole shard for the first time.</summary>
    protected virtual void SeeEnd(TReader reader)
    {
    }

    /// <summary>That the shard is not what it was.</summary>
    /// <param name="found">What it has now.</param>
    protected InvalidDataException Changed(string found) =>
        new($"it has changed since the run began: it had {_facts?.Fingerprint}, and now has {found}; expected the same rows in the same order each time.");

    private void Restart()
    {
        Close();
        _reader = CreateReader();
        _reader.Before = _facts?.Fingerprint;
        _taken = 0;
    }

    private void Close()
    {
        _reader?.Dispose();
        _reader = null;
        _window = -1;
    }

    /// <summary>Reads the next window; false, and the last one stays in memory, where there is none.</summary>
    private bool ReadNext(TReader reader)
    {
        if (_taken == reader.Count && !ReadBatch(reader)) return false;
        Clear();
        do
        {
            int count = Math.Min(Size - Count, reader.Count - _taken);
            Append(reader, _taken, count);
            _taken += count;
        }
        while (Count < Size && (_taken < reader.Count || ReadBatch(reader)));
        _window++;
        return true;
    }

    private bool ReadBatch(TReader reader)
    {
        if (!reader.Read())
        {
            // At its end it stays.
            _taken = reader.Count;
            return false;
        }

        _taken = 0;
        return true;
    }

    /// <summary>Requires that the rows which have been read are all, and those that the shard had.</summary>
    private void End(TReader reader)
    {
        if (reader.Rows != _facts!.Rows || _taken != reader.Count || reader.Read()) throw Changed("more");
        Span<byte> digest = stackalloc byte[ShardHash.Length];
        reader.Digest(digest);
        if (!digest.SequenceEqual(_digest)) throw Changed("others");

        // The window stays.
        reader.Dispose();
        _reader = null;
    }
}
