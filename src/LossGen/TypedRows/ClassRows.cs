using System.ComponentModel;
using System.Runtime.CompilerServices;
using LossGen.Kernels;
using LossGen.Models;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models that predict one class per row.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The type of the label.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ClassRows<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>
    where TLabel : struct
{
    /// <summary>The most probable class of a row.</summary>
    public static TLabel Predict(TModel model, in TRow row)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return Predict(model, in row, scratch.Memory);
    }

    /// <summary>The most probable class of a row, with memory for its features.</summary>
    /// <remarks>Inlined where the model is known, so that what is static in it is a direct call.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLabel Predict(TModel model, in TRow row, Span<float> features)
    {
        RowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, features, RowEncoding<TModel, TRow, TLabel>.Predicting);
        return TModel.ClassAt(model.Predict(features));
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<TLabel> destination)
    {
        RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        int length = RowEncoding<TModel, TRow, TLabel>.PartLength(rows.Length), partRows = RowEncoding<TModel, TRow, TLabel>.PartRows;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<int> classes = stackalloc int[partRows];
        for (int first = 0; first < rows.Length;)
        {
            int count = Math.Min(partRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(count * TModel.FeatureCount)];
            RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, first, features, RowEncoding<TModel, TRow, TLabel>.Predicting);
            model.Predict(features, classes[..count]);
            foreach (int index in classes[..count]) destination[first++] = TModel.ClassAt(index);
        }
    }

    /// <summary>Mean cross-entropy against the labels of the rows.</summary>
    public static double Loss(TModel model, ReadOnlySpan<TRow> rows, LossOptions? options)
    {
        int length = RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        using var features = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var labels = new Pooled<int>(default, rows.Length);
        RowEncoding<TModel, TRow, TLabel>.Rows(rows, 0, features.Memory);
        RowLabels<TModel, TRow, TLabel>.Labels(rows, labels.Memory);
        return model.Loss(features.Memory, labels.Memory, options);
    }

    /// <summary>Trains on the labels of the rows.</summary>
    public static TrainingResult Fit(
        TModel model,
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (float[] features, int[] labels) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        IParameterOwner.SetNaming(model, NamesOf<TModel>.Instance);
        return model.Fit(features, labels, options, progress, cancellationToken);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static LabelEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, int[] labels) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Predicting);
        return Evaluation.Of(model, features, labels);
    }

    /// <summary>The temperature that calibrates the model on rows whose labels are known.</summary>
    public static TemperatureScaling FitTemperature(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, int[] labels) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        return TemperatureScaling.Fit(model, features, labels);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return Update(model, in row, learningRate, scratch.Memory);
    }

    /// <summary>One online gradient step on a row, with memory for its features.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Update(TModel model, in TRow row, float learningRate, Span<float> features)
    {
        RowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, features, RowEncoding<TModel, TRow, TLabel>.Learning);
        int label = RowLabels<TModel, TRow, TLabel>.ClassOf(in row, 0, nameof(row));
        return model.Update(features, new ReadOnlySpan<int>(in label), learningRate);
    }

    /// <summary>The features and labels of rows as arrays.</summary>
    internal static (float[] Features, int[] Labels) Arrays(ReadOnlySpan<TRow> rows, string purpose = RowEncoding<TModel, TRow, TLabel>.Learning)
    {
        var features = new float[RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount)];
        var labels = new int[rows.Length];
        RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, 0, features, purpose);
        RowLabels<TModel, TRow, TLabel>.Labels(rows, labels);
        return (features, labels);
    }
}
