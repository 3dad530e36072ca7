using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;
using LossGen.Passes;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen.Models;

/// <summary>What the public members of every model of the next token do: check the arguments, then run the model's kernels.</summary>
/// <typeparam name="TPass">The kernels of one model, and how they are run.</typeparam>
/// <remarks>The public members of the generated class forward to these and document them; see <see cref="INextTokenModel{TSelf}"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract partial class TokenEngine<TPass>
    where TPass : struct, ITokenPass
{
    private static bool IsNetwork => TPass.Activation is not null;

    /// <summary>Where the parameters lie.</summary>
    public static ParameterLayout Layout => TPass.Layout;

    /// <summary>How the model is trained on shards.</summary>
    public static ShardModel Shards => new TokenShardModel<TPass>();

    /// <summary>The shape of each layer.</summary>
    public static ReadOnlySpan<LayerShape> Layers => TPass.Layout.LayerArray;

    /// <summary>The parameters of a new model.</summary>
    public static ModelParameters InitialParameters(int seed)
    {
        var parameters = new ModelParameters(TPass.ParameterCount);
        Initialize(ref parameters, seed);
        return parameters;
    }

    /// <summary>Fills the parameters with initial values.</summary>
    public static void Initialize(ref ModelParameters parameters, int seed)
    {
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Initialize);
        int present = TPass.Layout.HasTable ? TPass.FeatureCount : 0;
        InitialValues.Fill(parameters, TPass.Layout, TPass.Activation ?? default, seed, present);
    }

    /// <summary>Mean cross-entropy of the tokens after contexts.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, LossOptions? options) =>
        Loss(parameters, TokenAcceptance<TPass>.Of(contexts, next, options), options);

    /// <summary>Mean cross-entropy over a stream.</summary>
    public static double Loss(ReadOnlySpan<float> parameters, ReadOnlySpan<int> tokens, LossOptions? options) =>
        Loss(parameters, TokenAcceptance<TPass>.OfStream(tokens, options), options);

    /// <summary>Mean cross-entropy of the tokens after contexts, and its gradient.</summary>
    public static double LossAndGradient(
        ReadOnlySpan<float> parameters, ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, Span<float> gradient, LossOptions? options)
    {
        Batch batch = TokenAcceptance<TPass>.Of(contexts, next, options);
        Check.Gradient(gradient.Length, TPass.ParameterCount);
        Check.OwnMemory(gradient, nameof(gradient), parameters, rows: default);
        int length = TPass.Size.LengthFor(batch.Count);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        LossSums sums = BatchPass<TPass>.Gradient(parameters, batch, new LossSettings(options), new Workspace(scratch.Memory, TPass.Size), gradient);
        Lanes.Scale(gradient, sums.Scale);
        return sums.Mean;
    }

    /// <summary>One gradient step, which leaves finite parameters or none changed.</summary>
    public static double Update(ref ModelParameters parameters, ReadOnlySpan<int> contexts, ReadOnlySpan<int> next, float learningRate)
    {
        Check.LearningRate(learningRate);
        Batch batch = TokenAcceptance<TPass>.Of(contexts, next, null);
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Update);
        int length = TPass.Size.LengthFor(batch.Count) + TPass.ParameterCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> gradient = scratch.Memory[^TPass.ParameterCount..];
        var workspace = new Workspace(scratch.Memory[..^TPass.ParameterCount], TPass.Size);
        LossSums sums = BatchPass<TPass>.Gradient(parameters, batch, new LossSettings(null), workspace, gradient);
        if (!double.IsFinite(sums.Loss)) Check.NoFiniteLoss(sums.Mean);

        float factor = -learningRate * sums.Scale;
        if (FiniteStep.IsSafe(-factor, FiniteStep.Sum(gradient))) Lanes.AddScaled(parameters, factor, gradient);
        else FiniteStep.TakeOrThrow(parameters, factor, gradient);
        return sums.Mean;
    }

    /// <summary>Trains on contexts and the tokens after them.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        ReadOnlySpan<int> contexts,
        ReadOnlySpan<int> next,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).ForTokens(IsNetwork);
        return Fit(ref parameters, TokenAcceptance<TPass>.Of(contexts, next, options.Loss), options, progress, cancellationToken);
    }

    /// <summary>Trains on a stream.</summary>
    public static TrainingResult Fit(
        ref ModelParameters parameters,
        ReadOnlySpan<int> tokens,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        options = (options ?? new TrainingOptions()).ForTokens(IsNetwork);
        return Fit(ref parameters, TokenAcceptance<TPass>.OfStream(tokens, options.Loss), options, progress, cancellationToken);
    }

    private static TrainingResult Fit(
        ref ModelParameters parameters,
        in Batch set,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (!SetWeight.IsPositive(set, options.Loss, isMultiLabel: false)) throw LossChecks.NoWeight(nameof(options));
        using ModelParameters.Claim claim = parameters.ClaimFor(ModelChange.Fit);
        return TokenRun<TPass>.On(parameters.Values, parameters.ScalingSlot, set, options, progress, cancellationToken);
    }

    private static double Loss(ReadOnlySpan<float> parameters, in Batch batch, LossOptions? options)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return BatchPass<TPass>.Loss(parameters, batch, new LossSettings(options), new Workspace(scratch.Memory, TPass.Size)).Mean;
    }
}
