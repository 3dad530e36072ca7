using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Models;
using LossGen.Sparse;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models with sparse rows that predict any number of labels per row, the bits of an enum.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The enum.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SparseFlagRows<TModel, TRow, TLabel>
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    private const int MostLabels = LabelBits<TModel, TRow, TLabel>.MostLabels;

    /// <summary>The labels of a row that are more probable than not.</summary>
    public static TLabel Predict(TModel model, in TRow row)
    {
        Span<float> probabilities = (stackalloc float[MostLabels])[..TModel.ClassCount];
        SparseRowReader<TModel, TRow, TLabel>.FiniteProbabilities(model, in row, probabilities);
        return LabelBits<TModel, TRow, TLabel>.LabelsOf(probabilities, LabelBits<TModel, TRow, TLabel>.BitsOfLabels(stackalloc ulong[MostLabels]));
    }

    /// <summary>Writes the labels of each row.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<TLabel> destination)
    {
        SparseRowEncoding<TModel, TRow, TLabel>.RequireRows(rows);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        int labels = TModel.ClassCount, length = SparseRowEncoding<TModel, TRow, TLabel>.PartRows * labels;
        using var outputs = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        ReadOnlySpan<ulong> bits = LabelBits<TModel, TRow, TLabel>.BitsOfLabels(stackalloc ulong[MostLabels]);
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            for (int first = 0; first < rows.Length;)
            {
                int count = Math.Min(SparseRowEncoding<TModel, TRow, TLabel>.PartRows, rows.Length - first);
                Span<float> probabilities = outputs.Memory[..(count * labels)];
                SparseRows part = SparseRowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, first, count, writer, RowErrors.Predicting);
                model.Probabilities(part, probabilities);
                for (int i = 0; i < count; i++, first++)
                {
                    ReadOnlySpan<float> ofRow = probabilities.Slice(i * labels, labels);
                    if (!Check.AreFinite(ofRow)) SparseCheck.NoClass(part, i, nameof(rows));
                    destination[first] = LabelBits<TModel, TRow, TLabel>.LabelsOf(ofRow, bits);
                }
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
        using var targets = new Scratch(default, checked(rows.Length * TModel.ClassCount));
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRows all = SparseRowEncoding<TModel, TRow, TLabel>.Rows(rows, 0, rows.Length, writer);
            LabelBits<TModel, TRow, TLabel>.Targets(rows, targets.Memory);
            return model.Loss(all, targets.Memory, options);
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
        (SparseRowList list, float[] targets) = Lists(rows, RowErrors.Learning);
        IParameterOwner.SetNaming(model, NamesOf<TModel>.Instance);
        return model.Fit(list.Rows, targets, options, progress, cancellationToken);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static MultiLabelEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows)
    {
        (SparseRowList list, float[] targets) = Lists(rows, RowErrors.Predicting);
        return Evaluation.Of(model, list.Rows, targets);
    }

    /// <summary>The temperature that calibrates the model on rows whose labels are known.</summary>
    public static TemperatureScaling FitTemperature(TModel model, ReadOnlySpan<TRow> rows)
    {
        (SparseRowList list, float[] targets) = Lists(rows, RowErrors.Learning);
        return TemperatureScaling.Fit(model, list.Rows, targets);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, writer, RowErrors.Learning);
            Span<float> target = (stackalloc float[MostLabels])[..TModel.ClassCount];
            LabelBits<TModel, TRow, TLabel>.WriteTargets(in row, target);
            return model.Update(writer.Rows.Rows, target, learningRate);
        }
        finally
        {
            writer.Return();
        }
    }

    private static (SparseRowList Rows, float[] Targets) Lists(ReadOnlySpan<TRow> rows, string purpose)
    {
        SparseRowList list = SparseRowEncoding<TModel, TRow, TLabel>.List(rows, purpose);
        return (list, RowLabels<TModel, TRow, TLabel>.Targets(rows, checked(rows.Length * TModel.ClassCount)));
    }
}
