using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

// On one thread or on several: the sums are the same.
internal ref partial struct Trainer<TPass>
{
    /// <summary>Threads to train on: as many as asked for, but no more than a batch has parts.</summary>
    private readonly int ThreadCount
    {
        get
        {
            if (OperatingSystem.IsBrowser() || OperatingSystem.IsWasi()) return 1;
            int most = _options.MaxDegreeOfParallelism < 0 ? Environment.ProcessorCount : _options.MaxDegreeOfParallelism;
            return Math.Min(most, Partition.Of(_batchSize, _parameters.Length).Parts);
        }
    }

    /// <summary>Trains until a reason to stop.</summary>
    public unsafe TrainingResult Run()
    {
        // The threads of a source live as long as a portion, whose memory is pinned for them.
        int threads = _source is null ? ThreadCount : 1;
        if (threads == 1) return Train();

        // Pinned for as long as there are threads: their end is the end of the using block, however it is left.
        fixed (float* parameters = _parameters, rows = _set.Rows.Values, targets = _set.Truth.Targets)
        fixed (int* labels = _set.Truth.Labels)
        {
            using ParallelPass<TPass> parallel = StartThreads(threads, parameters, rows, labels, targets);
            _parallel = parallel;
            return Train();
        }
    }

    private readonly unsafe ParallelPass<TPass> StartThreads(int threads, float* parameters, float* rows, int* labels, float* targets)
    {
        var set = new ParallelPass<TPass>.Addresses(parameters, rows, labels, targets, _set.Count);
        var parallel = new ParallelPass<TPass>(threads, set, _order, _loss, _batchSize);
        parallel.Start();
        return parallel;
    }

    /// <summary>The loss of a batch of the set in the order of this epoch; its gradient is summed over the rows.</summary>
    private readonly LossSums Gradient(in Batch batch) =>
        _parallel is null
            ? BatchPass<TPass>.Gradient(_parameters, batch, _settings, _workspace, _gradient)
            : _parallel.Gradient(batch.Range.First, batch.Count, _gradient);

    /// <summary>The mean loss of the trained parameters over the set or source.</summary>
    private double Loss()
    {
        if (_source is not null) return LossOfSource(_parameters, standardized: true).Mean;
        return (_parallel is null ? BatchPass<TPass>.Loss(_parameters, _set, _settings, _workspace) : _parallel.Loss()).Mean;
    }
}
