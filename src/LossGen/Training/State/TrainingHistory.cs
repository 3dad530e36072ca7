using System.Collections;
using LossGen.Storage;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>The finished epochs of one training run, whose objects are created ahead so that finishing an epoch allocates nothing.</summary>
internal sealed class TrainingHistory : IReadOnlyList<TrainingProgress>
{
    // Small arrays keep the history out of the large-object heap; a portion bounds what a run that may be very long reserves at a time.
    internal const int ChunkLength = 128;
    internal const int PortionLength = 65_536;

    private static readonly string[] Columns = ["loss", "objective", "learning_rate", "gradient_norm", "validation_loss", "validation_accuracy", "ticks"];

    private readonly int _epochs;
    private TrainingProgress?[][] _chunks = [];
    private int _created;

    /// <summary>Prepares for a run.</summary>
    /// <param name="epochs">Epochs of the run at most.</param>
    public TrainingHistory(int epochs)
    {
        _epochs = epochs;
        CreatePortion();
    }

    /// <summary>Finished epochs.</summary>
    public int Count { get; private set; }

    /// <summary>The epoch <paramref name="index"/> + 1.</summary>
    public TrainingProgress this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(index), index,
                    Require.Invariant($"index is {index}; expected 0 or above and below the {Count} finished epochs."));
            }
            return _chunks[index / ChunkLength][index % ChunkLength]!;
        }
    }

    /// <summary>Records the next epoch. Allocates only where a portion of 65,536 epochs begins.</summary>
    public TrainingProgress Add(in EpochRecord record)
    {
        if (Count == _epochs) throw new InvalidOperationException(Require.Invariant($"All {_epochs} epochs have been noted."));
        if (Count == _created) CreatePortion();
        TrainingProgress progress = _chunks[Count / ChunkLength][Count % ChunkLength]!;
        Count++;
        progress.Fill(Count, _epochs, record);
        return progress;
    }

    /// <summary>The first and the last loss.</summary>
    public override string ToString() => Count == 0
        ? "no epoch"
        : $"{Printed.Count(Count, "epoch", "epochs")}: loss {Printed.Number(this[0].Loss)} -> {Printed.Number(this[Count - 1].Loss)}";

    /// <summary>Visits the finished epochs; when reading, into an empty history.</summary>
    public void Visit(StateVisitor visitor)
    {
        int count = Count;
        visitor.Count("history.epochs", ref count, _epochs);
        double[][] columns = [.. Columns.Select(_ => new double[count])];
        for (int i = 0; i < Count; i++)
        {
            TrainingProgress epoch = this[i];
            double[] numbers =
            [
                epoch.Loss, epoch.Objective, epoch.LearningRate, epoch.GradientNorm, epoch.ValidationLoss, epoch.ValidationAccuracy, epoch.Elapsed.Ticks,
            ];
            for (int column = 0; column < columns.Length; column++) columns[column][i] = numbers[column];
        }

        for (int column = 0; column < columns.Length; column++) visitor.Doubles("history." + Columns[column], columns[column]);
        for (int i = Count; i < count; i++)
        {
            Add(new EpochRecord(
                columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], columns[5][i], TimeSpan.FromTicks((long)columns[6][i])));
        }
    }

    /// <summary>Releases what was created for epochs that will not run, once training has ended.</summary>
    public void Trim()
    {
        for (int i = Count; i < _created; i++) _chunks[i / ChunkLength][i % ChunkLength] = null;
        int chunks = (Count + ChunkLength - 1) / ChunkLength;
        if (chunks < _chunks.Length) Array.Resize(ref _chunks, chunks);
        _created = Count;
    }

    /// <inheritdoc/>
    public IEnumerator<TrainingProgress> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void CreatePortion()
    {
        // Whole chunks, so that runs of up to a chunk reserve the same whatever their length.
        int portion = (Math.Min(_epochs - _created, PortionLength) + ChunkLength - 1) / ChunkLength * ChunkLength;
        int chunk = _chunks.Length;
        Array.Resize(ref _chunks, chunk + portion / ChunkLength);
        for (; chunk < _chunks.Length; chunk++)
        {
            var progress = new TrainingProgress[ChunkLength];
            for (int i = 0; i < progress.Length; i++) progress[i] = new TrainingProgress(0, 0, 0, 0, 0, default);
            _chunks[chunk] = progress;
        }
        _created += portion;
    }
}
