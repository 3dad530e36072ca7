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

    /// <summary>Gives a new model the bins that its classes are.</summary>
    /// <param name="model">A new model that is not shared yet.</param>
    /// <param name="edges">The edges of the bins.</param>
    /// <param name="centres">Their centres.</param>
    /// <param name="smoothing">The smoothing of targets.</param>
    public static TModel WithBins<TModel>(TModel model, ReadOnlySpan<double> edges, ReadOnlySpan<double> centres, double smoothing)
        where TModel : class, IBinnedModel
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Bins = Bins.Restored(edges.ToArray(), centres.ToArray(), smoothing);
        return model;
    }

    /// <summary>The same for a model with sparse rows, whose other weights are 0.</summary>
    /// <param name="shared">Where the shared model is kept; null until there is one.</param>
    /// <param name="model">A new model that is not shared yet.</param>
    /// <param name="features">The features with a weight other than 0.</param>
    /// <param name="values">Their weights [feature][unit], then the parameters behind the table.</param>
    public static TModel ShareTable<TModel>(ref TModel? shared, TModel model, ReadOnlySpan<int> features, ReadOnlySpan<float> values)
        where TModel : class, IClassifier<TModel>, IParameterOwner
    {
        Span<float> parameters = ((IClassifier<TModel>)model).Parameters;
        LayerShape first = TModel.Layout.First;
        parameters[..first.Biases].Clear();
        for (int i = 0; i < features.Length; i++) values.Slice(i * first.Units, first.Units).CopyTo(parameters[(features[i] * first.Units)..]);
        values[(features.Length * first.Units)..].CopyTo(parameters[first.Biases..]);
        ((IParameterOwner)model).Parameters.Share();
        return Interlocked.CompareExchange(ref shared, model, null) ?? model;
    }
}
