namespace LossGen;

/// <summary>How the scores of several classes or labels become one.</summary>
public enum ClassAverage
{
    /// <summary>The mean: each class counts the same.</summary>
    Macro = 0,

    /// <summary>The mean weighted by how often each class is true.</summary>
    Weighted = 1,
}
