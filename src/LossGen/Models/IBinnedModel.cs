namespace LossGen;

/// <summary>A model that predicts numbers and keeps the bins that its classes are.</summary>
public interface IBinnedModel
{
    /// <summary>
    /// The bins, as many as classes. <c>Fit</c> learns them where there are none, and else keeps them; null until they are known. Files hold them, copies have them.
    /// </summary>
    /// <exception cref="ArgumentException">There are not as many bins as classes.</exception>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, or another call is changing it.</exception>
    Bins? Bins { get; set; }

    /// <summary>The bins that the model learns from numbers of which these are the smallest and the largest.</summary>
    /// <exception cref="ArgumentException">They are the same.</exception>
    internal Bins BinsBetween(float minimum, float maximum) =>
        throw new NotSupportedException($"{GetType().Name} does not learn bins; expected a model whose Bins are set, or numbers that bring them.");
}
