using LossGen.Losses;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>Trains on a set with some options.</summary>
internal delegate TrainingResult SetTraining(in Batch set, TrainingOptions options);

/// <summary>A training set of which a fraction is kept out for validation, each part in memory of its own.</summary>
internal abstract class HeldOutSet
{
    private readonly LossOptions? _loss;
    private readonly ValidationSet _validation;

    /// <summary>Divides the weights of the rows.</summary>
    /// <param name="loss">The options of the loss over the whole set.</param>
    /// <param name="kept">The sample weights of the rows to train on; none if the rows have none.</param>
    /// <param name="drawn">Those of the rows to validate with.</param>
    /// <param name="validation">Makes the validation set, given its weights.</param>
    /// <exception cref="ArgumentException">A part has only rows of weight 0.</exception>
    protected HeldOutSet(LossOptions? loss, ReadOnlyMemory<float> kept, ReadOnlyMemory<float> drawn, Func<ReadOnlyMemory<float>, ValidationSet> validation)
    {
        try
        {
            _loss = kept.IsEmpty ? loss : loss! with { SampleWeights = kept };
            _validation = validation(drawn);
            _validation.IsDrawn = true;
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArgumentException("The rows kept out by ValidationFraction, or those left to train on, all have the sample weight 0; expected some above 0 on both sides. "
                + "Where they are drawn, another Seed draws others.", "options");
        }
    }

    /// <summary>The rows to train on.</summary>
    protected abstract Batch Training { get; }

    /// <summary>A source cannot be divided.</summary>
    /// <exception cref="ArgumentException">The options ask for it.</exception>
    public static void RefuseOfSource(TrainingOptions options)
    {
        if (options.ValidationFraction == 0) return;
        throw new ArgumentException(
            "ValidationFraction is set, and the rows come from a source, of which no fraction can be kept out; expected a Validation set.", nameof(options));
    }

    /// <summary>Trains on the one part and validates with the other.</summary>
    /// <param name="options">The options as given, which the result has as well.</param>
    /// <param name="isMultiLabel">Whether the labels of a row are weighed one by one.</param>
    /// <param name="training">Trains.</param>
    /// <exception cref="ArgumentException">The rows to train on weigh nothing.</exception>
    public TrainingResult Train(TrainingOptions options, bool isMultiLabel, SetTraining training)
    {
        Batch set = Training;
        TrainingOptions divided = options with { Validation = _validation, ValidationFraction = 0, Loss = _loss };
        if (!SetWeight.IsPositive(set, divided.Loss, isMultiLabel)) throw LossChecks.NoWeight(nameof(options));
        TrainingResult result = training(set, divided);

        // As they were given: with the drawn rows as a set of its own they would fit no other call, and hold the rows in memory.
        return result with
        {
            Options = result.Options! with { Validation = null, ValidationFraction = options.ValidationFraction, Loss = options.Loss },
        };
    }

    /// <summary>The sample weights of some rows; none if the rows have none.</summary>
    protected static ReadOnlyMemory<float> WeightsOf(LossOptions? loss, int[] rows) =>
        loss is null || loss.SampleWeights.IsEmpty ? default(ReadOnlyMemory<float>) : Resampling.Take(loss.SampleWeights.Span, rows);
}
