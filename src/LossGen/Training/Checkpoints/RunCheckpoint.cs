using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>A checkpoint in a file, or wherever else the settings keep it.</summary>
internal sealed class RunCheckpoint : CheckpointSession
{
    private readonly TrainingCheckpoint _settings;
    private readonly string _path;
    private readonly IReadOnlyList<(string Key, string Value)> _identity;
    private readonly CancellationToken _cancellationToken;
    private long _written = Stopwatch.GetTimestamp();
    private int _epochWritten;

    private RunCheckpoint(TrainingCheckpoint settings, IReadOnlyList<(string Key, string Value)> identity, CancellationToken cancellationToken)
    {
        _settings = settings;

        // Once: the current directory may be another one later.
        _path = settings.Store is null ? FullPath.Of(settings.Path, "cannot be used as a checkpoint") : "";
        _identity = identity;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Opens the checkpoint of a run.</summary>
    /// <param name="settings">Where and how often.</param>
    /// <param name="run">Whose checkpoint it is.</param>
    /// <param name="options">How it is trained.</param>
    /// <param name="cancellationToken">Of the run, whose last epoch before a cancellation is worth writing.</param>
    public static CheckpointSession Open(TrainingCheckpoint settings, in RunParts run, TrainingOptions options, CancellationToken cancellationToken) =>
        new RunCheckpoint(
            settings,
            RunIdentity.Of(run.Task, run.Layout, run.Activation, options, run.Rows.Fingerprint, run.Validation?.Fingerprint),
            cancellationToken);

    /// <inheritdoc/>
    public override bool Resume(Action<StateVisitor> visit)
    {
        byte[]? stored = _settings.Store?.Read();
        if (_settings.Store is null ? !IsThere() : stored is null) return false;
        try
        {
            using var reader = stored is null ? new StateReader(_path) : new StateReader(new MemoryStream(stored, writable: false));
            if (RunIdentity.Difference(_identity, reader.Facts) is { } difference) throw new InvalidDataException(difference);
            visit(reader);
            return true;
        }
        catch (Exception fault) when (fault is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException(
                $"The checkpoint '{_settings.Path}' is not of this training: {fault.Message}. Nothing has been changed; to train anew, delete it or name another.", fault);
        }
    }

    /// <summary>Whether there is a file to read. A link to one that is missing leads to where it is written; from a pipe one would wait for ever.</summary>
    private bool IsThere() => FileStatus.Of(_path)?.Kind switch
    {
        null => false,
        FileKind.Regular => true,
        FileKind.Directory => throw new IOException($"The checkpoint '{_settings.Path}' is a directory, expected the name of a file."),
        _ => throw new IOException($"The checkpoint '{_settings.Path}' is a device, pipe or socket, expected a file."),
    };

    /// <inheritdoc/>
    public override void Begin(Action<StateVisitor> visit) => Write(visit);

    /// <inheritdoc/>
    public override void EpochFinished(int epoch, Action<StateVisitor> visit)
    {
        bool isDue = epoch - _epochWritten >= _settings.EveryEpochs && Stopwatch.GetElapsedTime(_written) >= _settings.Interval;
        if (!isDue && !_cancellationToken.IsCancellationRequested) return;
        _epochWritten = epoch;
        TryWrite(visit);
    }

    /// <inheritdoc/>
    public override void Finished(Action<StateVisitor> visit) => TryWrite(visit);

    private void TryWrite(Action<StateVisitor> visit)
    {
        try
        {
            Write(visit);
            Error = null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What has been learned is worth more than the checkpoint: the run goes on, and its result says so.
            Error = fault.Message;
        }
    }

    private void Write(Action<StateVisitor> visit)
    {
        if (_settings.Store is { } store) store.Write(StateFile.ToBytes(_identity, visit));
        else StateFile.Write(_path, _identity, visit);
        _written = Stopwatch.GetTimestamp();
    }
}
