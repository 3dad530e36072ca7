using LossGen.Training;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>A file from which a training run that was killed goes on.</summary>
/// <remarks>
/// <para>
/// The file (safetensors) holds everything the run remembers between two epochs: parameters, the optimizer's memory, the place in the schedule, the
/// history, what validation and patience have seen. If it is there when Fit begins, Fit goes on from it; otherwise Fit creates it at once, so that a
/// folder that cannot be written is known before anything is trained. A run that goes on ends as if it had not been interrupted, to the bit: parameters
/// and history but for times. The checkpoint of a run that has ended gives its result and the model's parameters without training.
/// </para>
/// <para>
/// It belongs to one shape of model, one set of options, one data set and one version of the library; the number of threads may differ. The rows of a
/// source are known by their first batch alone, and have to be the same in each pass.
/// </para>
/// <para>
/// It is written atomically. Where that fails during the run, as on a full disk, training goes on, the earlier checkpoint stays, and
/// <see cref="TrainingResult.CheckpointError"/> says what was wrong. A cancelled run keeps its checkpoint and can go on.
/// </para>
/// </remarks>
/// <example><code>
/// model.Fit(rows, labels, new() { Checkpoint = new("digits.checkpoint") { Interval = TimeSpan.FromMinutes(1) } });
/// </code></example>
public sealed record TrainingCheckpoint
{
    private readonly int _everyEpochs = 1;
    private readonly TimeSpan _interval;

    /// <summary>A checkpoint in a file.</summary>
    /// <param name="path">The file, in a folder that exists. A relative path is that of the current directory in which Fit begins.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    public TrainingCheckpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
        Open = RunCheckpoint.Open;
        FingerprintOf = Fingerprint.Of;
    }

    /// <summary>A checkpoint that is kept elsewhere than in a file: in a database, or an object store.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    public TrainingCheckpoint(ICheckpointStore store, string name)
        : this(name)
    {
        ArgumentNullException.ThrowIfNull(store);
        Store = store;
    }

    /// <summary>The file, or the name of what is kept elsewhere.</summary>
    public string Path { get; }

    /// <summary>Where it is kept; null: in the file.</summary>
    public ICheckpointStore? Store { get; }

    /// <summary>Opens it for a run.</summary>
    internal CheckpointOpening Open { get; }

    /// <summary>What tells the rows of a source from others.</summary>
    internal FingerprintOfRows FingerprintOf { get; }

    /// <summary>Epochs from one time of writing to the next, at least; 1 or above, by default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int EveryEpochs
    {
        get => _everyEpochs;
        init => _everyEpochs = Require.AtLeast(value, 1, nameof(EveryEpochs));
    }

    /// <summary>Time from one time of writing to the next, at least; by default none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan Interval
    {
        get => _interval;
        init => _interval = value >= TimeSpan.Zero ? value : throw Require.OutOfRange(nameof(Interval), value, "a time of 0 or more");
    }

    /// <summary>The file and how often it is written, in the invariant culture.</summary>
    public override string ToString() => $"{Path}, every {(EveryEpochs == 1 ? "epoch" : Invariant($"{EveryEpochs} epochs"))}"
        + (Interval > TimeSpan.Zero ? Invariant($", {Interval:c} apart at least") : "");
}
