using System.Collections.Generic;

namespace LossGen.Files;

/// <summary>The model that a file is read for.</summary>
/// <param name="Layout">Where the parameters lie.</param>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="Task">Binary, Multiclass or MultiLabel.</param>
/// <param name="FeatureNames">One name a feature, or none.</param>
/// <param name="ClassNames">One name a class, or none.</param>
/// <param name="Activation">What follows each hidden layer, as its enum names it; empty without hidden layers.</param>
internal sealed record ModelShape(
    ParameterLayout Layout, int Classes, string Task, IReadOnlyList<string> FeatureNames, IReadOnlyList<string> ClassNames, string Activation)
{
    /// <summary>What becomes of each member of a typed row, where rows are sparse; else empty.</summary>
    public IReadOnlyList<string> RowEncoding { get; init; } = [];

    public const string Binary = "Binary";
    public const string Multiclass = "Multiclass";
    public const string MultiLabel = "MultiLabel";

    /// <summary>Whether the classes are bins of a number, without which the model cannot predict.</summary>
    public bool HasBins { get; init; }

    /// <summary>Whether a matrix of such a shape is the first layer's of a model with sparse rows, [feature][unit].</summary>
    public bool IsTable(int rows, int columns) => Layout.HasTable && rows == Features && columns == Layout.First.Units;

    /// <summary>Numbers in one row.</summary>
    public int Features => Layout.First.Inputs;

    /// <summary>Rows of the last weight matrix.</summary>
    public int Logits => Layout.Last.Units;

    /// <summary>Weights and biases.</summary>
    public int Parameters => Layout.Count;
}
