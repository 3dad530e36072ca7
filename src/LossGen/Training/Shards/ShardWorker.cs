using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>
/// Holds some shards of a training run in memory, or streams them, and answers what the run asks of them. It remembers nothing but the rows: whatever it was
/// asked before, a request gets the same answer, to the bit, from any worker and on any number of threads.
/// </summary>
/// <remarks>
/// Made by <see cref="ShardTraining.CreateWorker{TModel}(ITrainingShards, int, string?)"/>. Shards are read when they are first asked for, each by one thread, and
/// stay in memory until <see cref="Keep"/> lets go of them; with <see cref="ITrainingShards.RowsInMemory"/> or <see cref="ITokenShards.TokensInMemory"/>, a window
/// of each does. One request is answered at a time; further callers wait.
/// </remarks>
public sealed class ShardWorker : IDisposable
{
    private readonly object _gate = new();
    private readonly ShardEngine _engine;
    private readonly ModelFacts _model;
    private readonly string _name;
    private readonly MessageWriter _answer = new();
    private bool _isDisposed;

    internal ShardWorker(ShardEngine engine, ModelFacts model, string name)
    {
        _engine = engine;
        _model = model;
        _name = name;
    }

    /// <summary>
    /// The answer to a request. What goes wrong with a shard is an answer as well, which ends the run with a <see cref="ShardException"/> where it is received.
    /// </summary>
    /// <param name="request">A request of <see cref="ShardExchange.Request"/>.</param>
    /// <returns>The answer, for <see cref="ShardExchange.Receive"/>; its memory is used again by the next call.</returns>
    /// <exception cref="ObjectDisposedException">The worker has been disposed of.</exception>
    public ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> request) => Answer(request, isLocal: false, CancellationToken.None, out _);

    /// <summary>The same, with what no message holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isLocal">Whether the caller has a use for what was thrown; else the text also names its type.</param>
    /// <param name="cancellationToken">Ends reading between two batches.</param>
    /// <param name="thrown">What was thrown; null: nothing.</param>
    internal ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> request, bool isLocal, CancellationToken cancellationToken, out Exception? thrown)
    {
        thrown = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _answer.Clear();
            _engine.CancellationToken = cancellationToken;
            try
            {
                Write(request);
            }
            catch (ShardFault fault)
            {
                thrown = fault.InnerException;
                ShardProtocol.WriteFault(_answer, fault.Shard, _name, Text(thrown!));
            }
            catch (Exception fault)
            {
                // Whatever it is, the run is to hear of it; it is not this worker's to end the process.
                thrown = fault;
                ShardProtocol.WriteFault(_answer, -1, _name, Text(fault));
            }

            return _answer.Written;
        }

        string Text(Exception fault) => isLocal ? FaultText.Of(fault) : FaultText.WithType(fault);
    }

    /// <summary>Whether a shard is being read at the moment, also where it is streamed; that may take long.</summary>
    public bool IsReading => _engine.IsReading;

    /// <summary>Lets go of the shards outside of a range, which others compute.</summary>
    /// <param name="first">The first shard that is kept.</param>
    /// <param name="count">How many are kept.</param>
    public void Keep(int first, int count)
    {
        lock (_gate) _engine.Keep(first, count);
    }

    /// <summary>Lets go of all shards and ends the threads.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _engine.Dispose();
        }
    }

    private void Write(ReadOnlySpan<byte> message)
    {
        var reader = new MessageReader(message);
        ShardRequest request = ShardProtocol.ReadRequest(ref reader);
        if (request.Settings is { } settings && _engine.Settings?.Id != settings.Id)
        {
            ModelFacts.RequireSame(_model, settings.Model);
            _engine.Use(settings);
        }

        if (_engine.Settings?.Id != request.SettingsId)
        {
            ShardProtocol.WriteNeedsSettings(_answer);
            return;
        }

        ShardProtocol.WriteAnswered(_answer, request.Round);
        _engine.Answer(request, ref reader, _answer);
    }
}
