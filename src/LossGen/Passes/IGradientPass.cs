using System.ComponentModel;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>How losses and gradients of a model are computed over rows of any kind: all that training knows of a model.</summary>
/// <remarks>Structs, so that everything is compiled once for each model with its shape as constants.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IGradientPass
{
    /// <summary>What the outputs mean.</summary>
    internal static abstract ClassificationTask Task { get; }

    /// <summary>Classes, or labels of a multi-label model; of a token model the vocabulary.</summary>
    internal static abstract int ClassCount { get; }

    /// <summary>Numbers in a row; of a token model tokens in a context.</summary>
    internal static abstract int FeatureCount { get; }

    /// <summary>Weights and biases.</summary>
    internal static abstract int ParameterCount { get; }

    /// <summary>Where they lie.</summary>
    internal static abstract ParameterLayout Layout { get; }

    /// <summary>What follows every hidden layer; null: there is none.</summary>
    internal static abstract Activation? Activation { get; }

    /// <summary>The scratch memory that the other members need.</summary>
    internal static abstract WorkspaceSize Size { get; }

    /// <summary>
    /// Lays the parameters out in the workspace as the passes over blocks read them. Needed before them, once for as many as have the same
    /// parameters and workspace.
    /// </summary>
    internal static abstract void Prepare(ReadOnlySpan<float> parameters, in Workspace workspace);

    /// <summary>The loss of rows that are not divided further.</summary>
    internal static abstract LossSums Loss(ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace);

    /// <summary>Their loss, and the sum over the rows of its gradient (not yet divided by the sum of the weights).</summary>
    internal static abstract LossSums Gradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient);

    /// <summary>
    /// Their loss, and the same sum added to what is in <paramref name="gradient"/>, to the bits that it gets if it is summed by itself before. Of as many rows at most as
    /// <see cref="WorkspaceSize.AddedRows"/> says.
    /// </summary>
    internal static abstract LossSums AddGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient);

    /// <summary>How many of the rows, or of their labels, the model is right about.</summary>
    internal static abstract long CountRight(ReadOnlySpan<float> parameters, in Batch batch, in Workspace workspace);
}
