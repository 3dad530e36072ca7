using LossGen.Kernels;

namespace LossGen.Training;

// On one thread or on several: the sums are the same.
internal ref partial struct Trainer<TKernels>
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
        int threads = ThreadCount;
        if (threads == 1) return Train();

        // Pinned for as long as there are threads: their end is the end of the using block, however it is left.
        fixed (float* parameters = _parameters, rows = _set.Rows, targets = _set.Targets)
        fixed (int* labels = _set.Labels)
        {
            var set = new ParallelPass<TKernels>.Addresses(parameters, rows, labels, targets, _set.Count);
            using var parallel = new ParallelPass<TKernels>(threads, set, _order, _options.Loss, _batchSize);
            parallel.Start();
            _parallel = parallel;
            return Train();
        }
    }

    /// <summary>The loss of a batch of the set in the order of this epoch; its gradient is summed over the rows.</summary>
    private readonly LossSums Gradient(in Batch batch) =>
        _parallel is null
            ? BatchPass<TKernels>.Gradient(_parameters, batch, _settings, _workspace, _gradient)
            : _parallel.Gradient(batch.First, batch.Count, _gradient);

    /// <summary>The mean loss of the set.</summary>
    private readonly double Loss() =>
        (_parallel is null ? BatchPass<TKernels>.Loss(_parameters, _set, _settings, _workspace) : _parallel.Loss()).Mean;
}
