using LossGen.Numerics;
using LossGen.Training;

namespace LossGen;

/// <summary>Trains a model on batches, as its member of that name does.</summary>
internal delegate TrainingResult SweepFit(
    IEnumerable<TrainingBatch> batches, TrainingOptions? options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);

/// <summary>A training run each of whose epochs is one batch, at a rate of its own; the optimizer keeps its memory from batch to batch.</summary>
internal sealed class RateSweep(int rows, TrainingOptions options, double minimum, double maximum, int steps)
{
    public const int FewestSteps = 10;

    /// <summary>Beyond this multiple of the smallest loss so far the loss has diverged: four times is the usual limit, far above the noise of batches.</summary>
    private const double Limit = 4;

    /// <summary>Whether the run ended early because the loss diverged.</summary>
    public bool Diverged { get; private set; }

    /// <summary>Steps, at most.</summary>
    public int Steps => steps;

    /// <summary>The rate of a step.</summary>
    public double Rate(int step) => minimum * Math.Pow(maximum / minimum, (double)step / (steps - 1));

    /// <summary>Trains; returns the losses of the batches before their steps, up to the one that diverges.</summary>
    /// <param name="batchOf">A batch of some rows; their weights are added here.</param>
    /// <param name="fit">Trains the model.</param>
    /// <param name="readsAhead">Whether training reads all rows once before the first epoch, as it does for sparse rows.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public double[] Run(Func<int[], TrainingBatch> batchOf, SweepFit fit, bool readsAhead, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var losses = new LossWatch(stop);
        ReadOnlyMemory<float> weights = options.Loss?.SampleWeights ?? default;
        LossOptions? loss = weights.IsEmpty ? options.Loss : options.Loss! with { SampleWeights = default };
        TrainingResult result = fit(
            new OneBatchAnEpoch(Batches(Weighted, readsAhead)),
            new TrainingOptions
            {
                Epochs = steps,
                BatchSize = 0,
                Shuffle = false,
                Seed = options.Seed,
                Optimizer = options.Optimizer,
                LearningRate = LearningRateSchedule.Custom(Rate),
                Loss = loss,
                L1 = options.L1,
                L2 = options.L2,
                Dropout = options.Dropout,
                MaxGradientNorm = options.MaxGradientNorm,
            },
            losses,
            stop.Token);
        cancellationToken.ThrowIfCancellationRequested();
        Diverged = losses.Diverged || result.StopReason == StopReason.Diverged;
        return [.. losses.Finite];

        TrainingBatch Weighted(int[] indices) => batchOf(indices) with { SampleWeights = weights.IsEmpty ? default : Resampling.Take(weights.Span, indices) };
    }

    /// <summary>Standardises the rows, as training does, and the parameters with them.</summary>
    public static Standardization Standardize(float[] rows, ParameterLayout layout, Span<float> parameters)
    {
        var moments = new Standardization.Moments(layout.First.Inputs);
        moments.Add(rows);
        Standardization standardization = moments.ToStandardization();
        standardization.Apply(rows, rows);
        standardization.Standardize(layout, parameters.ToArray(), parameters);
        return standardization;
    }

    /// <summary>Means over a twentieth of the steps on either side, over fewer at the ends.</summary>
    public static double[] Smoothed(double[] losses, int steps)
    {
        int reach = Math.Max(steps / 20, 1);
        var smoothed = new double[losses.Length];
        for (int i = 0; i < losses.Length; i++)
        {
            int side = Math.Min(Math.Min(i, losses.Length - 1 - i), reach);
            double sum = 0;
            for (int j = i - side; j <= i + side; j++) sum += losses[j];
            smoothed[i] = sum / ((2 * side) + 1);
        }

        return smoothed;
    }

    /// <summary>The step at which the curve falls fastest, before its lowest point.</summary>
    public static int Steepest(double[] losses)
    {
        int lowest = Array.IndexOf(losses, losses.Min()), steepest = 0;
        double fastest = 0;
        for (int i = 1; i <= lowest && i + 1 < losses.Length; i++)
        {
            double fall = losses[i - 1] - losses[i + 1];
            if (fall > fastest) (fastest, steepest) = (fall, i);
        }

        return steepest;
    }

    /// <summary>Batches without end, each row once before any comes again.</summary>
    private IEnumerable<TrainingBatch> Batches(Func<int[], TrainingBatch> batchOf, bool allFirst)
    {
        int size = options.BatchSize == 0 ? rows : Math.Min(options.BatchSize, rows);
        var order = new int[rows];
        for (int row = 0; row < rows; row++) order[row] = row;
        if (allFirst) yield return batchOf(order);
        var random = new RandomSource(options.Seed);
        while (true)
        {
            random.Shuffle(order);
            for (int first = 0; first + size <= rows; first += size) yield return batchOf(order[first..(first + size)]);
        }
    }

    /// <summary>A source that gives the next batch each time that it is enumerated.</summary>
    private sealed class OneBatchAnEpoch(IEnumerable<TrainingBatch> batches) : IEnumerable<TrainingBatch>
    {
        private readonly IEnumerator<TrainingBatch> _batches = batches.GetEnumerator();

        public IEnumerator<TrainingBatch> GetEnumerator()
        {
            _batches.MoveNext();
            yield return _batches.Current;
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>Collects the losses, and ends the run where they diverge.</summary>
    private sealed class LossWatch(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        private double _smallest = double.PositiveInfinity;

        public List<double> Finite { get; } = [];

        public bool Diverged { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (Diverged) return;
            _smallest = Math.Min(_smallest, value.Loss);
            Diverged = !(value.Loss <= Limit * _smallest);
            if (Diverged) stop.Cancel();
            else Finite.Add(value.Loss);
        }
    }
}
