using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The options of a cross-validation, checked, and which rows each fold gets.</summary>
internal sealed class FoldPlan
{
    private readonly TrainingOptions? _options;

    public FoldPlan(int count, TrainingOptions? options, int folds, int parallelism)
    {
        if (folds < 2 || folds > count) throw new ArgumentOutOfRangeException(nameof(folds), folds, Invariant($"folds is {folds}; expected 2 to {count}, the number of rows."));
        if (parallelism is not (-1 or >= 1))
            throw Require.OutOfRange("maxDegreeOfParallelism", parallelism, "an integer above 0, or -1 for as many as there are processors");
        if (options?.Checkpoint is not null)
        {
            throw new ArgumentException(
                $"{nameof(TrainingOptions.Checkpoint)} is set, and the folds would write the same file; expected none.", nameof(options));
        }

        if (options?.Loss?.SampleWeights is { IsEmpty: false } weights && weights.Length != count)
        {
            throw new ArgumentException(
                Invariant($"{nameof(LossOptions.SampleWeights)} has length {weights.Length}; it needs {count}, one for each row, or none."), nameof(options));
        }

        (Count, _options, Folds, Parallelism) = (count, options, folds, parallelism);
    }

    public int Count { get; }

    public int Folds { get; }

    public int Parallelism { get; }

    /// <summary>The options with the sample weights of the training rows only.</summary>
    public TrainingOptions? OptionsFor(int[] rows) => _options?.Loss is { SampleWeights.IsEmpty: false } loss
        ? _options with { Loss = loss with { SampleWeights = Resampling.Take(loss.SampleWeights.Span, rows) } }
        : _options;

    /// <summary>The rows outside of a fold and those in it, both ascending.</summary>
    public (int[] Training, int[] Test) Divide(int[] foldOf, int fold)
    {
        int[] all = Enumerable.Range(0, Count).ToArray();
        return (Array.FindAll(all, row => foldOf[row] != fold), Array.FindAll(all, row => foldOf[row] == fold));
    }
}
