namespace LossGen.Tests;

/// <summary>What a training run allocates on this thread between the first and the last epoch.</summary>
internal static class SteadyAllocation
{
    public const int Epochs = 25;

    /// <summary>The bytes; the run has <see cref="Epochs"/> and reports to the recorder.</summary>
    /// <param name="run">The run.</param>
    /// <param name="first">The epoch after which its memory is large enough for its largest step.</param>
    public static long Of(Action<IProgress<TrainingProgress>> run, int first = 1)
    {
        // A collection that another test causes meanwhile counts what is left of this thread's allocation buffer as allocated. An epoch that allocates
        // does so in every attempt.
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 5 && least != 0; attempt++)
        {
            var recorder = new Recorder();
            run(recorder);
            if (recorder.Count != Epochs) throw new InvalidOperationException($"{recorder.Count} epochs; expected {Epochs}.");
            least = Math.Min(least, recorder.Allocated[^1] - recorder.Allocated[first - 1]);
        }

        return least;
    }

    private sealed class Recorder : IProgress<TrainingProgress>
    {
        public long[] Allocated { get; } = new long[Epochs];

        public int Count { get; private set; }

        public void Report(TrainingProgress value) => Allocated[Count++] = GC.GetAllocatedBytesForCurrentThread();
    }
}
