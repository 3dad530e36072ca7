using LossGen.Kernels;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>
/// The temperature T by which a model's logits are divided so that its probabilities match the frequency with which they are right. Classes keep their order, so
/// predictions stay the same.
/// </summary>
/// <remarks>
/// <para>
/// T minimises the mean cross-entropy of softmax(z / T), or sigmoid(z / T), over rows that the model was not trained on: Guo, Pleiss, Sun and
/// Weinberger, "On calibration of modern neural networks", ICML 2017, section 4.2. Above 1 the model was too sure, below 1 not sure enough.
/// </para>
/// <para>
/// <see cref="Apply"/> divides the weights and biases by T. A calibrated model predicts at the same cost.
/// </para>
/// </remarks>
/// <example><code>
/// TemperatureScaling scaling = TemperatureScaling.Fit(model, validationRows, validationLabels);
/// scaling.Apply(model);
/// </code></example>
public sealed record TemperatureScaling
{
    private TemperatureScaling()
    {
    }

    /// <summary>The divisor of the logits, above 0. It scales with the logits: if they are in the hundred thousands, it can be too.</summary>
    public required double Temperature { get; init; }

    /// <summary>Whether the temperature is that of least loss, and if not, why.</summary>
    public required TemperatureOutcome Outcome { get; init; }

    /// <summary>The mean cross-entropy at temperature 1, in nats.</summary>
    public required double LossBefore { get; init; }

    /// <summary>The mean cross-entropy at <see cref="Temperature"/>, in nats.</summary>
    public required double LossAfter { get; init; }

    /// <summary>The expected calibration error at temperature 1, 0 to 1, in 15 bins.</summary>
    public required double EceBefore { get; init; }

    /// <summary>The expected calibration error at <see cref="Temperature"/>, 0 to 1, in 15 bins. It is the loss that is minimised; this may rise.</summary>
    public required double EceAfter { get; init; }

    /// <summary>Finds the temperature of a binary or multiclass model.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n x FeatureCount, finite; not the training rows.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static TemperatureScaling Fit<TModel>(TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] truth = labels.ToArray(); // which no other thread can change after the check
        model.Loss(rows, truth); // for its checks of the arguments
        float[] logits = ModelOutputs.LogitsOf(model, rows, truth.Length);
        return TModel.Task == ClassificationTask.Binary
            ? Of(new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static label => (double)label), isOneLabelARow: true))
            : Of(new SoftmaxTemperatureLoss(logits, truth, TModel.ClassCount));
    }

    /// <summary>Finds the temperature of a multi-label model, the same for all labels.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n x FeatureCount, finite; not the training rows.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true and 0 where it is not; a value between is a probability.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or the model is not a multi-label one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is not in 0..1.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static TemperatureScaling Fit<TModel>(TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray(); // which no other thread can change after the check
        model.Loss(rows, truth); // for its checks of the arguments
        float[] logits = ModelOutputs.LogitsOf(model, rows, truth.Length / TModel.ClassCount);
        return Of(new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static target => (double)target), isOneLabelARow: false));
    }

    /// <summary>Finds the temperature of a binary or multiclass model with sparse rows.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n rows with finite values; not the training rows.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, or a row is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static TemperatureScaling Fit<TModel>(TModel model, SparseRows rows, ReadOnlySpan<int> labels)
        where TModel : class, ISparseLabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        int[] truth = labels.ToArray(); // which no other thread can change after the check
        model.Loss(rows, truth); // for its checks of the arguments
        float[] logits = ModelOutputs.LogitsOf(model, rows);
        return TModel.Task == ClassificationTask.Binary
            ? Of(new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static label => (double)label), isOneLabelARow: true))
            : Of(new SoftmaxTemperatureLoss(logits, truth, TModel.ClassCount));
    }

    /// <summary>Finds the temperature of a multi-label model with sparse rows, the same for all labels.</summary>
    /// <param name="model">The model, which is not changed.</param>
    /// <param name="rows">n rows with finite values; not the training rows.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true and 0 where it is not; a value between is a probability.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or the model is not a multi-label one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is not in 0..1.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static TemperatureScaling Fit<TModel>(TModel model, SparseRows rows, ReadOnlySpan<float> targets)
        where TModel : class, ISparseModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray(); // which no other thread can change after the check
        model.Loss(rows, truth); // for its checks of the arguments
        float[] logits = ModelOutputs.LogitsOf(model, rows);
        return Of(new SigmoidTemperatureLoss(logits, Array.ConvertAll(truth, static target => (double)target), isOneLabelARow: false));
    }

    /// <summary>Divides the weights and biases of the model's last layer by the temperature, once; applied again, it divides again.</summary>
    /// <param name="model">The model that the temperature was found for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A parameter is too large to be divided by a temperature below 1, or the model is being
    /// trained or otherwise changed by another call; no parameter has been changed.</exception>
    public void Apply<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        using ModelParameters.Claim claim = IParameterOwner.Claim(model, ModelChange.Temperature);

        // The logits are what the last layer gives, and linear in its parameters.
        int first = TModel.Layout.Last.Weights;
        Span<float> parameters = model.Parameters;
        for (int i = first; i < parameters.Length; i++)
        {
            if (float.IsFinite(parameters[i]) && !float.IsFinite((float)(parameters[i] / Temperature)))
                throw new InvalidOperationException(Invariant($"Parameter {i} is {parameters[i]}; divided by the temperature {Temperature} it exceeds float32."));
        }

        foreach (ref float parameter in parameters[first..]) parameter = (float)(parameter / Temperature);
    }

    /// <summary>The temperature and what it changes, in a line, in the invariant culture.</summary>
    public override string ToString() =>
        $"temperature {Printed.Number(Temperature)} ({Outcome}): log-loss {Printed.Number(LossBefore)} -> {Printed.Number(LossAfter)}, "
        + $"calibration error {Printed.Number(EceBefore)} -> {Printed.Number(EceAfter)}";

    internal static TemperatureScaling Of(ITemperatureLoss loss)
    {
        (double temperature, TemperatureOutcome outcome) = TemperatureSearch.Run(loss);
        return new()
        {
            Temperature = temperature,
            Outcome = outcome,
            LossBefore = loss.At(1).Loss,
            LossAfter = loss.At(1 / temperature).Loss,
            EceBefore = Metrics.MeanGap(loss.Reliability(1)),
            EceAfter = Metrics.MeanGap(loss.Reliability(1 / temperature)),
        };
    }
}
