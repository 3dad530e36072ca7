using System.ComponentModel;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen.Kernels;

/// <summary>What the public members of every model do: check the arguments, then run the model's kernels block by block.</summary>
/// <typeparam name="TKernels">The kernels of one model.</typeparam>
/// <remarks>The public members of the generated class forward to these and document them; see <see cref="ICrossEntropyModel{TSelf}"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class ModelEngine<TKernels>
    where TKernels : struct, IModelKernels
{
    private static int LogitCount => Workspace<TKernels>.LogitCount;

    private static int ParameterCount => Workspace<TKernels>.ParameterCount;

    private static bool TargetsAreDistributions => TKernels.Task != ClassificationTask.MultiLabel;

    /// <summary>Mean cross-entropy against the true classes.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options) =>
        Loss(parameters, Accept(rows, labels, options), options);

    /// <summary>Mean cross-entropy against targets.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options) =>
        Loss(parameters, Accept(rows, targets, options), options);

    /// <summary>Mean cross-entropy against the true classes, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, Accept(rows, labels, options), gradient, options);

    /// <summary>Mean cross-entropy against targets, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, Accept(rows, targets, options), gradient, options);

    /// <summary>Mean cross-entropy against the true classes, and its gradient with respect to the rows.</summary>
    public static double InputGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options) =>
        InputGradient(parameters, Accept(rows, labels, options), gradient, options);

    /// <summary>Mean cross-entropy against targets, and its gradient with respect to the rows.</summary>
    public static double InputGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options) =>
        InputGradient(parameters, Accept(rows, targets, options), gradient, options);

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
        Batch set = Accept(rows, labels, options.Loss);
        Check.Finite(rows, TKernels.FeatureCount);
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return new Trainer<TKernels>(parameters, set, options, progress, cancellationToken).Run();
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
        Batch set = Accept(rows, targets, options.Loss);
        Check.Finite(rows, TKernels.FeatureCount);
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return new Trainer<TKernels>(parameters, set, options, progress, cancellationToken).Run();
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
        Check.WeightsOfSource(options.Loss, TKernels.ClassCount);
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return new Trainer<TKernels>(parameters, new PortionSource(batches), options, progress, cancellationToken).Run();
    }

    /// <summary>The options with weights of their own, so that nobody changes them during training.</summary>
    private static TrainingOptions Snapshot(TrainingOptions? options)
    {
        options ??= new TrainingOptions();
        return options.Loss is null ? options : options with { Loss = options.Loss.Snapshot() };
    }

    internal static Batch Accept(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, LossOptions? options)
    {
        int count = Check.Rows(rows, TKernels.FeatureCount);
        Check.Labels(labels, count, TKernels.ClassCount);
        Check.LossOptions(options, count, TKernels.ClassCount);
        return Batch.Of(rows, labels);
    }

    internal static Batch Accept(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options)
    {
        int count = Check.Rows(rows, TKernels.FeatureCount);
        Check.Targets(targets, count, TKernels.ClassCount, TargetsAreDistributions);
        Check.LossOptions(options, count, TKernels.ClassCount);
        return Batch.Of(rows, targets, count);
    }

    private static double Loss(ReadOnlySpan<float> parameters, in Batch batch, LossOptions? options)
    {
        int length = Workspace<TKernels>.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        LossSums sums = BatchPass<TKernels>.Loss(parameters, batch, new LossSettings(options), new Workspace<TKernels>(scratch.Memory));
        return sums.Mean;
    }

    private static double LossAndGradient(ReadOnlySpan<float> parameters, in Batch batch, Span<float> gradient, LossOptions? options)
    {
        Check.Gradient(gradient.Length, ParameterCount);
        int length = Workspace<TKernels>.LengthFor(batch.Count);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        var workspace = new Workspace<TKernels>(scratch.Memory);
        LossSums sums = BatchPass<TKernels>.Gradient(parameters, batch, new LossSettings(options), workspace, gradient);
        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }

    private static double InputGradient(ReadOnlySpan<float> parameters, in Batch batch, Span<float> gradient, LossOptions? options)
    {
        Check.Length(gradient.Length, batch.Count, TKernels.FeatureCount, nameof(gradient));
        int length = Workspace<TKernels>.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);

        var workspace = new Workspace<TKernels>(scratch.Memory);
        LossSums sums = BatchPass<TKernels>.InputGradient(parameters, batch, new LossSettings(options), workspace, gradient);
        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }
}
