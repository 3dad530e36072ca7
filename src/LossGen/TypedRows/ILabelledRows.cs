namespace LossGen;

/// <summary>A model of rows of a type, one member of which holds the label.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
public interface ILabelledRows<TSelf, TRow, TLabel> : IClassifier<TSelf>
    where TSelf : class, ILabelledRows<TSelf, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The name of the member that holds the label.</summary>
    static abstract string LabelName { get; }

    /// <summary>Whether a row that is not null has a label: false only where the label's member is nullable and null.</summary>
    static virtual bool HasLabel(in TRow row) => true;

    /// <summary>The label of a row that is not null and has one; of a multi-label model all its labels together.</summary>
    /// <exception cref="InvalidOperationException">The row has no label.</exception>
    static abstract TLabel LabelOf(in TRow row);
}
