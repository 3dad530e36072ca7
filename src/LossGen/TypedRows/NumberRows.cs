using System.ComponentModel;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen.TypedRows;

/// <summary>The implementation of typed models that predict a number through bins.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">The type of its rows.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NumberRows<TModel, TRow>
    where TModel : class, INumberModel<TModel, TRow>
{
    internal const string Predicting = "a number is predicted only from finite numbers";
    private const string Learning = RowEncoding<TModel, TRow, float>.Learning;

    /// <summary>Writes the features of a row.</summary>
    public static void WriteFeatures(in TRow row, Span<float> destination)
    {
        if (row is null) RowErrors.NullRow();
        Check.Length(destination.Length, 1, TModel.FeatureCount, nameof(destination));
        RowEncoding<TModel, TRow, float>.Row(in row, destination);
    }

    /// <summary>The mean of a row's distribution.</summary>
    public static double Predict(TModel model, in TRow row)
    {
        Bins bins = BinsOf(model);
        int length = TModel.FeatureCount + TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return bins.Mean(Distribution(model, in row, scratch.Memory));
    }

    /// <summary>Writes the mean of each row's distribution.</summary>
    public static void Predict(TModel model, ReadOnlySpan<TRow> rows, Span<double> destination)
    {
        Bins bins = BinsOf(model);
        int width = TModel.FeatureCount, count = TModel.ClassCount, partRows = RowEncoding<TModel, TRow, float>.PartRows;
        RowEncoding<TModel, TRow, float>.Count(rows, width);
        Check.Length(destination.Length, rows.Length, 1, nameof(destination));
        int length = Math.Min(rows.Length, partRows) * (width + count);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        for (int first = 0; first < rows.Length;)
        {
            int some = Math.Min(partRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(some * width)], probabilities = scratch.Memory.Slice(some * width, some * count);
            RowEncoding<TModel, TRow, float>.FiniteRows(rows, first, features, Predicting);
            model.Probabilities(features, probabilities);
            for (int r = 0; r < some; r++, first++)
            {
                ReadOnlySpan<float> ofRow = probabilities.Slice(r * count, count);
                if (!Check.AreFinite(ofRow)) Check.NoClass(features.Slice(r * width, width), first, nameof(rows));
                destination[first] = bins.Mean(ofRow);
            }
        }
    }

    /// <summary>The value below which a share of a row's distribution lies.</summary>
    public static double PredictQuantile(TModel model, in TRow row, double q)
    {
        Bins bins = BinsOf(model);
        if (q is not (>= 0 and <= 1)) throw Require.OutOfRange(nameof(q), q, "a number from 0 to 1");
        int length = TModel.FeatureCount + TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return bins.Quantile(Distribution(model, in row, scratch.Memory), q);
    }

    /// <summary>The share of a row's distribution above a value.</summary>
    public static double ProbabilityAbove(TModel model, in TRow row, double value)
    {
        Bins bins = BinsOf(model);
        if (double.IsNaN(value)) throw new ArgumentException("value is NaN; expected a number.", nameof(value));
        int length = TModel.FeatureCount + TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        return bins.ProbabilityAbove(Distribution(model, in row, scratch.Memory), value);
    }

    /// <summary>Writes the probabilities of the bins for a row.</summary>
    public static void Probabilities(TModel model, in TRow row, Span<float> destination)
    {
        int length = TModel.FeatureCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        RowEncoding<TModel, TRow, float>.Row(in row, scratch.Memory);
        model.Probabilities(scratch.Memory, destination);
    }

    /// <summary>Writes the probabilities of the bins for rows.</summary>
    public static void Probabilities(TModel model, ReadOnlySpan<TRow> rows, Span<float> destination)
    {
        int classes = TModel.ClassCount;
        RowEncoding<TModel, TRow, float>.Count(rows, TModel.FeatureCount);
        Check.Length(destination.Length, rows.Length, classes, nameof(destination));
        int length = RowEncoding<TModel, TRow, float>.PartLength(rows.Length);
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        for (int first = 0; first < rows.Length;)
        {
            int count = Math.Min(RowEncoding<TModel, TRow, float>.PartRows, rows.Length - first);
            Span<float> features = scratch.Memory[..(count * TModel.FeatureCount)];
            RowEncoding<TModel, TRow, float>.Rows(rows, first, features);
            model.Probabilities(features, destination.Slice(first * classes, count * classes));
            first += count;
        }
    }

    /// <summary>Mean cross-entropy against the targets of the rows' labels.</summary>
    public static double Loss(TModel model, ReadOnlySpan<TRow> rows, LossOptions? options)
    {
        Bins bins = BinsOf(model);
        int length = RowEncoding<TModel, TRow, float>.Count(rows, TModel.FeatureCount);
        using var features = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        using var values = new Scratch(default, rows.Length);
        RowEncoding<TModel, TRow, float>.Rows(rows, 0, features.Memory);
        Values(rows, values.Memory);
        return model.Loss(features.Memory, bins, values.Memory, options);
    }

    /// <summary>Trains on the labels of the rows, through the model's bins or such as are learned from these labels.</summary>
    public static TrainingResult Fit(
        TModel model,
        ReadOnlySpan<TRow> rows,
        TrainingOptions? options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        (float[] features, float[] values) = Arrays(rows, Learning);
        return model.Fit(features, model.Bins ?? Learned(values), values, options, progress, cancellationToken);
    }

    /// <summary>One online gradient step on a row.</summary>
    public static double Update(TModel model, in TRow row, float learningRate)
    {
        Bins bins = BinsOf(model);
        int length = TModel.FeatureCount + TModel.ClassCount;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        Span<float> features = scratch.Memory[..TModel.FeatureCount], targets = scratch.Memory[TModel.FeatureCount..];
        RowEncoding<TModel, TRow, float>.FiniteRow(in row, features, Learning);
        bins.Write(Value(in row, 0, nameof(row)), bins.Smoothing, 0, bins.Count, targets, stride: 1);
        return model.Update(features, targets, learningRate);
    }

    /// <summary>Evaluates the model on rows whose labels are known.</summary>
    public static RegressionEvaluation Evaluate(TModel model, ReadOnlySpan<TRow> rows, double interval)
    {
        Bins bins = BinsOf(model);
        (float[] features, float[] values) = Arrays(rows, Predicting);
        return RegressionEvaluation.Of(model, bins, features, values, interval);
    }

    /// <summary>The bins of a model that has some.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    internal static Bins BinsOf(TModel model) => model.Bins ?? throw RowErrors.NoBins(typeof(TModel).Name);

    /// <summary>Bins that fit some values, with the smoothing of the declaration.</summary>
    /// <exception cref="ArgumentException">All values are the same.</exception>
    internal static Bins Learned(ReadOnlySpan<float> values)
    {
        var range = ValueRange.None;
        range.Add(values);
        return Between(range.Minimum, range.Maximum);
    }

    /// <summary>Bins from the smallest to the largest value, with the smoothing of the declaration.</summary>
    /// <exception cref="ArgumentException">They are the same.</exception>
    internal static Bins Between(float minimum, float maximum)
    {
        if (!(maximum > minimum)) throw RowErrors.SameValues(TModel.LabelName, minimum);
        return new(Bins.Uniform(minimum, maximum, TModel.ClassCount)) { Smoothing = TModel.Smoothing };
    }

    /// <summary>The label of a row as a finite number.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its number among the rows of the call.</param>
    /// <param name="parameter">The parameter that it came by: "row" or "rows".</param>
    internal static float Value(in TRow row, int index, string parameter)
    {
        float value = LabelReader<TModel, TRow, float>.LabelOf(in row, index, parameter);
        if (!float.IsFinite(value)) RowErrors.NonFinite(parameter, index, TModel.LabelName, value, "bins hold only finite numbers");
        return value;
    }

    /// <summary>The labels of rows.</summary>
    internal static void Values(ReadOnlySpan<TRow> rows, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = Value(in rows[i], i, nameof(rows));
    }

    private static (float[] Features, float[] Values) Arrays(ReadOnlySpan<TRow> rows, string purpose)
    {
        var features = new float[RowEncoding<TModel, TRow, float>.Count(rows, TModel.FeatureCount)];
        var values = new float[rows.Length];
        RowEncoding<TModel, TRow, float>.FiniteRows(rows, 0, features, purpose);
        Values(rows, values);
        return (features, values);
    }

    /// <summary>The probabilities of the bins for a row, in memory for its features and them; an error where they are not numbers.</summary>
    private static ReadOnlySpan<float> Distribution(TModel model, in TRow row, Span<float> memory)
    {
        Span<float> features = memory[..TModel.FeatureCount], probabilities = memory[TModel.FeatureCount..];
        RowEncoding<TModel, TRow, float>.FiniteRow(in row, features, Predicting);
        model.Probabilities(features, probabilities);
        if (!Check.AreFinite(probabilities)) Check.NoClass(features, 0, nameof(row));
        return probabilities;
    }
}
