using LossGen.Training;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How an <see cref="OnlineLearner{TModel}"/> learns from the rows that come.</summary>
/// <remarks>
/// The objective of a step is <c>1/n Σ loss of a row + L2/2 · Σ w² + L1 · Σ |w|</c> over its n rows and the weights. A row's loss has its class
/// weight in it and is divided by n alone, so that class weights count even where every row comes by itself.
/// </remarks>
/// <example><code>
/// var learner = new OnlineLearner&lt;SpamModel&gt;(model, new() { LearningRate = LearningRateSchedule.TimeDecay(0.05, 1e-4), L2 = 1e-4 });
/// </code></example>
public sealed record OnlineLearnerOptions
{
    private readonly LearningRateSchedule? _learningRate;
    private readonly Optimizer _optimizer = Optimizer.Default;
    private readonly double _l1;
    private readonly double _l2;
    private readonly double? _maxGradientNorm;
    private readonly LossOptions? _loss;

    /// <summary>
    /// The step size. What a schedule calls an epoch is one update here, and counts from 0. Null (the default): a tenth of what Fit would begin with,
    /// throughout; for plain gradient descent in a linear model that is 1 / (1 + features), but at most 0.1.
    /// </summary>
    /// <remarks>A constant rate keeps following what the rows say; one that falls settles, and then hardly changes any more.</remarks>
    /// <exception cref="ArgumentException">ReduceOnPlateau, which would take one update's loss for that of an epoch.</exception>
    public LearningRateSchedule? LearningRate
    {
        get => _learningRate;
        init => _learningRate = value switch
        {
            PlateauSchedule => throw new ArgumentException(
                $"LearningRate is {value}, which needs the loss of whole epochs; expected a schedule that depends on the number of updates alone.", nameof(LearningRate)),
            _ => value,
        };
    }

    /// <summary>How a gradient becomes a step, by default plain gradient descent. Any except L-BFGS, which needs a whole set.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    /// <exception cref="ArgumentException">L-BFGS.</exception>
    public Optimizer Optimizer
    {
        get => _optimizer;
        init => _optimizer = value switch
        {
            null => throw new ArgumentNullException(nameof(Optimizer)),
            MiniBatchOptimizer => value,
            _ => throw new ArgumentException($"Optimizer is {value}, which needs the whole set in every step; expected one that steps after each batch.", nameof(Optimizer)),
        };
    }

    /// <summary>The factor of Σ |w|, which drives weights to exactly 0; finite, 0 (the default: no penalty) or above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L1
    {
        get => _l1;
        init => _l1 = Require.NonNegative(value, nameof(L1));
    }

    /// <summary>The factor of ½ Σ w², which keeps weights small; finite, 0 (the default: no penalty) or above.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2
    {
        get => _l2;
        init => _l2 = Require.NonNegative(value, nameof(L2));
    }

    /// <summary>
    /// Above 0: a step whose gradient, over all parameters, is longer than this Euclidean norm takes it scaled down to it. 0: gradients are taken as
    /// they are. Null (the default): 2 √(1 + features).
    /// </summary>
    /// <remarks>
    /// <para>The gradient of a row in a linear model is (p − t) (x, 1)ᵀ, whose norm is ‖p − t‖ √(1 + ‖x‖²). With ‖p − t‖ at most √2, and ‖x‖² about the
    /// number of features where they are standardised, the default leaves ordinary rows alone, and a row of 1e30 moves the parameters no
    /// further than a row that is twice as long as most.</para>
    /// <para>Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, section 3.2.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double? MaxGradientNorm
    {
        get => _maxGradientNorm;
        init => _maxGradientNorm = value is { } norm ? Require.NonNegative(norm, nameof(MaxGradientNorm)) : null;
    }

    /// <summary>Class weights, smoothing and focus of the cross-entropy, or null (the default) for the plain mean.</summary>
    /// <exception cref="ArgumentException">It has sample weights, which belong to the rows of one call.</exception>
    public LossOptions? Loss
    {
        get => _loss;
        init => _loss = value is null or { SampleWeights.IsEmpty: true }
            ? value
            : throw new ArgumentException(
                Invariant($"Loss has {value.SampleWeights.Length} SampleWeights; expected none, since they are those of the rows of one call."), nameof(Loss));
    }

    /// <summary>The rate of a model where none is set.</summary>
    /// <param name="features">Its features; standardised, their squares sum to about as many.</param>
    /// <param name="labels">Labels of a multi-label model, whose mean divides the gradient of each; else 1.</param>
    /// <param name="isNetwork">Whether it has hidden layers.</param>
    internal double DefaultRate(int features, int labels, bool isNetwork)
    {
        const double share = 0.1;
        var optimizer = (MiniBatchOptimizer)Optimizer;
        if (isNetwork) return share * optimizer.NetworkRate * labels;

        // A step of 1 / |x|² for a row changes its own logit by no more than the residual, which is below 1.
        double rate = optimizer is GradientDescentOptimizer descent
            ? Math.Min(share, 1.0 / (1 + features)) * (1 - descent.Momentum)
            : share * optimizer.LinearRate;
        return rate * labels;
    }

    /// <summary>The options with weights of their own, so that changes by the caller have no effect.</summary>
    internal OnlineLearnerOptions Snapshot() => Loss is null ? this : this with { Loss = Loss.Snapshot() };

    /// <summary>The settings in a line: the main ones, and of the others those that are set. In the invariant culture.</summary>
    public override string ToString()
    {
        string text = $"{Optimizer}, learning rate {LearningRate?.ToString() ?? "of the model"}";
        if (MaxGradientNorm is { } norm) text += norm > 0 ? Invariant($", gradients up to norm {norm}") : ", gradients of any norm";
        if (L1 > 0) text += Invariant($", L1 {L1}");
        if (L2 > 0) text += Invariant($", L2 {L2}");
        if (Loss is { } loss && !loss.Equals(LossOptions.Default)) text += $", loss with {loss}";
        return text;
    }
}
