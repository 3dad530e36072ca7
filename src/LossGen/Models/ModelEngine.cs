using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen.Models;

/// <summary>What the public members of every model do: check the arguments, then run the model's kernels block by block.</summary>
/// <typeparam name="TPass">The kernels of one model, and how they are run.</typeparam>
/// <remarks>
/// The public members of the generated class forward to these; <see cref="ICrossEntropyModel{TSelf}"/> documents them.
/// Not static: the generated code derives a nested class, by whose short name it calls these.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class ModelEngine<TPass>
    where TPass : struct, IPass
{
    private static int ParameterCount => TPass.ParameterCount;

    /// <summary>Where the parameters lie.</summary>
    public static ParameterLayout Layout => TPass.Layout;

    /// <summary>How the model is trained on shards.</summary>
    public static ShardModel Shards => new DenseShardModel<TPass>();

    /// <summary>The shape of each layer.</summary>
    public static ReadOnlySpan<LayerShape> Layers => TPass.Layout.LayerArray;

    /// <summary>Mean cross-entropy against the true classes.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options) =>
        Loss(parameters, Acceptance<TPass>.Of(rows, labels, options), options);

    /// <summary>Mean cross-entropy against targets.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options) =>
        Loss(parameters, Acceptance<TPass>.Of(rows, targets, options), options);

    /// <summary>Mean cross-entropy against the true classes, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, Acceptance<TPass>.Of(rows, labels, options), gradient, options);

    /// <summary>Mean cross-entropy against targets, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, Acceptance<TPass>.Of(rows, targets, options), gradient, options);

    /// <summary>Mean cross-entropy against the true classes, and its gradient with respect to the rows.</summary>
    public static double InputGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options) =>
        InputGradient(parameters, Acceptance<TPass>.Of(rows, labels, options), gradient, options);

    /// <summary>Mean cross-entropy against targets, and its gradient with respect to the rows.</summary>
    public static double InputGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options) =>
        InputGradient(parameters, Acceptance<TPass>.Of(rows, targets, options), gradient, options);

    /// <summary>The parameters of a new network.</summary>
    public static ModelParameters InitialParameters(int seed)
    {
        var parameters = new ModelParameters(ParameterCount);
        Initialize(ref parameters, seed);
        return parameters;
    }

    /// <summary>Fills the parameters of a network with initial values.</summary>
    public static void Initialize(ref ModelParameters parameters, int seed)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Initialize);
        InitialValues.Fill(parameters, TPass.Layout, TPass.Activation ?? default, seed);
        parameters.ScalingSlot.Value = null;
    }

    /// <summary>Trains on the true classes.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, Acceptance<TPass>.Of(rows, labels, options.Loss), options, progress, cancellationToken);
    }

    /// <summary>Trains on targets.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, Acceptance<TPass>.Of(rows, targets, options.Loss), options, progress, cancellationToken);
    }

    /// <summary>Mean cross-entropy against the targets that bins make of numbers.</summary>
    public static double Loss(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Bins bins, ReadOnlySpan<float> values, LossOptions? options) =>
        Loss(parameters, Acceptance<TPass>.Of(rows, values, bins, options), options);

    /// <summary>Trains on numbers through bins.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        ReadOnlySpan<float> rows,
        Bins bins,
        ReadOnlySpan<float> values,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, Acceptance<TPass>.Of(rows, values, bins, options.Loss), options, progress, cancellationToken);
    }

    /// <summary>Trains on a source of batches.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        IEnumerable<TrainingBatch> batches,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batches);
        options = Snapshot(options);
        LossChecks.FitSource(options.Loss, TPass.ClassCount);
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        parameters.ScalingSlot.BinsOfRun = null;
        return TrainingRun<TPass>.OnSource(parameters.Values, parameters.ScalingSlot, batches, options, progress, cancellationToken);
    }

    /// <summary>The options with weights of their own, so that changes by the caller have no effect on training.</summary>
    private static TrainingOptions Snapshot(TrainingOptions? options) => (options ?? new TrainingOptions()).For(TPass.Activation is not null);

    private static TrainingResult Fit(
        ref ModelParameters parameters,
        in Batch set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken,
        Bins? keep = null)
    {
        Check.Finite(set.Rows.Values, TPass.FeatureCount);
        if (!SetWeight.IsPositive(set, options.Loss, TPass.Task == ClassificationTask.MultiLabel)) throw LossChecks.NoWeight(nameof(options));
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        parameters.ScalingSlot.BinsOfRun = keep;
        return TrainingRun<TPass>.OnSet(parameters.Values, parameters.ScalingSlot, set, options, progress, cancellationToken);
    }

    private static double Loss(ReadOnlySpan<float> parameters, in Batch batch, LossOptions? options)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        LossSums sums = BatchPass<TPass>.Loss(parameters, batch, new LossSettings(options), new Workspace(scratch.Memory, TPass.Size));
        return sums.Mean;
    }

    private static double LossAndGradient(ReadOnlySpan<float> parameters, in Batch batch, Span<float> gradient, LossOptions? options)
    {
        Check.Gradient(gradient.Length, ParameterCount);
        Check.OwnMemory(gradient, nameof(gradient), parameters, batch.Rows.Values, batch.Truth.Targets);
        int length = TPass.Size.LengthFor(batch.Count);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        var workspace = new Workspace(scratch.Memory, TPass.Size);
        LossSums sums = BatchPass<TPass>.Gradient(parameters, batch, new LossSettings(options), workspace, gradient);
        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }

    private static double InputGradient(ReadOnlySpan<float> parameters, in Batch batch, Span<float> gradient, LossOptions? options)
    {
        Check.Length(gradient.Length, batch.Count, TPass.FeatureCount, nameof(gradient));
        Check.OwnMemory(gradient, nameof(gradient), parameters, batch.Rows.Values, batch.Truth.Targets);
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        var workspace = new Workspace(scratch.Memory, TPass.Size);
        LossSums sums = RowGradients<TPass>.Of(parameters, batch, new LossSettings(options), workspace, gradient);
        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }
}
