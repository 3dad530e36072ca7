using System.Collections;

namespace LossGen.TypedRows;

/// <summary>Rows turned into batches while they are enumerated.</summary>
internal sealed class RowBatches<TModel, TRow, TLabel>(IEnumerable<TRow> rows, int batchRows) : IEnumerable<TrainingBatch>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The arrays are filled again for each batch, as a source may.</summary>
    public IEnumerator<TrainingBatch> GetEnumerator()
    {
        int width = TModel.FeatureCount;
        bool isMultiLabel = TModel.Task == ClassificationTask.MultiLabel;
        var features = new float[checked(batchRows * width)];
        var labels = new int[isMultiLabel ? 0 : batchRows];
        var targets = new float[isMultiLabel ? checked(batchRows * TModel.ClassCount) : 0];
        int filled = 0;
        long number = 0;
        foreach (TRow row in rows)
        {
            int index = (int)Math.Min(number++, int.MaxValue);
            RowEncoding<TModel, TRow, TLabel>.FiniteRowOf(row, index, features.AsSpan(filled * width, width));
            if (isMultiLabel) LabelBits<TModel, TRow, TLabel>.Target(in row, index, targets.AsSpan(filled * TModel.ClassCount, TModel.ClassCount));
            else labels[filled] = RowLabels<TModel, TRow, TLabel>.ClassOf(in row, index, nameof(rows));
            if (++filled < batchRows) continue;
            yield return Batch();
            filled = 0;
        }

        if (filled > 0) yield return Batch();

        TrainingBatch Batch() => isMultiLabel
            ? new(features.AsMemory(0, filled * width), targets.AsMemory(0, filled * TModel.ClassCount))
            : new TrainingBatch(features.AsMemory(0, filled * width), labels.AsMemory(0, filled));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
