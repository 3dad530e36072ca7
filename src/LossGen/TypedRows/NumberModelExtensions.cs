using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

/// <summary>Rows of a type as arrays, bins and batches, and training on rows that arrive asynchronously, for every typed model that predicts a number.</summary>
public static class NumberModelExtensions
{
    private const int DefaultBatchRows = 1024;

    /// <summary>The labels of rows as numbers, one a row.</summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows, read once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, one is null, or a label is missing, NaN or infinite.</exception>
    public static float[] ValuesOf<TModel, TRow>(this INumberModel<TModel, TRow> model, IEnumerable<TRow> rows)
        where TModel : class, INumberModel<TModel, TRow>
    {
        ArgumentNullException.ThrowIfNull(model);
        ReadOnlySpan<TRow> all = RowLists.SpanOf(rows);
        var values = new float[RowEncoding<TModel, TRow, float>.Count(all, 1)];
        NumberRows<TModel, TRow>.Values(all, values);
        return values;
    }

    /// <summary>The bins that <c>Fit</c> would learn from rows. The model does not take them: <c>model.Bins = model.BinsOf(rows)</c> does.</summary>
    /// <param name="model">The model, of which only the type matters.</param>
    /// <param name="rows">The rows, read once, one after another; none is kept.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, one is null, a label is missing, NaN or infinite, or all labels are the same.</exception>
    public static Bins BinsOf<TModel, TRow>(this INumberModel<TModel, TRow> model, IEnumerable<TRow> rows)
        where TModel : class, INumberModel<TModel, TRow>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return Learned<TModel, TRow>(rows);
    }

    /// <summary>
    /// Rows as batches for <c>Fit</c>, so that they do not have to fit into memory: <c>model.Fit(model.BatchesOf(rows))</c>, or for a shard of
    /// <see cref="ITrainingShards"/>. Each enumeration of the batches enumerates the rows once. The batches have the bins of the model; where it has none yet, training
    /// learns them, from a source in a pass of its own.
    /// </summary>
    /// <param name="model">The model, which has the bins or gets them by training.</param>
    /// <param name="rows">The rows: a file, a query, whatever starts again when it is enumerated again. Nothing is read before training begins.</param>
    /// <param name="batchRows">Rows in memory at once, 1 or above; <see cref="TrainingOptions.BatchSize"/> divides them further, and the order of rows
    /// is shuffled within them.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="batchRows"/> is below 1. While the batches are enumerated: a member has a value its type does not define.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// While the batches are enumerated: a row is null, or a feature or label is not finite. The message counts rows from the first.
    /// </exception>
    public static IEnumerable<TrainingBatch> BatchesOf<TModel, TRow>(this INumberModel<TModel, TRow> model, IEnumerable<TRow> rows, int batchRows = DefaultBatchRows)
        where TModel : class, INumberModel<TModel, TRow>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        return new NumberBatches<TModel, TRow>((TModel)model, rows, Require.AtLeast(batchRows, 1, nameof(batchRows)));
    }

    /// <summary>Reads rows that arrive asynchronously, from a database or a network, then trains the model on a thread of the pool.</summary>
    /// <remarks>The rows are read once and kept. Training is that of <c>Fit</c> on the same rows, to the bit.</remarks>
    /// <param name="model">The model. It must not be changed until the task has ended.</param>
    /// <param name="rows">The rows with their labels.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="progress">Receives a report after each epoch.</param>
    /// <param name="cancellationToken">Ends reading, without a result and with the model as it was; or training, as it ends <c>Fit</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, one is null, a feature or label is not finite, or all labels are the same.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested while rows were read.</exception>
    public static Task<TrainingResult> FitAsync<TModel, TRow>(
        this INumberModel<TModel, TRow> model,
        IAsyncEnumerable<TRow> rows,
        TrainingOptions? options = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TModel : class, INumberModel<TModel, TRow>
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

    /// <summary>The bins that rows give, read one after another.</summary>
    internal static Bins Learned<TModel, TRow>(IEnumerable<TRow> rows)
        where TModel : class, INumberModel<TModel, TRow>
    {
        var range = ValueRange.None;
        long number = 0;
        foreach (TRow row in rows)
        {
            float value = NumberRows<TModel, TRow>.Value(in row, (int)Math.Min(number++, int.MaxValue), nameof(rows));
            range.Add(value, value);
        }

        if (number == 0) throw new ArgumentException("rows is empty; at least one row is needed.", nameof(rows));
        return NumberRows<TModel, TRow>.Between(range.Minimum, range.Maximum);
    }
}
