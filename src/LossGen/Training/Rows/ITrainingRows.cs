using LossGen.Passes;
using LossGen.Storage;

namespace LossGen.Training;

/// <summary>What a run learns from: losses and gradients at the trained parameters, wherever the rows are and however many threads compute them.</summary>
internal interface ITrainingRows : IDisposable
{
    /// <summary>Whether a pass over the rows may be long, so that a cancelled run does without one more for its loss.</summary>
    bool IsPassLong { get; }

    /// <summary>What tells the rows from others before they are read; null where that cannot be known.</summary>
    string? Fingerprint { get; }

    /// <summary>Measures what the rows weigh, if that is not known and decides on the steps.</summary>
    void Weigh();

    /// <summary>Measures the features, and what the rows weigh.</summary>
    Standardization Measure();

    /// <summary>Prepares for the first epoch.</summary>
    /// <param name="options">The options, with the numbers that suit the rows.</param>
    /// <param name="standardization">What standardises the rows; null: they are learned from as they are.</param>
    void Begin(TrainingOptions options, Standardization? standardization);

    /// <summary>Visits what is remembered of the rows between two epochs.</summary>
    void Visit(StateVisitor visitor);

    /// <summary>Computes the gradient of every batch of an epoch and has a step taken after each.</summary>
    /// <param name="epoch">The epoch, from 0, which decides the order of the rows.</param>
    /// <param name="step">Takes the steps.</param>
    /// <returns>Why the epoch was not finished, or null.</returns>
    StopReason? RunEpoch(int epoch, IBatchStep step);

    /// <summary>The loss of the whole set, and the sum over its rows of the gradient.</summary>
    LossSums Gradient(Span<float> gradient);

    /// <summary>The root mean square of each feature over the rows that are learned from.</summary>
    void RootMeanSquares(Span<double> features);

    /// <summary>The standard deviation of each feature over the rows that are learned from; of one that never changes its size.</summary>
    void Deviations(Span<double> features);

    /// <summary>The mean loss of the trained parameters over the training rows.</summary>
    double Loss();

    /// <summary>The mean loss of other parameters over the rows as they were given.</summary>
    double LossAsGiven(ReadOnlySpan<float> parameters);
}

/// <summary>Takes a step after each batch.</summary>
internal interface IBatchStep
{
    /// <summary>Moves the parameters.</summary>
    /// <param name="sums">The loss of the batch.</param>
    /// <param name="scale">What turns the sum over the rows into the batch's share of the objective: 1 / (rows · mean weight of a row of the set).</param>
    /// <param name="gradient">The sum over its rows of the gradient, and the threads that share the step, if there are any.</param>
    /// <returns>Why the run cannot go on, or null.</returns>
    StopReason? Take(in LossSums sums, float scale, BatchGradient gradient);
}
