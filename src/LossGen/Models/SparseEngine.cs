using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Sparse;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen.Models;

/// <summary>What the public members of every model with sparse rows do: check the arguments, then run the model's kernels block by block.</summary>
/// <typeparam name="TPass">The kernels of one model, and how they are run.</typeparam>
/// <remarks>The public members of the generated class forward to these and document them; see <see cref="ISparseModel{TSelf}"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class SparseEngine<TPass>
    where TPass : struct, ISparsePass
{
    /// <summary>Where the parameters lie.</summary>
    public static ParameterLayout Layout { get; } = TPass.LayoutOf(TPass.FeatureCount);

    /// <summary>How the model is trained on shards.</summary>
    public static ShardModel Shards => new SparseShardModel<TPass>();

    /// <summary>The shape of each layer.</summary>
    public static ReadOnlySpan<LayerShape> Layers => Layout.LayerArray;

    /// <summary>Mean cross-entropy against the true classes.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, SparseRows rows, ReadOnlySpan<int> labels, LossOptions? options) =>
        Loss(parameters, SparseAcceptance<TPass>.Of(rows, labels, options), options);

    /// <summary>Mean cross-entropy against targets.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, SparseRows rows, ReadOnlySpan<float> targets, LossOptions? options) =>
        Loss(parameters, SparseAcceptance<TPass>.Of(rows, targets, options), options);

    /// <summary>Mean cross-entropy against the true classes, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, SparseRows rows, ReadOnlySpan<int> labels, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, SparseAcceptance<TPass>.Of(rows, labels, options), gradient, options);

    /// <summary>Mean cross-entropy against targets, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, SparseRows rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options) =>
        LossAndGradient(parameters, SparseAcceptance<TPass>.Of(rows, targets, options), gradient, options);

    /// <summary>The parameters of a new network.</summary>
    public static ModelParameters InitialParameters(int seed)
    {
        var parameters = new ModelParameters(TPass.ParameterCount);
        Initialize(ref parameters, seed);
        return parameters;
    }

    /// <summary>Fills the parameters of a network with initial values.</summary>
    public static void Initialize(ref ModelParameters parameters, int seed)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Initialize);
        InitialValues.Fill(parameters, Layout, TPass.Activation ?? default, seed);
        parameters.ScalingSlot.Value = null;
    }

    /// <summary>Trains on the true classes.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        SparseRows rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, SparseAcceptance<TPass>.Of(rows, labels, options.Loss), options, progress, cancellationToken);
    }

    /// <summary>Trains on targets.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        SparseRows rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = Snapshot(options);
        return Fit(ref parameters, SparseAcceptance<TPass>.Of(rows, targets, options.Loss), options, progress, cancellationToken);
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
        return SparseRun<TPass>.OnSource(parameters.Values, parameters.ScalingSlot, batches, options, progress, cancellationToken);
    }

    private static TrainingOptions Snapshot(TrainingOptions? options) =>
        (options ?? new TrainingOptions()).ForSparseRows(TPass.Activation is not null);

    private static TrainingResult Fit(
        ref ModelParameters parameters,
        in Batch set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        SparseCheck.Finite(set.Rows.Sparse);
        if (!SetWeight.IsPositive(set, options.Loss, TPass.Task == ClassificationTask.MultiLabel)) throw LossChecks.NoWeight(nameof(options));
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return SparseRun<TPass>.OnSet(parameters.Values, parameters.ScalingSlot, set, options, progress, cancellationToken);
    }

    private static double Loss(ReadOnlySpan<float> parameters, in Batch batch, LossOptions? options)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        return TPass.Loss(parameters, batch, new LossSettings(options), workspace).Mean;
    }

    private static double LossAndGradient(ReadOnlySpan<float> parameters, in Batch batch, Span<float> gradient, LossOptions? options)
    {
        Check.Gradient(gradient.Length, TPass.ParameterCount);
        Check.OwnMemory(gradient, nameof(gradient), parameters, batch.Rows.Sparse.Values, batch.Truth.Targets);
        int rowsAtOnce = Math.Min(Block.Rows, TPass.MostResiduals), length = TPass.Size.Length + (rowsAtOnce * TPass.Stride);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> residuals = scratch.Memory[^(rowsAtOnce * TPass.Stride)..];
        var workspace = new Workspace(scratch.Memory[..TPass.Size.Length], TPass.Size);
        TPass.Prepare(parameters, workspace);
        gradient.Clear();
        var settings = new LossSettings(options);
        LossSums sums = default;
        for (int first = 0; first < batch.Count; first += rowsAtOnce)
        {
            Batch block = batch.Slice(first, Math.Min(rowsAtOnce, batch.Count - first));
            sums.Add(TPass.Residuals(parameters, block, settings, workspace, residuals, gradient[^TPass.RestCount..]));
            TPass.AddToTable(block, residuals, gradient);
        }

        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }
}
