using System.Collections;

namespace LossGen.TypedRows;

/// <summary>Rows turned into batches of sparse rows while they are enumerated.</summary>
internal sealed class SparseRowBatches<TModel, TRow, TLabel>(IEnumerable<TRow> rows, int batchRows) : IEnumerable<TrainingBatch>
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The list and the arrays are filled again for each batch, as a source may.</summary>
    public IEnumerator<TrainingBatch> GetEnumerator()
    {
        int classes = TModel.ClassCount;
        bool isMultiLabel = TModel.Task == ClassificationTask.MultiLabel;
        var list = new SparseRowList();
        var labels = new int[isMultiLabel ? 0 : batchRows];
        var targets = new float[isMultiLabel ? checked(batchRows * classes) : 0];
        long number = 0;
        foreach (TRow row in rows)
        {
            int index = (int)Math.Min(number++, int.MaxValue), filled = list.Count;
            Encode(row, index, list);
            if (isMultiLabel) LabelBits<TModel, TRow, TLabel>.Target(in row, index, targets.AsSpan(filled * classes, classes));
            else labels[filled] = RowLabels<TModel, TRow, TLabel>.ClassOf(in row, index, nameof(rows));
            if (list.Count < batchRows) continue;
            yield return Batch();
            list.Clear();
        }

        if (list.Count > 0) yield return Batch();

        TrainingBatch Batch() => isMultiLabel
            ? new(list, targets.AsMemory(0, list.Count * classes))
            : new TrainingBatch(list, labels.AsMemory(0, list.Count));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Encode(TRow row, int index, SparseRowList list)
    {
        SparseRowWriter writer = SparseRowWriter.Rent(list);
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.Row(in row, index, writer);
        }
        finally
        {
            writer.Return();
        }

        SparseRowEncoding<TModel, TRow, TLabel>.RequireFinite(list.Rows, list.Count - 1, nameof(rows), index, RowErrors.Learning);
    }
}
