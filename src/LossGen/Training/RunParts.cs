using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>A model, what it learns from, and what the run remembers.</summary>
/// <param name="Model">The model's parameters, which receive those of each epoch.</param>
/// <param name="Scaling">The scaling of the model's features, which goes with the parameters.</param>
/// <param name="Layout">Where they lie.</param>
/// <param name="Task">What the model's outputs mean.</param>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="Activation">What follows each hidden layer; null: there is none.</param>
/// <param name="State">What the run remembers.</param>
/// <param name="Rows">What it learns from.</param>
/// <param name="Validation">What it is validated with; null: nothing.</param>
internal readonly record struct RunParts(
    float[] Model,
    ScalingSlot Scaling,
    ParameterLayout Layout,
    ClassificationTask Task,
    int Classes,
    Activation? Activation,
    TrainingState State,
    ITrainingRows Rows,
    IValidation? Validation)
{
    /// <summary>The features that are trained, where the model has a table of them and the rows are sparse; else null.</summary>
    public IParameterScaling? Table { get; init; }

    /// <summary>What the automatic settings ask of the model.</summary>
    public ModelTraits Traits => new(Layout.First.Inputs, Classes, Task == ClassificationTask.MultiLabel, Activation is not null, Table is not null)
    {
        HasEmbedding = Layout.Embedding is not null,
    };
}

/// <summary>What a run came to.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="Loss">The mean loss of the model over the training rows.</param>
/// <param name="ValidationLoss">The same over the validation set; NaN without one.</param>
/// <param name="Duration">Time that it took.</param>
internal readonly record struct RunOutcome(StopReason Reason, double Loss, double ValidationLoss, TimeSpan Duration);
