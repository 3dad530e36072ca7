using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>Opens the checkpoint of a run; nothing is read or written yet.</summary>
internal delegate CheckpointSession CheckpointOpening(TrainingCheckpoint settings, in RunParts run, TrainingOptions options, CancellationToken cancellationToken);

/// <summary>What tells rows from others.</summary>
internal delegate string FingerprintOfRows(in Batch set, LossOptions? loss);

/// <summary>The checkpoint of one run: read at its start if it is there, written between epochs and at the end.</summary>
/// <remarks>
/// Abstract, and opened by a delegate of the <see cref="TrainingCheckpoint"/>, so that a program that makes none is published without the code for files,
/// JSON and SHA-256: in NativeAOT some 800 KB.
/// </remarks>
internal abstract class CheckpointSession
{
    /// <summary>Why the last attempt to write failed; null: it did not.</summary>
    public string? Error { get; protected set; }

    /// <summary>Reads the run's state if there is a file, and returns whether there is.</summary>
    /// <param name="visit">Visits the run's state.</param>
    /// <returns>Whether the run goes on from the file.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, something else, or of another run.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be read.</exception>
    public abstract bool Resume(Action<StateVisitor> visit);

    /// <summary>Writes the first checkpoint, and lets what goes wrong be known before anything is trained.</summary>
    public abstract void Begin(Action<StateVisitor> visit);

    /// <summary>Writes a checkpoint after an epoch if it is time, or if the run is about to be cancelled. What goes wrong is remembered.</summary>
    public abstract void EpochFinished(int epoch, Action<StateVisitor> visit);

    /// <summary>Writes the end of the run. What goes wrong is remembered.</summary>
    public abstract void Finished(Action<StateVisitor> visit);
}
