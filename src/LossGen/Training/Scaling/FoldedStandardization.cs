using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.Training;

/// <summary>The trained parameters are those for standardised features; the model's are for features as they are.</summary>
internal sealed class FoldedStandardization : IParameterScaling
{
    private readonly Standardization _standardization;
    private readonly ParameterLayout _layout;
    private readonly float[] _model;
    private readonly ScalingSlot _modelScaling;
    private readonly float[] _folded;
    private readonly float[] _before;

    /// <summary>Turns the model's parameters into those to be trained.</summary>
    /// <param name="standardization">Means and deviations of the features.</param>
    /// <param name="layout">Where the parameters lie.</param>
    /// <param name="model">The parameters of the model.</param>
    /// <param name="modelScaling">The scaling of its features, which goes with the parameters.</param>
    /// <param name="trained">Receives those to be trained.</param>
    public FoldedStandardization(
        Standardization standardization, ParameterLayout layout, float[] model, ScalingSlot modelScaling, Span<float> trained)
    {
        _standardization = standardization;
        _layout = layout;
        _model = model;
        _modelScaling = modelScaling;
        _folded = [.. model];
        _before = [.. model];
        if (IsUntrained(layout, model))
        {
            model.CopyTo(trained);
            standardization.ForgetConstants(layout, trained);
        }
        else
        {
            standardization.Standardize(layout, model, trained);
        }
    }

    /// <summary>
    /// Whether a network has the last layer of its initial values, 0, and so no output yet. What its hidden layers begin with is meant for features of
    /// deviation 1: it is the beginning for the standardised ones.
    /// </summary>
    private static bool IsUntrained(ParameterLayout layout, ReadOnlySpan<float> model) =>
        layout.Layers.Count > 1 && model[layout.Last.Weights..].IndexOfAnyExcept(0f) < 0;

    /// <inheritdoc/>
    /// <remarks>Divided by a small deviation a weight may leave the range of float.</remarks>
    public bool CanPublish(ReadOnlySpan<float> trained)
    {
        _standardization.Fold(_layout, trained, _folded);
        return Check.IndexOfNonFinite(_folded) < 0;
    }

    /// <inheritdoc/>
    public void Publish(ReadOnlySpan<float> trained)
    {
        _standardization.Fold(_layout, trained, _folded);
        _model.CopyTo(_before, 0);
        _folded.CopyTo(_model, 0);
        _modelScaling.Publish(_standardization.Scaling);
    }

    /// <inheritdoc/>
    /// <remarks>Folding does not undo to the bit what it was standardised from, so the model's own are kept.</remarks>
    public void TakeBack(ReadOnlySpan<float> before)
    {
        _before.CopyTo(_model, 0);
        _modelScaling.TakeBack();
    }

    /// <inheritdoc/>
    public void TakeOver(Span<float> trained)
    {
        if (!_model.AsSpan().SequenceEqual(_folded)) _standardization.Standardize(_layout, _model, trained);
    }

    /// <inheritdoc/>
    public double LossOfModel(ITrainingRows rows) => rows.LossAsGiven(_model);
}
