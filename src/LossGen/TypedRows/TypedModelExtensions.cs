using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

/// <summary>
/// Rows of a type as arrays and batches, and training on rows that arrive asynchronously, for every model declared by
/// <see cref="CrossEntropyModelAttribute{TRow}"/>.
/// </summary>
public static class TypedModelExtensions
{
    private const int DefaultBatchRows = 1024;

    /// <summary>The features of rows: n x FeatureCount, for members that take arrays.</summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows, read once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null or has a feature that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member has a value its type does not define.</exception>
    public static float[] FeaturesOf<TModel, TRow, TLabel>(this IDenseRows<TModel, TRow, TLabel> model, IEnumerable<TRow> rows)
        where TModel : class, IDenseRows<TModel, TRow, TLabel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<TRow> all = RowLists.SpanOf(rows);
        var features = new float[RowEncoding<TModel, TRow, TLabel>.Count(all, TModel.FeatureCount)];
        RowEncoding<TModel, TRow, TLabel>.FiniteRows(all, 0, features, RowEncoding<TModel, TRow, TLabel>.Learning);
        return features;
    }

    /// <summary>The labels of rows as class numbers, one a row.</summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows, read once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class.</exception>
    public static int[] LabelsOf<TModel, TRow, TLabel>(this ITypedModel<TModel, TRow, TLabel> model, IEnumerable<TRow> rows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<TRow> all = RowLists.SpanOf(rows);
        RowEncoding<TModel, TRow, TLabel>.Count(all, 1);
        return RowLabels<TModel, TRow, TLabel>.Of(all);
    }

    /// <summary>The labels of rows as targets: n x ClassCount, 1 for the class of a row, or for each of its labels, and 0 for the others.</summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows, read once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not a class, or not a combination of labels.</exception>
    public static float[] TargetsOf<TModel, TRow, TLabel>(this ITypedModel<TModel, TRow, TLabel> model, IEnumerable<TRow> rows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<TRow> all = RowLists.SpanOf(rows);
        return RowLabels<TModel, TRow, TLabel>.Targets(all, RowEncoding<TModel, TRow, TLabel>.Count(all, TModel.ClassCount));
    }

    /// <summary>
    /// Rows as batches for <c>Fit</c>, so that they do not have to fit into memory: <c>model.Fit(model.BatchesOf(rows))</c>. Each enumeration of the batches
    /// enumerates the rows once, which training does once an epoch and once more at the end. Rows that can be read only once go to <c>Fit</c> or
    /// <see cref="FitAsync"/> themselves, which keep them.
    /// </summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows: a file, a query, whatever starts again when it is enumerated again. Nothing is read before training begins.</param>
    /// <param name="batchRows">Rows in memory at once, 1 or above; <see cref="TrainingOptions.BatchSize"/> divides them further, and the order of rows
    /// is shuffled within them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchRows"/> is below 1. While the batches are enumerated: a label is not a class, a member has a
    /// value its type does not define.</exception>
    /// <exception cref="ArgumentException">While the batches are enumerated: a row is null, or a feature is not finite. The message counts rows from the first.</exception>
    public static IEnumerable<TrainingBatch> BatchesOf<TModel, TRow, TLabel>(
        this ITypedModel<TModel, TRow, TLabel> model, IEnumerable<TRow> rows, int batchRows = DefaultBatchRows)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return new RowBatches<TModel, TRow, TLabel>(rows, Require.AtLeast(batchRows, 1, nameof(batchRows)));
    }

    /// <summary>Reads rows that arrive asynchronously, from a database or a network, then trains the model on a thread of the pool.</summary>
    /// <remarks>The rows are read once and kept. Training is that of <c>Fit</c> on the same rows, to the bit.</remarks>
    /// <param name="model">The model. It must not be changed until the task has ended.</param>
    /// <param name="rows">The rows with their labels.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends reading, without a result and with the model as it was; or training, as it ends <c>Fit</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, or one is null or has a feature that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member has a value its type does not define, or a label is no class.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested while rows were read.</exception>
    public static Task<TrainingResult> FitAsync<TModel, TRow, TLabel>(
        this ITypedModel<TModel, TRow, TLabel> model,
        IAsyncEnumerable<TRow> rows,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return ReadAndFit();

        async Task<TrainingResult> ReadAndFit()
        {
            List<TRow> all = [];
            await foreach (TRow row in rows.WithCancellation(cancellationToken).ConfigureAwait(false)) all.Add(row);
            cancellationToken.ThrowIfCancellationRequested(); // a source need not look at the token
            return await Task.Run(() => model.Fit(RowLists.SpanOf(all), options, progress, cancellationToken), CancellationToken.None).ConfigureAwait(false);
        }
    }
}
