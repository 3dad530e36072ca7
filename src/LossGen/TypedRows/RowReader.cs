using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>What the members of every typed model do that read probabilities: turn rows into numbers, then ask the model.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class RowReader<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>Writes the features of a row.</summary>
    public static void WriteFeatures(in TRow row, Span<float> destination)
    {
        if (row is null) RowErrors.NullRow();
        Check.Length(destination.Length, 1, TModel.FeatureCount, nameof(destination));
        RowEncoding<TModel, TRow, TLabel>.Row(in row, destination);
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
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        RowEncoding<TModel, TRow, TLabel>.Row(in row, scratch.Memory);
        model.Probabilities(scratch.Memory, destination);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(TModel model, ReadOnlySpan<TRow> rows, Span<float> destination)
    {
        int classes = TModel.ClassCount;
        RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        Check.Length(destination.Length, rows.Length, classes, nameof(destination));
        int length = RowEncoding<TModel, TRow, TLabel>.PartLength(rows.Length);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        for (int first = 0; first < rows.Length;)
        {
            int count = Math.Min(RowEncoding<TModel, TRow, TLabel>.PartRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(count * TModel.FeatureCount)];
            RowEncoding<TModel, TRow, TLabel>.Rows(rows, first, features);
            model.Probabilities(features, destination.Slice(first * classes, count * classes));
            first += count;
        }
    }

    /// <summary>Writes the most probable classes.</summary>
    public static int TopK(TModel model, in TRow row, Span<ClassProbability<TLabel>> destination)
    {
        int classes = TModel.ClassCount, length = TModel.FeatureCount + classes;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> features = scratch.Memory[..TModel.FeatureCount], probabilities = scratch.Memory[TModel.FeatureCount..];
        FiniteProbabilities(model, in row, features, probabilities);

        return TopClasses<TModel, TRow, TLabel>.Write(probabilities, destination);
    }

    /// <summary>The probabilities of a row; an error where they are not numbers.</summary>
    internal static void FiniteProbabilities(TModel model, in TRow row, Span<float> features, Span<float> probabilities)
    {
        RowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, features, RowEncoding<TModel, TRow, TLabel>.Predicting);
        model.Probabilities(features, probabilities);
        if (!Check.AreFinite(probabilities)) Check.NoClass(features, 0, nameof(row));
    }
}
