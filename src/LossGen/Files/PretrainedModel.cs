using System.ComponentModel;
using LossGen.Kernels;

namespace LossGen.Files;

/// <summary>What the generated <c>Pretrained</c> of every model does.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PretrainedModel
{
    /// <summary>Loads the trained parameters into a new model and makes it the shared, immutable one, unless another thread was first; returns the shared one.</summary>
    /// <param name="shared">Where the shared model is kept; null until there is one.</param>
    /// <param name="model">A new model that is not shared yet.</param>
    /// <param name="parameters">The trained parameters.</param>
    public static TModel Share<TModel>(ref TModel? shared, TModel model, ReadOnlySpan<float> parameters)
        where TModel : class, IClassifier<TModel>, IParameterOwner => Share(ref shared, model, parameters, [], []);

    /// <summary>The same, with the means and scales of the features that it was trained with.</summary>
    /// <param name="shared">Where the shared model is kept; null until there is one.</param>
    /// <param name="model">A new model that is not shared yet.</param>
    /// <param name="parameters">The trained parameters.</param>
    /// <param name="means">The mean of each feature; empty where they were not standardised.</param>
    /// <param name="scales">The scale of each feature.</param>
    public static TModel Share<TModel>(
        ref TModel? shared, TModel model, ReadOnlySpan<float> parameters, ReadOnlySpan<double> means, ReadOnlySpan<double> scales)
        where TModel : class, IClassifier<TModel>, IParameterOwner
    {
        parameters.CopyTo(((IClassifier<TModel>)model).Parameters);
        if (!means.IsEmpty) IParameterOwner.SetScaling(model, new FeatureScaling(means.ToArray(), scales.ToArray()));
        ((IParameterOwner)model).Parameters.Share();
        return Interlocked.CompareExchange(ref shared, model, null) ?? model;
    }
}
