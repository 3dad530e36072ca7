namespace LossGen.Training;

/// <summary>What the automatic settings ask of a model.</summary>
/// <param name="Features">Numbers in a row.</param>
/// <param name="Classes">Classes, or labels of a multi-label model.</param>
/// <param name="IsMultiLabel">Whether a row may have several labels.</param>
/// <param name="IsNetwork">Whether it has hidden layers.</param>
/// <param name="IsSparse">Whether its rows are sparse.</param>
internal readonly record struct ModelTraits(int Features, int Classes, bool IsMultiLabel, bool IsNetwork, bool IsSparse = false)
{
    /// <summary>Whether it embeds tokens.</summary>
    public bool HasEmbedding { get; init; }
}
