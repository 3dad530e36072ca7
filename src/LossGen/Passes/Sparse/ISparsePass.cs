using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>How a model's kernels are run over sparse rows; the engine and the training of sparse models know no more of a model than this.</summary>
/// <remarks>
/// The parameters are a table [feature][unit] of the first layer's weights, then the rest: its biases, and the layers behind it. The table may have other
/// features than the model: training has one of the features that occur, and rows whose features are numbered by it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISparsePass
{
    /// <summary>What the outputs mean.</summary>
    internal static abstract ClassificationTask Task { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    internal static abstract int ClassCount { get; }

    /// <summary>Features of a row.</summary>
    internal static abstract int FeatureCount { get; }

    /// <summary>Logits of a row.</summary>
    internal static abstract int LogitCount { get; }

    /// <summary>Weights and biases.</summary>
    internal static abstract int ParameterCount { get; }

    /// <summary>Units of the first layer: numbers of the table for each feature.</summary>
    internal static abstract int Units { get; }

    /// <summary>Numbers of a row of the first layer's gradient: the units, filled up.</summary>
    internal static abstract int Stride { get; }

    /// <summary>Parameters behind the table.</summary>
    internal static abstract int RestCount { get; }

    /// <summary>What follows every hidden layer; null: there is none.</summary>
    internal static abstract Activation? Activation { get; }

    /// <summary>The scratch memory that the other members need.</summary>
    internal static abstract WorkspaceSize Size { get; }

    /// <summary>Where the parameters of a table of some features lie.</summary>
    internal static abstract ParameterLayout LayoutOf(int features);

    /// <summary>Lays the parameters out as the passes over blocks read them; before them, once for the same parameters and workspace.</summary>
    internal static abstract void Prepare(ReadOnlySpan<float> parameters, in Workspace workspace);

    /// <summary>Rows whose residuals are held at once at most.</summary>
    internal static abstract int MostResiduals { get; }

    /// <summary>Writes the logits of rows, as many numbers a row as there are; or their probabilities, one a class.</summary>
    internal static abstract void Write(ReadOnlySpan<float> parameters, in Batch batch, bool asProbabilities, in Workspace workspace, Span<float> destination);

    /// <summary>Writes the most probable class of each row, or −1 where a logit is not finite.</summary>
    internal static abstract void MostProbable(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace, Span<int> classes);

    /// <summary>How many of the rows, or of their labels, the model is right about.</summary>
    internal static abstract long CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace);

    /// <summary>The loss of rows that are not divided further.</summary>
    internal static abstract LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace);

    /// <summary>
    /// Their loss, the residuals of the first layer for each row of at most <see cref="MostResiduals"/>
    /// (<see cref="Stride"/> numbers each, not yet divided by the sum of the weights), and the sum over the
    /// rows of the gradient of the parameters behind the table, added.
    /// </summary>
    internal static abstract LossSums Residuals(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> residuals, Span<float> rest);

    /// <summary>Adds the sum over the rows of the table's gradient, from their residuals.</summary>
    internal static abstract void AddToTable(in Batch batch, ReadOnlySpan<float> residuals, Span<float> gradient);

    /// <summary>
    /// The loss of rows that are not divided further, and the sum over them of the gradient, not yet divided by the sum of the weights: that of the touched
    /// features, and that of the parameters behind the table, added.
    /// </summary>
    internal static abstract LossSums AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, TouchedFeatures touched, Span<float> rest);
}
