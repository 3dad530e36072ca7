namespace LossGen.Training;

/// <summary>Looks whether any batch has a gradient for the first layer of a network: a pass that takes no step and ends at the first batch that has one.</summary>
/// <remarks>
/// Where all units of a layer give 0 (ReLU) or are saturated, nothing reaches the layers before them, and no later step will: Lu, Shin, Su and Karniadakis,
/// "Dying ReLU and initialization", 2019, section 1.
/// </remarks>
internal sealed class UnreachedLayers : IBatchStep
{
    private readonly ParameterLayout _layout;
    private readonly bool _isLastZero;
    private bool _isReached;

    private UnreachedLayers(ParameterLayout layout, ReadOnlySpan<float> parameters)
    {
        _layout = layout;
        _isLastZero = !Weights(parameters, layout.Last).ContainsAnyExcept(0f);
    }

    /// <summary>Whether no row of the run has a gradient for the first layer of its network, of any size.</summary>
    public static bool Of(in RunParts run)
    {
        var look = new UnreachedLayers(run.Layout, run.State.Parameters);
        return run.Rows.RunEpoch(run.State.Epoch, look) is null && !look._isReached;
    }

    /// <inheritdoc/>
    public StopReason? Take(in Passes.LossSums sums, float scale, BatchGradient batch)
    {
        ReadOnlySpan<float> gradient = batch.Whole();
        LayerShape first = _layout.First;
        bool isReached = Weights(gradient, first).ContainsAnyExcept(0f) || gradient.Slice(first.Biases, first.Units).ContainsAnyExcept(0f);

        // A last layer of zeros lets nothing through either, but will not stay so where it has a gradient: the network is as new.
        _isReached = isReached || (_isLastZero && Weights(gradient, _layout.Last).ContainsAnyExcept(0f));
        return _isReached ? StopReason.Stalled : null;
    }

    private static ReadOnlySpan<float> Weights(ReadOnlySpan<float> parameters, LayerShape layer) => parameters.Slice(layer.Weights, layer.Units * layer.Inputs);
}
