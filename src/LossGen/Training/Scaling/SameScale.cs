using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The model's parameters are the trained ones.</summary>
/// <param name="model">The parameters of the model.</param>
/// <param name="modelScaling">The scaling of its features: none, once it is trained on them as they are.</param>
internal sealed class SameScale(float[] model, ScalingSlot modelScaling) : IParameterScaling
{
    /// <inheritdoc/>
    public bool CanPublish(ReadOnlySpan<float> trained) => true;

    /// <inheritdoc/>
    public void Publish(ReadOnlySpan<float> trained)
    {
        trained.CopyTo(model);
        modelScaling.Publish(null);
    }

    /// <inheritdoc/>
    public void TakeBack(ReadOnlySpan<float> before)
    {
        before.CopyTo(model);
        modelScaling.TakeBack();
    }

    /// <inheritdoc/>
    public void TakeOver(Span<float> trained) => model.CopyTo(trained);

    /// <inheritdoc/>
    public double LossOfModel(ITrainingRows rows) => rows.Loss();
}
