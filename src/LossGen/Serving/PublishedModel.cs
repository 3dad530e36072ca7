namespace LossGen;

/// <summary>A model that a <see cref="ModelHolder{TModel}"/> has published, with its number.</summary>
/// <param name="Model">The model, which nobody changes.</param>
/// <param name="Version">1 for the first, and one more for each that follows.</param>
/// <param name="Updates">Steps of the holder's <c>Update</c> up to this version.</param>
/// <typeparam name="TModel">The model.</typeparam>
public sealed record PublishedModel<TModel>(TModel Model, long Version, long Updates)
    where TModel : class
{
    /// <summary>The class and the number, in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant($"{typeof(TModel).Name}, version {Version}");
}
