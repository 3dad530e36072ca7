namespace LossGen.Generators.Specification;

/// <summary>What the outputs of a model's last layer mean.</summary>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="Task">The task, resolved: never Auto.</param>
internal sealed record HeadSpec(int Classes, ModelTask Task)
{
    /// <summary>Logits of a row: one for two classes, else one a class or label.</summary>
    public int Logits => LogitsOf(Classes, Task);

    /// <summary>Whether each row has exactly one true class.</summary>
    public bool HasLabels => Task != ModelTask.MultiLabel;

    /// <summary>Logits of a row, for a declaration that may not be valid.</summary>
    public static int LogitsOf(int classes, ModelTask task) => task == ModelTask.Binary ? 1 : classes;
}
