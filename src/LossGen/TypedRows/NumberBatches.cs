using System.Collections;

namespace LossGen.TypedRows;

/// <summary>Rows turned into batches with their numbers while they are enumerated.</summary>
/// <param name="model">Whose bins they have.</param>
/// <param name="rows">The rows.</param>
/// <param name="batchRows">Rows of a batch.</param>
internal sealed class NumberBatches<TModel, TRow>(TModel model, IEnumerable<TRow> rows, int batchRows) : IEnumerable<TrainingBatch>
    where TModel : class, INumberModel<TModel, TRow>
{
    /// <summary>The arrays are filled again for each batch, as a source may.</summary>
    public IEnumerator<TrainingBatch> GetEnumerator()
    {
        // None: the run learns them, from these rows or from all shards.
        Bins? bins = model.Bins;
        int width = TModel.FeatureCount;
        var features = new float[checked(batchRows * width)];
        var values = new float[batchRows];
        int filled = 0;
        long number = 0;
        foreach (TRow row in rows)
        {
            int index = (int)Math.Min(number++, int.MaxValue);
            RowEncoding<TModel, TRow, float>.FiniteRowOf(row, index, features.AsSpan(filled * width, width));
            values[filled] = NumberRows<TModel, TRow>.Value(in row, index, nameof(rows));
            if (++filled < batchRows) continue;
            yield return new(features.AsMemory(0, filled * width), bins, values.AsMemory(0, filled));
            filled = 0;
        }

        if (filled > 0) yield return new(features.AsMemory(0, filled * width), bins, values.AsMemory(0, filled));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
