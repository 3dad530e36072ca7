using LossGen.Generators.Specification;

namespace LossGen.Generators.Planning;

/// <summary>How logits become probabilities, losses and residuals.</summary>
/// <param name="Kind">Which head.</param>
/// <param name="Classes">Classes, or labels.</param>
internal sealed record HeadPlan(HeadKind Kind, int Classes)
{
    /// <summary>The plan for a head.</summary>
    public static HeadPlan For(HeadSpec head) => new(
        head.Task switch
        {
            ModelTask.Binary => HeadKind.Binary,
            ModelTask.Multiclass => head.Classes <= Budget.UnrolledClasses ? HeadKind.UnrolledSoftmax : HeadKind.Softmax,
            _ => HeadKind.Sigmoid,
        },
        head.Classes);
}

/// <summary>The heads. All except one do not depend on the shape and are in the library.</summary>
internal enum HeadKind
{
    /// <summary>One logit for two classes.</summary>
    Binary,

    /// <summary>Softmax over classes so few that it is written out.</summary>
    UnrolledSoftmax,

    /// <summary>Softmax in loops over the classes.</summary>
    Softmax,

    /// <summary>A sigmoid for each label.</summary>
    Sigmoid,
}
