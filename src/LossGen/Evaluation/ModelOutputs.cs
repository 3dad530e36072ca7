using static System.FormattableString;

namespace LossGen;

/// <summary>What a model makes of a set of rows.</summary>
/// <param name="Logits">rows x classes, or one a row of a binary model.</param>
/// <param name="Probabilities">rows x classes.</param>
internal readonly record struct ModelOutputs(float[] Logits, float[] Probabilities)
{
    public static ModelOutputs Of<TModel>(TModel model, ReadOnlySpan<float> rows, int count)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        float[] logits = LogitsOf(model, rows, count);
        var probabilities = new float[checked(count * TModel.ClassCount)];
        model.Probabilities(rows, probabilities);
        return new(logits, probabilities);
    }

    /// <summary>The logits, all finite.</summary>
    public static float[] LogitsOf<TModel>(TModel model, ReadOnlySpan<float> rows, int count)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        int width = TModel.Layout.Last.Units;
        var logits = new float[checked(count * width)];
        model.Logits(rows, logits);
        int at = IndexOfNonFinite(logits);
        if (at < 0) return logits;

        int row = at / width;
        int column = IndexOfNonFinite(rows.Slice(row * TModel.FeatureCount, TModel.FeatureCount));
        if (column >= 0)
            throw new ArgumentException(Invariant($"Row {row}, column {column} is {rows[row * TModel.FeatureCount + column]}; a model is judged only on finite numbers."), nameof(rows));
        throw new InvalidOperationException(
            Invariant($"The logits of row {row} are not finite although the row is: the model's parameters are NaN, infinite or too large."));
    }

    /// <summary>The same for sparse rows.</summary>
    public static ModelOutputs Of<TModel>(TModel model, SparseRows rows)
        where TModel : class, ISparseModel<TModel>
    {
        float[] logits = LogitsOf(model, rows);
        var probabilities = new float[checked(rows.Count * TModel.ClassCount)];
        model.Probabilities(rows, probabilities);
        return new(logits, probabilities);
    }

    /// <summary>The logits for sparse rows, all finite.</summary>
    public static float[] LogitsOf<TModel>(TModel model, SparseRows rows)
        where TModel : class, ISparseModel<TModel>
    {
        int width = TModel.Layout.Last.Units;
        var logits = new float[checked(rows.Count * width)];
        model.Logits(rows, logits);
        int at = IndexOfNonFinite(logits);
        if (at < 0) return logits;

        int row = at / width;
        ReadOnlySpan<float> values = rows.ValuesOf(row);
        int i = IndexOfNonFinite(values);
        if (i >= 0)
            throw new ArgumentException(Invariant($"Row {row}, feature {rows.FeaturesOf(row)[i]} is {values[i]}; a model is judged only on finite numbers."), nameof(rows));
        throw new InvalidOperationException(
            Invariant($"The logits of row {row} are not finite although the row is: the model's parameters are NaN, infinite or too large."));
    }

    public static void RequireMultiLabel<TModel>(string name)
        where TModel : class, IClassifier<TModel>
    {
        if (TModel.Task != ClassificationTask.MultiLabel)
            throw new ArgumentException(Invariant($"{typeof(TModel).Name} is a {TModel.Task} model; it is judged against the labels of its rows, and only multi-label models against targets."), name);
    }

    private static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }
        return -1;
    }
}
