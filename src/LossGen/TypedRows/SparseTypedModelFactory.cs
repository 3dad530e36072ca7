namespace LossGen;

/// <summary>Makes new models: <c>() => new ReviewModel()</c>, whose rows become sparse.</summary>
/// <remarks>
/// A delegate of its own, from which the compiler infers the types of rows and labels: <see cref="ISparseTypedModel{TSelf, TRow, TLabel}"/> cannot be the type
/// argument of a <see cref="Func{TResult}"/>.
/// </remarks>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
public delegate ISparseTypedModel<TModel, TRow, TLabel> SparseTypedModelFactory<TModel, TRow, TLabel>()
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>
    where TLabel : struct;
