namespace LossGen.Tests.Reference;

/// <summary>Task and counts of a model, and how its numbers are laid out.</summary>
public sealed record ModelShape(ClassificationTask Task, int Features, int Classes)
{
    public bool IsMultiLabel => Task == ClassificationTask.MultiLabel;

    public int Logits => Task == ClassificationTask.Binary ? 1 : Classes;

    public int Weights => Logits * Features;

    public int Parameters => Logits * (Features + 1);
}
