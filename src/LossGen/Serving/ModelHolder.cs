using LossGen.Kernels;
using LossGen.Serving;
using LossGen.Validation;

namespace LossGen;

/// <summary>A model in a service: many threads read it without waiting, one at a time changes it, and it is saved, reloaded and kept across restarts.</summary>
/// <remarks>
/// <para>
/// <see cref="Current"/> is a version that nobody changes any more; readers hold it as long as they like. A call that learns changes a private copy, and a copy of
/// that takes the place of the current version in one step, so no reader ever sees numbers of two versions. A version is a copy of the parameters, and is
/// collected when its last reader lets go of it.
/// </para>
/// <para>
/// All members are safe from any number of threads. <see cref="DisposeAsync"/> waits for those that are within and refuses changes that follow;
/// <see cref="Current"/> stays readable.
/// </para>
/// <para>
/// With a <see cref="ModelHolderOptions.Path"/>, changes are saved in the background and by <see cref="DisposeAsync"/>, atomically: a process that is killed leaves the
/// file of the last save. A file that another process writes there takes the place of the model, and of updates that were not saved yet
/// (<see cref="DiscardedUpdates"/>). One that cannot be loaded is reported, and the model stays; the next save keeps it under its name with <c>.rejected</c>
/// behind it, and replaces it. One holder should save to a file, not several.
/// </para>
/// </remarks>
/// <typeparam name="TModel">The model, generated or one that implements <see cref="IClassifier{TSelf}.Clone"/>.</typeparam>
/// <example><code>
/// await using var holder = ModelHolder.Open("iris.safetensors", Train, new() { SaveInterval = TimeSpan.FromSeconds(10) });
/// int species = holder.Current.Predict(row);        // any thread, at any time
/// double loss = holder.Update(rows, labels);        // one step; the next prediction has it
/// </code></example>
public sealed class ModelHolder<TModel> : IAsyncDisposable, IDisposable
    where TModel : class, ICrossEntropyModel<TModel>
{
    private readonly object _changing = new();
    private readonly TModel _private;
    private readonly OnlineLearner<TModel> _learner;
    private readonly StoredModel<TModel>? _stored;
    private readonly BackgroundLoop? _background;
    private PublishedModel<TModel> _published;
    private int _waiting;
    private bool _isLearning;
    private bool _isDisposed;
    private long _updates;
    private long _keptUpdates;
    private long _discardedUpdates;
    private long _refusedBefore;
    private long _refusedRows;

    /// <summary>A holder whose first version is a copy of a model.</summary>
    /// <param name="model">The model, which stays the caller's. With a path it counts as not saved yet, and replaces the file that may be there.</param>
    /// <param name="options">How it learns, saves and reloads; null: in memory only.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite.</exception>
    public ModelHolder(TModel model, ModelHolderOptions? options = null)
        : this(model, options ?? new(), file: null)
    {
    }

    /// <summary>A holder of a model that a file has given.</summary>
    internal ModelHolder(TModel model, ModelHolderOptions options, WatchedFile? file)
    {
        RequireFinite(model);
        Options = options;
        _private = model.Clone();
        _learner = new OnlineLearner<TModel>(_private, options.Learner);
        _published = NewVersion(1);
        if (options.Path is not { } path) return;
        bool isLoaded = file is not null;
        if (file is null)
        {
            file = new WatchedFile(Path.GetFullPath(path));
            file.TakeAsKnown();
        }

        _stored = new StoredModel<TModel>(this, file, savedVersion: isLoaded ? 1 : 0);
        _background = BackgroundLoop.Start(options.Tick, options.TimeProvider, _stored.Tick);
    }

    /// <summary>How it learns, saves and reloads.</summary>
    public ModelHolderOptions Options { get; }

    /// <summary>The current version, for reading: never changed again, and never waited for.</summary>
    public TModel Current => Published.Model;

    /// <summary>The current version with its number.</summary>
    public PublishedModel<TModel> Published => Volatile.Read(ref _published);

    /// <summary>The number of the current version, from 1.</summary>
    public long Version => Published.Version;

    /// <summary>Steps of <c>Update</c> that were taken. Each is in the current version, or waits for the next (<see cref="ModelHolderOptions.UpdatesPerVersion"/>).</summary>
    public long Updates => Volatile.Read(ref _updates);

    /// <summary>Rows that <c>Update</c> took no step for: not finite, or with a loss or a step that is not.</summary>
    public long RefusedRows => Volatile.Read(ref _refusedRows);

    /// <summary>Updates that are lost, since another model took their place, from the file or by <see cref="Publish"/>, before they were saved.</summary>
    public long DiscardedUpdates => Volatile.Read(ref _discardedUpdates);

    /// <summary>How often the model was saved.</summary>
    public long Saves => _stored?.Saves ?? 0;

    /// <summary>How often a file that another process has written took the place of the model.</summary>
    public long Reloads => _stored?.Reloads ?? 0;

    /// <summary>How often saving or loading in the background has failed.</summary>
    public long Faults => _stored?.Faults ?? 0;

    /// <summary>What went wrong in the background last; null if nothing has since the model was saved or loaded.</summary>
    public ModelHolderFault? LastFault => _stored?.LastFault;

    /// <summary>Whether the file lacks something that a save would write.</summary>
    public bool HasChanges => _stored is { } stored && (stored.SavedVersion != Version || Volatile.Read(ref _waiting) > 0);

    /// <summary>The file, for tests of what is due when.</summary>
    internal StoredModel<TModel>? Stored => _stored;

    /// <summary>Makes a copy of a model the current version.</summary>
    /// <param name="model">The model, which stays the caller's and is not changed meanwhile.</param>
    /// <exception cref="ArgumentException">A parameter is NaN or infinite.</exception>
    /// <exception cref="InvalidOperationException">Called from within <see cref="Learn"/>.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public void Publish(TModel model)
    {
        RequireFinite(model);
        lock (_changing)
        {
            Enter();
            Replace(model);
        }
    }

    /// <summary>Has the model changed by the caller in any way: trained, loaded, calibrated. The result is the next version.</summary>
    /// <remarks>
    /// <para>One at a time: others that change the model wait; readers do not. An action that throws, or leaves a parameter NaN or infinite, changes nothing.</para>
    /// <para>
    /// For a training run of minutes, rather train a <c>Clone</c> of <see cref="Current"/> and <see cref="Publish"/> it: updates need not wait for it then, but
    /// those that come meanwhile are replaced.
    /// </para>
    /// </remarks>
    /// <param name="change">Changes the model that it is given, which is the private copy: it must not keep it.</param>
    /// <exception cref="InvalidOperationException">A parameter is not finite afterwards, or the call comes from within another one.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public void Learn(Action<TModel> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_changing)
        {
            Enter();
            PublishWaiting();
            _isLearning = true;
            try
            {
                change(_private);
                int at = Check.IndexOfNonFinite(_private.ReadOnlyParameters);
                if (at >= 0)
                {
                    throw new InvalidOperationException(Require.Invariant(
                        $"Parameter {at} of the model is {_private.ReadOnlyParameters[at]} after Learn; expected finite ones. Nothing was published."));
                }
            }
            catch
            {
                _private.CopyFrom(_published.Model);
                throw;
            }
            finally
            {
                _isLearning = false;
            }

            PublishNow();
        }
    }

    /// <summary>Saves the model now, if it has changed since it was saved last.</summary>
    /// <returns>Whether it was written: not if nothing has changed, nor if another process has written a file that is still to be loaded.</returns>
    /// <exception cref="InvalidOperationException">The holder has no path, or the call comes from within <see cref="Learn"/>.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    /// <exception cref="ObjectDisposedException">The holder has been disposed of.</exception>
    public bool Save()
    {
        RefuseWithin();
        return (_stored ?? throw new InvalidOperationException("The holder has no file to save to; expected a Path in its options.")).Save();
    }

    /// <summary>Ends the work in the background and saves what has changed.</summary>
    /// <exception cref="IOException">The file cannot be written; the model is still in <see cref="Current"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only; the model is still in <see cref="Current"/>.</exception>
    public async ValueTask DisposeAsync()
    {
        RefuseWithin();
        if (_background is not null) await _background.StopAsync().ConfigureAwait(false);
        Close();
    }

    /// <inheritdoc cref="DisposeAsync"/>
    public void Dispose()
    {
        RefuseWithin();
        _background?.StopAsync().GetAwaiter().GetResult();
        Close();
    }

    /// <summary>The model's class, its version and what became of it, in the invariant culture.</summary>
    public override string ToString() =>
        $"{Published}: {Printed.Count(Updates, "update", "updates")}, {Printed.Count(Saves, "save", "saves")}, "
        + $"{Printed.Count(Reloads, "reload", "reloads")}, {Printed.Count(Faults, "fault", "faults")}, {Options}";

    /// <summary>The lock of those that change the private copy.</summary>
    internal object Changing => _changing;

    /// <summary>Lets the caller, who has the lock, change the private copy by the learner.</summary>
    internal OnlineLearner<TModel> Enter()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _isLearning ? throw Within() : _learner;
    }

    /// <summary>Counts an update, and publishes if it is time.</summary>
    internal double Learned(double loss)
    {
        if (double.IsPositiveInfinity(loss)) return loss;
        Volatile.Write(ref _updates, _updates + 1);
        Volatile.Write(ref _waiting, _waiting + 1);
        if (_waiting >= Options.UpdatesPerVersion) PublishNow();
        return loss;
    }

    /// <summary>Takes over what the learner has refused.</summary>
    internal void CountRefused() => Volatile.Write(ref _refusedRows, _refusedBefore + _learner.RefusedRows);

    /// <summary>Publishes what waits, and returns the current version.</summary>
    internal PublishedModel<TModel> Flush()
    {
        // Where nothing waits, the current version is all there is, and saving it need not wait for those that learn.
        if (Volatile.Read(ref _waiting) == 0) return Published;
        lock (_changing)
        {
            PublishWaiting();
            return _published;
        }
    }

    /// <summary>Publishes a model that came from the file; returns its version.</summary>
    internal long ReplaceBy(TModel model)
    {
        lock (_changing)
        {
            Replace(model);
            return _published.Version;
        }
    }

    /// <summary>The updates up to a version are in the file, and cannot be lost any more.</summary>
    internal void Saved(PublishedModel<TModel> version)
    {
        long kept;
        do kept = Volatile.Read(ref _keptUpdates);
        while (version.Updates > kept && Interlocked.CompareExchange(ref _keptUpdates, version.Updates, kept) != kept);
    }

    /// <summary>Ends without saving, where the first save has failed and the caller reports it.</summary>
    internal void Abandon()
    {
        _background?.StopAsync().GetAwaiter().GetResult();
        lock (_changing) _isDisposed = true;
    }

    private static void RequireFinite(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int at = Check.IndexOfNonFinite(model.ReadOnlyParameters);
        if (at >= 0)
            throw new ArgumentException(Require.Invariant($"Parameter {at} of the model is {model.ReadOnlyParameters[at]}; expected a model of finite parameters."), nameof(model));
    }

    private static InvalidOperationException Within() => new("The holder is called from within its own Learn; expected the call after it.");

    /// <summary>Refuses a call from within Learn before it waits for a lock whose owner may wait for that of this thread.</summary>
    private void RefuseWithin()
    {
        if (Monitor.IsEntered(_changing)) throw Within();
    }

    private PublishedModel<TModel> NewVersion(long number)
    {
        TModel copy = _private.Clone();
        IParameterOwner.Publish(copy);
        return new(copy, number, _updates);
    }

    private void PublishNow()
    {
        Volatile.Write(ref _published, NewVersion(_published.Version + 1));
        Volatile.Write(ref _waiting, 0);
    }

    private void PublishWaiting()
    {
        if (_waiting > 0) PublishNow();
    }

    private void Replace(TModel model)
    {
        _private.CopyFrom(model);
        if (_stored is not null) Volatile.Write(ref _discardedUpdates, _discardedUpdates + (_updates - _keptUpdates));
        _keptUpdates = _updates;
        _refusedBefore += _learner.RefusedRows;
        _learner.Reset();
        PublishNow();
    }

    private void Close()
    {
        lock (_changing)
        {
            PublishWaiting();
            _isDisposed = true;
        }

        _stored?.Close();
    }
}
