using System.ComponentModel;
using LossGen.TypedRows;

namespace LossGen;

/// <summary>
/// What a model declared by <see cref="CrossEntropyModelAttribute{TRow}"/> with <see cref="CrossEntropyModelAttribute{TRow}.Sparse"/> offers besides, for code that is
/// generic over models.
/// </summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label: an enum, bool, byte, short, int or long.</typeparam>
/// <remarks>The rows are turned into sparse rows and handed to the members of <see cref="ISparseModel{TSelf}"/>, so both
/// faces of a model give the same results to the bit.</remarks>
public interface ISparseTypedModel<TSelf, TRow, TLabel> : ISparseModel<TSelf>, ITypedClassifier<TSelf, TRow, TLabel>
    where TSelf : class, ISparseTypedModel<TSelf, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Adds the features of a row to a list; after an exception the list is as it was.</summary>
    static abstract void AppendFeatures(in TRow row, SparseRowList rows);

    /// <summary>Writes the features of a row that is not null.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its number among the rows of a call, for messages.</param>
    /// <param name="destination">Takes the features that are not 0.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract void Encode(in TRow row, int index, SparseRowWriter destination);

    /// <summary>The members that are features and their columns.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract RowColumns Columns { get; }
}
