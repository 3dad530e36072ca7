using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Models;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models with sparse rows that predict one class per row.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SparseClassRows<TModel, TRow, TLabel>
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>, ISparseLabelModel<TModel>
    where TLabel : struct
{
    /// <summary>The most probable class of a row.</summary>
    public static TLabel Predict(TModel model, in TRow row)
    {
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, writer, RowErrors.Predicting);
            return TModel.ClassAt(model.Predict(writer.Rows.Rows));
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<TLabel> destination)
    {
        SparseRowEncoding<TModel, TRow, TLabel>.RequireRows(rows);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        Span<int> classes = stackalloc int[SparseRowEncoding<TModel, TRow, TLabel>.PartRows];
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            for (int first = 0; first < rows.Length;)
            {
                int count = Math.Min(classes.Length, rows.Length - first);
                SparseRows part = SparseRowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, first, count, writer, RowErrors.Predicting);
                model.Predict(part, classes[..count]);
                foreach (int index in classes[..count]) destination[first++] = TModel.ClassAt(index);
            }
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Mean cross-entropy against the labels of the rows.</summary>
    public static double Loss(TModel model, ReadOnlySpan<TRow> rows, LossOptions? options)
    {
        SparseRowEncoding<TModel, TRow, TLabel>.RequireRows(rows);
        using var labels = new Pooled<int>(default, rows.Length);
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRows all = SparseRowEncoding<TModel, TRow, TLabel>.Rows(rows, 0, rows.Length, writer);
            RowLabels<TModel, TRow, TLabel>.Labels(rows, labels.Memory);
            return model.Loss(all, labels.Memory, options);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Trains on the labels of the rows.</summary>
    public static TrainingResult Fit(
        TModel model,
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (SparseRowList list, int[] labels) = Lists(rows, RowErrors.Learning);
        IParameterOwner.SetNaming(model, NamesOf<TModel>.Instance);
        return model.Fit(list.Rows, labels, options, progress, cancellationToken);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static LabelEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows)
    {
        (SparseRowList list, int[] labels) = Lists(rows, RowErrors.Predicting);
        return Evaluation.Of(model, list.Rows, labels);
    }

    /// <summary>The temperature that calibrates the model on rows whose labels are known.</summary>
    public static TemperatureScaling FitTemperature(TModel model, ReadOnlySpan<TRow> rows)
    {
        (SparseRowList list, int[] labels) = Lists(rows, RowErrors.Learning);
        return TemperatureScaling.Fit(model, list.Rows, labels);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, writer, RowErrors.Learning);
            int label = RowLabels<TModel, TRow, TLabel>.ClassOf(in row, 0, nameof(row));
            return model.Update(writer.Rows.Rows, new ReadOnlySpan<int>(in label), learningRate);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>The features and labels of rows.</summary>
    internal static (SparseRowList Rows, int[] Labels) Lists(ReadOnlySpan<TRow> rows, string purpose, List<int>? members = null) =>
        (SparseRowEncoding<TModel, TRow, TLabel>.List(rows, purpose, members), RowLabels<TModel, TRow, TLabel>.Of(rows));
}
