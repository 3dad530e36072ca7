using System.Diagnostics;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>The checkpoint of one run: read at its start if it is there, written between epochs and at the end.</summary>
internal sealed class RunCheckpoint
{
    private readonly TrainingCheckpoint _settings;
    private readonly string _path;
    private readonly IReadOnlyList<(string Key, string Value)> _identity;
    private readonly CancellationToken _cancellationToken;
    private long _written = Stopwatch.GetTimestamp();
    private int _epochWritten;

    /// <summary>Prepares; nothing is read or written yet.</summary>
    /// <param name="settings">Where and how often.</param>
    /// <param name="identity">Whose checkpoint it is.</param>
    /// <param name="cancellationToken">Of the run, whose last epoch before a cancellation is worth writing.</param>
    public RunCheckpoint(TrainingCheckpoint settings, IReadOnlyList<(string Key, string Value)> identity, CancellationToken cancellationToken)
    {
        _settings = settings;

        // Once: the current directory may be another one later.
        _path = FullPath.Of(settings.Path, "cannot be used as a checkpoint");
        _identity = identity;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Why the last attempt to write failed; null: it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>Reads the run's state if there is a file, else writes one, so that a place that cannot be written is known before anything is trained.</summary>
    /// <param name="visit">Visits the run's state.</param>
    /// <returns>Whether the run goes on from the file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, something else, or of another run.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read or written.</exception>
    public bool Resume(Action<StateVisitor> visit)
    {
        if (!IsThere()) return false;
        try
        {
            using var reader = new StateReader(_path);
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

    /// <summary>Writes the first checkpoint, and lets what goes wrong be known before anything is trained.</summary>
    public void Begin(Action<StateVisitor> visit) => Write(visit);

    /// <summary>Writes a checkpoint after an epoch if it is time, or if the run is about to be cancelled. What goes wrong is remembered.</summary>
    public void EpochFinished(int epoch, Action<StateVisitor> visit)
    {
        bool isDue = epoch - _epochWritten >= _settings.EveryEpochs && Stopwatch.GetElapsedTime(_written) >= _settings.Interval;
        if (!isDue && !_cancellationToken.IsCancellationRequested) return;
        _epochWritten = epoch;
        TryWrite(visit);
    }

    /// <summary>Writes the end of the run. What goes wrong is remembered.</summary>
    public void Finished(Action<StateVisitor> visit) => TryWrite(visit);

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
        StateFile.Write(_path, _identity, visit);
        _written = Stopwatch.GetTimestamp();
    }
}
