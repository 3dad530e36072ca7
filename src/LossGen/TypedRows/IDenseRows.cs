using System.ComponentModel;

namespace LossGen;

/// <summary>A model of rows of a type, which it turns into a number for every feature.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label as the model learns from it: of a number through bins, float.</typeparam>
public interface IDenseRows<TSelf, TRow, TLabel> : ICrossEntropyModel<TSelf>, ILabelledRows<TSelf, TRow, TLabel>
    where TSelf : class, IDenseRows<TSelf, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Writes the features of a row: FeatureCount numbers.</summary>
    static abstract void WriteFeatures(in TRow row, Span<float> destination);

    /// <summary>As <see cref="WriteFeatures"/>, of a row that is not null into exactly FeatureCount numbers; neither is checked.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its number among the rows of a call, for messages.</param>
    /// <param name="destination">FeatureCount numbers.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract void Encode(in TRow row, int index, Span<float> destination);
}
