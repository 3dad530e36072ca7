using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Models;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models that predict any number of labels per row, the bits of an enum.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
/// <typeparam name="TLabel">The enum.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FlagRows<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    private const int MostLabels = LabelBits<TModel, TRow, TLabel>.MostLabels;

    /// <summary>The labels of a row that are more probable than not.</summary>
    public static TLabel Predict(TModel model, in TRow row)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> probabilities = (stackalloc float[MostLabels])[..TModel.ClassCount];
        RowReader<TModel, TRow, TLabel>.FiniteProbabilities(model, in row, scratch.Memory, probabilities);
        return LabelBits<TModel, TRow, TLabel>.LabelsOf(probabilities, LabelBits<TModel, TRow, TLabel>.BitsOfLabels(stackalloc ulong[MostLabels]));
    }

    /// <summary>Writes the labels of each row.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<TLabel> destination)
    {
        RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        int length = RowEncoding<TModel, TRow, TLabel>.PartLength(rows.Length), partRows = RowEncoding<TModel, TRow, TLabel>.PartRows;
        int labels = TModel.ClassCount, width = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var outputs = new Scratch(stackalloc float[Scratch.OnStack(partRows * labels)], partRows * labels);
        ReadOnlySpan<ulong> bits = LabelBits<TModel, TRow, TLabel>.BitsOfLabels(stackalloc ulong[MostLabels]);
        for (int first = 0; first < rows.Length;)
        {
            int count = Math.Min(partRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(count * width)], probabilities = outputs.Memory[..(count * labels)];
            RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, first, features, RowEncoding<TModel, TRow, TLabel>.Predicting);
            model.Probabilities(features, probabilities);
            for (int i = 0; i < count; i++, first++)
            {
                ReadOnlySpan<float> ofRow = probabilities.Slice(i * labels, labels);
                if (!Check.AreFinite(ofRow)) Check.NoClass(features.Slice(i * width, width), first, nameof(rows));
                destination[first] = LabelBits<TModel, TRow, TLabel>.LabelsOf(ofRow, bits);
            }
        }
    }

    /// <summary>Mean cross-entropy against the labels of the rows.</summary>
    public static double Loss(TModel model, ReadOnlySpan<TRow> rows, LossOptions? options)
    {
        int length = RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount);
        int targetLength = RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.ClassCount);
        using var features = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var targets = new Scratch(default, targetLength);
        RowEncoding<TModel, TRow, TLabel>.Rows(rows, 0, features.Memory);
        LabelBits<TModel, TRow, TLabel>.Targets(rows, targets.Memory);
        return model.Loss(features.Memory, targets.Memory, options);
    }

    /// <summary>Trains on the labels of the rows.</summary>
    public static TrainingResult Fit(
        TModel model,
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        IParameterOwner.SetNaming(model, NamesOf<TModel>.Instance);
        return model.Fit(features, targets, options, progress, cancellationToken);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static MultiLabelEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Predicting);
        return Evaluation.Of(model, features, targets);
    }

    /// <summary>The temperature that calibrates the model on rows whose labels are known.</summary>
    public static TemperatureScaling FitTemperature(TModel model, ReadOnlySpan<TRow> rows)
    {
        (float[] features, float[] targets) = Arrays(rows, RowEncoding<TModel, TRow, TLabel>.Learning);
        return TemperatureScaling.Fit(model, features, targets);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        RowEncoding<TModel, TRow, TLabel>.FiniteRow(in row, scratch.Memory, RowEncoding<TModel, TRow, TLabel>.Learning);
        Span<float> target = (stackalloc float[MostLabels])[..TModel.ClassCount];
        LabelBits<TModel, TRow, TLabel>.WriteTargets(in row, target);
        return model.Update(scratch.Memory, target, learningRate);
    }

    /// <summary>The features and targets of rows as arrays.</summary>
    internal static (float[] Features, float[] Targets) Arrays(ReadOnlySpan<TRow> rows, string purpose = RowEncoding<TModel, TRow, TLabel>.Learning)
    {
        var features = new float[RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.FeatureCount)];
        var targets = new float[RowEncoding<TModel, TRow, TLabel>.Count(rows, TModel.ClassCount)];
        RowEncoding<TModel, TRow, TLabel>.FiniteRows(rows, 0, features, purpose);
        LabelBits<TModel, TRow, TLabel>.Targets(rows, targets);
        return (features, targets);
    }
}
