using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace LossGen.Files;

/// <summary>What the generated <c>Pretrained</c> of every model does.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PretrainedModel
{
    /// <summary>Gives a new model its trained parameters and makes it the shared one, unless another thread was first; returns the shared one.</summary>
    /// <param name="shared">Where the shared model is kept; null until there is one.</param>
    /// <param name="model">A new model that nobody else has seen.</param>
    /// <param name="parameters">The trained parameters.</param>
    public static TModel Share<TModel>(ref TModel? shared, TModel model, ReadOnlySpan<float> parameters)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        parameters.CopyTo(model.Parameters);
        return Interlocked.CompareExchange(ref shared, model, null) ?? model;
    }

    /// <summary>The parameters of a model, to write to. Those of the shared model are what others rely on, so nobody gets them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="shared">The shared model; null until there is one.</param>
    /// <param name="parameters">The model's own.</param>
    /// <exception cref="InvalidOperationException">The model is the shared one.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<float> Writable<TModel>(TModel model, TModel? shared, float[] parameters)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        if (ReferenceEquals(model, shared)) StaysAsItIs(typeof(TModel).Name);
        return parameters;
    }

    [DoesNotReturn]
    private static void StaysAsItIs(string model) => throw new InvalidOperationException(
        $"{model}.Pretrained is shared by all who ask, so it stays as it is. To read its parameters take {model}.PretrainedParameters; "
        + $"to train on from them: var model = new {model}(); {model}.PretrainedParameters.CopyTo(model.Parameters);");
}
