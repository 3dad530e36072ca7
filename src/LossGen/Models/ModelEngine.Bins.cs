using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Training;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Models;

// Models that keep the bins that their classes are.
public abstract partial class ModelEngine<TPass>
{
    /// <summary>Gives the model bins, or with null takes them away.</summary>
    /// <exception cref="ArgumentException">There are not as many bins as classes.</exception>
    /// <exception cref="InvalidOperationException">The model is shared, or another call is changing it.</exception>
    public static void SetBins(ref ModelParameters parameters, Bins? value)
    {
        if (value is not null && value.Count != TPass.ClassCount)
            throw new ArgumentException(Invariant($"There are {value.Count} bins; the model needs {TPass.ClassCount}, its ClassCount."), nameof(value));
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Bins);
        parameters.ScalingSlot.Bins = value;
    }

    /// <summary>Trains on numbers through bins, which the model then has.</summary>
    public static TrainingResult FitNumbers(
        ref ModelParameters parameters,
        ReadOnlySpan<float> rows,
        Bins bins,
        ReadOnlySpan<float> values,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, Acceptance<TPass>.Of(rows, values, bins, options.Loss), options, progress, cancellationToken, bins);
    }

    /// <summary>Trains on a source of batches; the model then has their bins, or such as are learned from their numbers.</summary>
    public static TrainingResult FitNumbers(
        ref ModelParameters parameters,
        IBinnedModel model,
        IEnumerable<TrainingBatch> batches,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        var source = new BinnedSource(batches, parameters.ScalingSlot, (minimum, maximum) => model.BinsBetween(minimum, maximum));
        return Fit(ref parameters, source, options, progress, cancellationToken);
    }
}
