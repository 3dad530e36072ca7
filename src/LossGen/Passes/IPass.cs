using System.ComponentModel;
using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>How a model's kernels are run over rows; the engine knows no more of a model than this.</summary>
/// <remarks>Implemented by <see cref="SeparatePass{TLayer, THead}"/>, <see cref="NetworkPass{TNetwork, THead, TActivation}"/> and <see cref="FusedPass{TPass, TFused}"/>.
/// Structs, so that everything is compiled once for each model with its shape as constants.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IPass : IGradientPass
{
    /// <summary>Logits of a row.</summary>
    internal static abstract int LogitCount { get; }

    /// <summary>Writes the logits of a block into the workspace.</summary>
    internal static abstract void Forward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<int> starts, int count, in Workspace workspace);

    /// <summary>Turns the logits of a block in the workspace into probabilities.</summary>
    internal static abstract void Probabilities(int count, in Workspace workspace);

    /// <summary>Writes the most probable class of each row of a block, or −1 where a logit is not finite; <paramref name="classes"/> has room for a whole block.</summary>
    internal static abstract void MostProbable(int count, in Workspace workspace, Span<int> classes);

    /// <summary>Turns the logits of a block in the workspace into weighted residuals, and returns its part of the loss.</summary>
    internal static abstract LossSums Residuals(in Batch batch, in LossSettings settings, int first, int count, in Workspace workspace);

    /// <summary>Their loss, and its gradient with respect to each row, not yet divided by the sum of the weights.</summary>
    internal static abstract LossSums InputGradient(
        ReadOnlySpan<float> parameters, in Batch batch, in LossSettings settings, in Workspace workspace, Span<float> gradient);

    /// <summary>The most probable class of one row, or −1 where a logit is not finite.</summary>
    internal static abstract int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row);

    /// <summary>The probabilities of one row, to the bits that it gets in a block; NaN where a logit is not finite.</summary>
    internal static abstract void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row, Span<float> destination);

    /// <summary>
    /// A gradient step on one row and its true class; returns the loss before it. Where a feature or the loss is not finite, or the step so
    /// large that a parameter might not stay finite, it returns NaN and changes nothing.
    /// </summary>
    internal static abstract float Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate);

    /// <summary>The same, the step being taken in the parameters for standardised features.</summary>
    internal static abstract float Update(Span<float> parameters, ReadOnlySpan<float> row, int label, float learningRate, FeatureScaling scaling);
}
