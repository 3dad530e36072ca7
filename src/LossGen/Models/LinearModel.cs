namespace LossGen.Models;

/// <summary>The layout of a model that does not define its own: a hand-written one with one linear layer.</summary>
internal static class LinearModel<TModel>
    where TModel : class, IClassifier<TModel>
{
    /// <summary>One logit for two classes, else one a class or label.</summary>
    public static ParameterLayout Layout { get; } =
        ParameterLayout.Of(TModel.FeatureCount, TModel.Task == ClassificationTask.Binary ? 1 : TModel.ClassCount);
}
