using LossGen.Validation;

namespace LossGen;

/// <summary>One question to every shard, and the answers to it. Its members may be called by several threads at once.</summary>
/// <remarks>
/// A request is complete: a worker answers it without having seen an earlier one, so it may be sent again, or to another worker, at any time. Requests and
/// answers are bytes that mean something to this library alone, of the same version.
/// </remarks>
public sealed class ShardExchange
{
    private readonly object _gate = new();
    private readonly bool[] _received;
    private readonly HashSet<(int First, int Count)> _withSettings = [];
    private readonly List<Training.MessageWriter> _writers = [];
    private Training.ShardQuestion? _question;
    private Training.ShardSettings _settings;
    private int _used;
    private long _round;
    private int _missing;

    internal ShardExchange(int shards, Training.ShardSettings settings)
    {
        _received = new bool[shards];
        _settings = settings;
    }

    /// <summary>The number of shards.</summary>
    public int ShardCount => _received.Length;

    /// <summary>Ends the training run. An exchange that is given up for it throws an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>Whether there is an answer for every shard.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_gate) return _missing == 0;
        }
    }

    /// <summary>Whether there is an answer for a shard.</summary>
    /// <param name="shard">The shard.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard.</exception>
    public bool IsReceived(int shard)
    {
        CheckRange(shard, 1);
        lock (_gate) return _received[shard];
    }

    /// <summary>What is to be sent to the worker of some consecutive shards. The memory is used again by the next exchange.</summary>
    /// <param name="first">The first of the shards.</param>
    /// <param name="count">How many, from 1 on.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no such shards.</exception>
    public ReadOnlyMemory<byte> Request(int first, int count)
    {
        CheckRange(first, count);
        lock (_gate)
        {
            Training.ShardQuestion question = Question();
            if (_used == _writers.Count) _writers.Add(new Training.MessageWriter());
            Training.MessageWriter writer = _writers[_used++];
            writer.Clear();
            Training.ShardProtocol.WriteHead(writer, question.Kind, _settings, _withSettings.Contains((first, count)), _round, first, count);
            question.Write(writer, first, count);
            return writer.Written;
        }
    }

    /// <summary>
    /// Takes the answer of a worker. One for shards that have been answered for, or of an earlier exchange, as it comes late from a machine that was given
    /// up, changes nothing.
    /// </summary>
    /// <param name="first">The first of the shards.</param>
    /// <param name="count">How many.</param>
    /// <param name="answer">The answer, which is copied.</param>
    /// <returns>
    /// Whether it is one. False: the worker does not know the run yet; the next <see cref="Request"/> for the same shards introduces it, and is to be sent to it.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such shards.</exception>
    /// <exception cref="ShardException">The worker could not read or compute one of the shards. Training ends with this exception.</exception>
    /// <exception cref="InvalidDataException">The answer is damaged.</exception>
    public bool Receive(int first, int count, ReadOnlySpan<byte> answer)
    {
        CheckRange(first, count);
        lock (_gate)
        {
            if (_received.AsSpan(first, count).Contains(true)) return true;
            var reader = new Training.MessageReader(answer);
            if (Training.ShardProtocol.ReadHead(ref reader) is not { } round)
            {
                _withSettings.Add((first, count));
                return false;
            }

            // That of an earlier exchange.
            if (round != _round) return true;
            Question().Read(ref reader, first, count);
            reader.End();
            _received.AsSpan(first, count).Fill(true);
            _missing -= count;
            return true;
        }
    }

    internal void Begin(Training.ShardQuestion question, Training.ShardSettings settings, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _round++;
            _question = question;
            _settings = settings;
            CancellationToken = cancellationToken;
            Array.Clear(_received);
            _missing = _received.Length;
            _withSettings.Clear();
            _used = 0;
        }
    }

    internal void End()
    {
        lock (_gate) _question = null;
    }

    private Training.ShardQuestion Question() => _question
        ?? throw new InvalidOperationException("The exchange has ended; expected no use of it after ShardGroup.Exchange has returned.");

    private void CheckRange(int first, int count)
    {
        if (count < 1 || first < 0 || first > ShardCount - count)
        {
            throw Require.OutOfRange(nameof(first), first, Require.Invariant(
                $"shards from 0 up to but not including {ShardCount}, and at least one of them, not {count} from there"));
        }
    }
}
