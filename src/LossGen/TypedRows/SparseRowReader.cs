using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Sparse;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>What the members of every typed model with sparse rows do that read probabilities: turn rows into features, then ask the model.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SparseRowReader<TModel, TRow, TLabel>
    where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Adds the features of a row to a list.</summary>
    public static void AppendFeatures(in TRow row, SparseRowList rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        SparseRowWriter writer = SparseRowWriter.Rent(rows);
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.Row(in row, writer);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>The probability of one class.</summary>
    public static float Probability(TModel model, in TRow row, TLabel label)
    {
        int index = TModel.IndexOf(label);
        if (index < 0) throw RowErrors.NoClass(label, TModel.ClassNames);
        int length = TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Probabilities(model, in row, scratch.Memory);
        return scratch.Memory[index];
    }

    /// <summary>Writes the probabilities of a row.</summary>
    public static void Probabilities(TModel model, in TRow row, Span<float> destination)
    {
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.Row(in row, writer);
            model.Probabilities(writer.Rows.Rows, destination);
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(TModel model, ReadOnlySpan<TRow> rows, Span<float> destination)
    {
        int classes = TModel.ClassCount;
        SparseRowEncoding<TModel, TRow, TLabel>.RequireRows(rows);
        Check.Length(destination.Length, rows.Length, classes, nameof(destination));
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            for (int first = 0; first < rows.Length;)
            {
                int count = Math.Min(SparseRowEncoding<TModel, TRow, TLabel>.PartRows, rows.Length - first);
                SparseRows part = SparseRowEncoding<TModel, TRow, TLabel>.Rows(rows, first, count, writer);
                model.Probabilities(part, destination.Slice(first * classes, count * classes));
                first += count;
            }
        }
        finally
        {
            writer.Return();
        }
    }

    /// <summary>Writes the most probable classes.</summary>
    public static int TopK(TModel model, in TRow row, Span<ClassProbability<TLabel>> destination)
    {
        int length = TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        FiniteProbabilities(model, in row, scratch.Memory);
        return TopClasses<TModel, TRow, TLabel>.Write(scratch.Memory, destination);
    }

    /// <summary>The probabilities of a row; an error where they are not numbers.</summary>
    internal static void FiniteProbabilities(TModel model, in TRow row, Span<float> probabilities)
    {
        SparseRowWriter writer = SparseRowWriter.Rent();
        try
        {
            SparseRowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, writer, RowErrors.Predicting);
            model.Probabilities(writer.Rows.Rows, probabilities);
            if (!Check.AreFinite(probabilities)) SparseCheck.NoClass(writer.Rows.Rows, 0, nameof(row));
        }
        finally
        {
            writer.Return();
        }
    }
}
