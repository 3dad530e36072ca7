using System.ComponentModel;

namespace LossGen;

/// <summary>A model that learns from rows of a type, whatever the type of their label; every <see cref="ITypedModel{TSelf, TRow, TLabel}"/> is one.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
public interface IExampleModel<TSelf, TRow> : ICrossEntropyModel<TSelf>
    where TSelf : class, IExampleModel<TSelf, TRow>
{
    /// <summary>Writes the features of a row, which may not be finite, and 1 for its class or each of its labels, 0 for the others.</summary>
    /// <param name="row">The row.</param>
    /// <param name="features">FeatureCount numbers.</param>
    /// <param name="targets">ClassCount numbers.</param>
    /// <exception cref="ArgumentNullException">The row is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member that is an enum has a value its type does not define, or the label is not a class.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract void EncodeExample(in TRow row, Span<float> features, Span<float> targets);
}
