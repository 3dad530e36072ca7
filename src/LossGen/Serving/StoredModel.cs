using LossGen.Validation;

namespace LossGen.Serving;

/// <summary>The file of a <see cref="ModelHolder{TModel}"/>: what is saved to it, when, and what another process writes there.</summary>
internal sealed class StoredModel<TModel>
    where TModel : class, ICrossEntropyModel<TModel>
{
    // Taken before the lock of those that change the model, never within it.
    private readonly object _lock = new();
    private readonly ModelHolder<TModel> _holder;
    private readonly ModelHolderOptions _options;
    private readonly WatchedFile _file;
    private TimeSpan _sinceSave;
    private bool _isRejected;
    private bool _isClosed;
    private long _savedVersion;
    private long _saves;
    private long _reloads;
    private long _faults;
    private ModelHolderFault? _lastFault;

    /// <summary>The file of a holder.</summary>
    /// <param name="holder">The holder.</param>
    /// <param name="file">The file.</param>
    /// <param name="savedVersion">The version that is in it; 0 for none.</param>
    public StoredModel(ModelHolder<TModel> holder, WatchedFile file, long savedVersion)
    {
        _holder = holder;
        _options = holder.Options;
        _file = file;
        _savedVersion = savedVersion;
    }

    /// <summary>The version that is in the file; 0 for none.</summary>
    public long SavedVersion => Volatile.Read(ref _savedVersion);

    /// <inheritdoc cref="ModelHolder{TModel}.Saves"/>
    public long Saves => Volatile.Read(ref _saves);

    /// <inheritdoc cref="ModelHolder{TModel}.Reloads"/>
    public long Reloads => Volatile.Read(ref _reloads);

    /// <inheritdoc cref="ModelHolder{TModel}.Faults"/>
    public long Faults => Volatile.Read(ref _faults);

    /// <inheritdoc cref="ModelHolder{TModel}.LastFault"/>
    public ModelHolderFault? LastFault => Volatile.Read(ref _lastFault);

    /// <inheritdoc cref="ModelHolder{TModel}.Save"/>
    public bool Save()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, _holder);
            return SaveChanges(isLast: false);
        }
    }

    /// <summary>Saves what has changed for the last time; a file that is no model as well, which could not be opened again.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            SaveChanges(isLast: true);
        }
    }

    /// <summary>Does what is due, and reports what fails.</summary>
    /// <param name="sinceLast">Time since the call before.</param>
    public void Tick(TimeSpan sinceLast)
    {
        lock (_lock)
        {
            if (_isClosed) return;
            _holder.Flush();
            if (_options.PollInterval > TimeSpan.Zero) Try(ModelHolderWork.Reload, static stored => stored._file.IsForeignAndAtRest() && stored.Reload());
            _sinceSave += sinceLast;
            if (_options.SaveInterval == TimeSpan.Zero || _sinceSave < _options.SaveInterval) return;
            _sinceSave = TimeSpan.Zero;
            Try(ModelHolderWork.Save, static stored => stored.SaveChanges(isLast: false));
        }
    }

    private void Try(ModelHolderWork work, Func<StoredModel<TModel>, bool> act)
    {
        try
        {
            act(this);
        }
        catch (Exception exception)
        {
            bool isNew = LastFault is not { } last || last.Work != work || last.Exception.Message != exception.Message;
            var fault = new ModelHolderFault(work, exception, _options.TimeProvider.GetUtcNow());
            Volatile.Write(ref _faults, _faults + 1);
            Volatile.Write(ref _lastFault, fault);
            if (isNew) Notify(fault);
        }
    }

    private void Notify(ModelHolderFault fault)
    {
        try
        {
            _options.OnFault?.Invoke(fault);
        }
        catch (Exception)
        {
            // As documented, it is ignored: the work in the background goes on.
        }
    }

    /// <summary>Takes over what another process has written; false if that is the same as before.</summary>
    private bool Reload()
    {
        TModel loaded = _holder.Current.Clone();
        if (!_file.ReadIfOther(stream => Load(loaded, stream))) return false;
        Volatile.Write(ref _savedVersion, _holder.ReplaceBy(loaded));
        Volatile.Write(ref _reloads, _reloads + 1);
        _isRejected = false;
        Volatile.Write(ref _lastFault, null);
        return true;
    }

    private void Load(TModel model, Stream stream)
    {
        try
        {
            ModelFile.LoadInto(model, stream);
            long rest = stream.Length - stream.Position;
            if (rest > 0) throw new InvalidDataException(Require.Invariant($"The file goes on after its end: {rest} bytes follow the model."));
        }
        catch (InvalidDataException fault)
        {
            _isRejected = true;
            throw new InvalidDataException($"'{_file.Path}' has changed and is not loaded; the model stays as it is. {fault.Message}", fault);
        }
    }

    private bool SaveChanges(bool isLast)
    {
        PublishedModel<TModel> version = _holder.Flush();
        if (_options.PollInterval > TimeSpan.Zero && _file.IsForeign)
        {
            // What another process has written comes before the changes of this one, unless it is no model.
            if (!isLast || TryReload()) return false;
        }

        bool isMissing = _file.IsMissing;
        if (version.Version == _savedVersion && !isMissing && !(isLast && _isRejected)) return false;
        if (_isRejected && !isMissing) _file.KeepAs(".rejected");
        _file.Write(stream => ModelFile.Save(version.Model, stream));
        _isRejected = false;
        Volatile.Write(ref _savedVersion, version.Version);
        Volatile.Write(ref _saves, _saves + 1);
        Volatile.Write(ref _lastFault, null);
        _holder.Saved(version);
        return true;
    }

    private bool TryReload()
    {
        try
        {
            return Reload();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            _isRejected = true;
            return false;
        }
    }
}
