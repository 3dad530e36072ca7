using System.Text.Json.Serialization;
using LossGen.Training;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The outcome of one finished epoch of training.</summary>
/// <param name="Epoch">The epoch just finished, counted from 1.</param>
/// <param name="Epochs">Epochs that training runs at most.</param>
/// <param name="Loss">The epoch's loss in nats.</param>
/// <param name="LearningRate">The learning rate of the epoch; for L-BFGS the step length its line search accepted.</param>
/// <param name="GradientNorm">The Euclidean norm of the gradient.</param>
/// <param name="Elapsed">Time since training began.</param>
// The backing fields are spelt out so that training can create these objects ahead and fill them in: an epoch allocates nothing.
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TrainingProgress(int Epoch, int Epochs, double Loss, double LearningRate, double GradientNorm, TimeSpan Elapsed)
{
    private int _epoch = Epoch;
    private int _epochs = Epochs;
    private double _loss = Loss;
    private double _learningRate = LearningRate;
    private double _gradientNorm = GradientNorm;
    private TimeSpan _elapsed = Elapsed;
    private double _objective = Loss;
    private double _validationLoss = double.NaN;
    private double _validationAccuracy = double.NaN;

    /// <summary>The epoch just finished, counted from 1.</summary>
    public int Epoch
    {
        get => _epoch;
        init => _epoch = value;
    }

    /// <summary>Epochs that training runs at most.</summary>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = value;
    }

    /// <summary>The epoch's loss in nats.</summary>
    public double Loss
    {
        get => _loss;
        init => _loss = value;
    }

    /// <summary>The learning rate of the epoch; for L-BFGS the step length its line search accepted.</summary>
    public double LearningRate
    {
        get => _learningRate;
        init => _learningRate = value;
    }

    /// <summary>The Euclidean norm of the gradient.</summary>
    public double GradientNorm
    {
        get => _gradientNorm;
        init => _gradientNorm = value;
    }

    /// <summary>Time since training began.</summary>
    public TimeSpan Elapsed
    {
        get => _elapsed;
        init => _elapsed = value;
    }

    /// <summary>
    /// What training minimises, in nats: the loss and the penalties L2/2 Σ w² + L1 Σ |w| of the weights as they are trained. Without penalties the loss.
    /// </summary>
    public double Objective
    {
        get => _objective;
        init => _objective = value;
    }

    /// <summary>The mean cross-entropy over the validation set after the epoch, in nats; NaN without one.</summary>
    public double ValidationLoss
    {
        get => _validationLoss;
        init => _validationLoss = value;
    }

    /// <summary>
    /// The share of the validation set, 0 to 1, whose most probable class is its label or its largest target; of a multi-label model the share of labels
    /// on the right side of ½. NaN without a validation set.
    /// </summary>
    public double ValidationAccuracy
    {
        get => _validationAccuracy;
        init => _validationAccuracy = value;
    }

    /// <summary>The epoch in a line, in the invariant culture.</summary>
    public override string ToString() => Invariant($"epoch {Epoch} of {Epochs}: loss {Printed.Number(Loss)}, ")
        + (double.IsNaN(ValidationLoss) ? "" : Invariant($"validation loss {Printed.Number(ValidationLoss)}, accuracy {ValidationAccuracy:P1}, "))
        + $"learning rate {Printed.Number(LearningRate)}, gradient norm {Printed.Number(GradientNorm)}, {Printed.Duration(Elapsed)}";

    /// <summary>Writes a finished epoch into an object created ahead, before it is published.</summary>
    internal void Fill(int epoch, int epochs, in EpochRecord record)
    {
        _epoch = epoch;
        _epochs = epochs;
        _loss = record.Loss;
        _objective = record.Objective;
        _learningRate = record.LearningRate;
        _gradientNorm = record.GradientNorm;
        _validationLoss = record.ValidationLoss;
        _validationAccuracy = record.ValidationAccuracy;
        _elapsed = record.Elapsed;
    }
}
