using LossGen.Kernels;
using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

/// <summary>What an <see cref="OnlineLearner{TModel}"/> learns from.</summary>
/// <remarks>Extension methods, since only some models have labels, and a call has to choose between labels and targets among equals.</remarks>
public static class OnlineLearner
{
    /// <summary>One step on rows with a target for each class or label; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="targets">n x ClassCount numbers, 0 to 1.</param>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, targets of a row do not sum to 1, or a row holds NaN or an infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is outside 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model.</exception>
    public static double Update<TModel>(this OnlineLearner<TModel> learner, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(learner);
        using ModelParameters.Claim claim = learner.Claim();
        ReadOnlySpan<float> prepared = learner.Prepare(rows);
        double loss = learner.Trained.LossAndGradient(prepared, targets, learner.Gradient, learner.Options.Loss);
        return learner.Step(loss, rows.Length / TModel.FeatureCount, meanWeight: 1);
    }

    /// <summary>One step on rows with one true class each; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="rows">n x FeatureCount finite numbers.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <exception cref="ArgumentException">A length does not fit, there are no rows, or a row holds NaN or an infinity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model.</exception>
    public static double Update<TModel>(this OnlineLearner<TModel> learner, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(learner);
        using ModelParameters.Claim claim = learner.Claim();
        ReadOnlySpan<float> prepared = learner.Prepare(rows);
        double loss = learner.Trained.LossAndGradient(prepared, labels, learner.Gradient, learner.Options.Loss);
        return learner.Step(loss, labels.Length, learner.MeanWeight(labels));
    }

    /// <summary>One step on a row of the user's type, which has its label; returns the loss before it, infinite if no step was taken.</summary>
    /// <param name="learner">The learner.</param>
    /// <param name="row">The row.</param>
    /// <exception cref="ArgumentException">The row is null, or a feature is NaN or infinite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model.</exception>
    public static double Update<TModel, TRow>(this OnlineLearner<TModel> learner, in TRow row)
        where TModel : class, IExampleModel<TModel, TRow>
    {
        ArgumentNullException.ThrowIfNull(learner);
        using ModelParameters.Claim claim = learner.Claim();
        int count = TModel.FeatureCount, length = count + TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> features = scratch.Memory[..count], targets = scratch.Memory[count..];
        TModel.EncodeExample(in row, features, targets);
        int at = Check.IndexOfNonFinite(features);
        if (at >= 0)
        {
            learner.Refuse(1);
            RowErrors.NonFinite(nameof(row), 0, TModel.FeatureNames[at], features[at], "a model learns only from finite numbers");
        }

        double loss = learner.Trained.LossAndGradient(learner.Prepare(features), targets, learner.Gradient, learner.Options.Loss);
        return learner.Step(loss, count: 1, meanWeight: 1);
    }
}
