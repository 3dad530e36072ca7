using System.Collections.Generic;

namespace LossGen.Files;

/// <summary>The model that a file is read for.</summary>
/// <param name="Features">Numbers in one row.</param>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="Task">Binary, Multiclass or MultiLabel.</param>
/// <param name="FeatureNames">One name a feature, or none.</param>
/// <param name="ClassNames">One name a class, or none.</param>
internal sealed record ModelShape(int Features, int Classes, string Task, IReadOnlyList<string> FeatureNames, IReadOnlyList<string> ClassNames)
{
    public const string Binary = "Binary";
    public const string Multiclass = "Multiclass";
    public const string MultiLabel = "MultiLabel";

    /// <summary>Rows of the weight matrix.</summary>
    public int Logits => Task == Binary ? 1 : Classes;

    /// <summary>Weights and biases.</summary>
    public int Parameters => Logits * (Features + 1);
}
