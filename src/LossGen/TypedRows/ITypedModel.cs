using LossGen.TypedRows;

namespace LossGen;

/// <summary>What a model declared by <see cref="CrossEntropyModelAttribute{TRow}"/> offers besides, for code that is generic over models.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label: an enum, bool, byte, short, int or long.</typeparam>
/// <remarks>
/// The rows are turned into numbers and handed to the members of <see cref="ICrossEntropyModel{TSelf}"/>, so both faces of a model give
/// the same results to the bit. A row that is null is an <see cref="ArgumentException"/> that names the row; an enum value that its
/// type does not define, and a label that is not a class, an <see cref="ArgumentOutOfRangeException"/> that names row, member and value.
/// </remarks>
public interface ITypedModel<TSelf, TRow, TLabel> : IExampleModel<TSelf, TRow>, IDenseRows<TSelf, TRow, TLabel>, ITypedClassifier<TSelf, TRow, TLabel>
    where TSelf : class, ITypedModel<TSelf, TRow, TLabel>
    where TLabel : struct
{
    static void IExampleModel<TSelf, TRow>.EncodeExample(in TRow row, Span<float> features, Span<float> targets) =>
        ExampleEncoding<TSelf, TRow, TLabel>.Write(in row, features, targets);
}
