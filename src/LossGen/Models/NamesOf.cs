using LossGen.Kernels;

namespace LossGen.Models;

/// <summary>The names that a model's declaration gives.</summary>
/// <typeparam name="TModel">The model.</typeparam>
internal sealed class NamesOf<TModel> : ModelNaming
    where TModel : class, IClassifier<TModel>
{
    private NamesOf()
    {
    }

    /// <summary>The only one.</summary>
    public static NamesOf<TModel> Instance { get; } = new();

    /// <inheritdoc/>
    public override string Model => typeof(TModel).Name;

    /// <inheritdoc/>
    public override string Feature(int feature) =>
        (uint)feature < (uint)TModel.FeatureNames.Length ? $"feature {TModel.FeatureNames[feature]}" : None.Feature(feature);

    /// <inheritdoc/>
    public override string Class(int index) => (uint)index < (uint)TModel.ClassNames.Length ? TModel.ClassNames[index] : None.Class(index);
}
