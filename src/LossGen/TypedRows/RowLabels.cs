using System.Runtime.CompilerServices;

namespace LossGen.TypedRows;

/// <summary>Turns the labels of rows into class numbers.</summary>
internal static class RowLabels<TModel, TRow, TLabel>
    where TModel : class, ITypedClassifier<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The class number of a row's label.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its number among the rows of the call.</param>
    /// <param name="parameter">The parameter that it came by: "row" or "rows".</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ClassOf(in TRow row, int index, string parameter)
    {
        TLabel label = LabelReader<TModel, TRow, TLabel>.LabelOf(in row, index, parameter);
        int found = TModel.IndexOf(label);
        return found >= 0
            ? found
            : throw RowErrors.LabelOfNoClass(parameter, index, TModel.LabelName, label, TModel.ClassNames, combination: false);
    }

    /// <summary>The class numbers of the rows' labels.</summary>
    public static void Labels(ReadOnlySpan<TRow> rows, Span<int> labels)
    {
        for (int i = 0; i < labels.Length; i++) labels[i] = ClassOf(in rows[i], i, nameof(rows));
    }

    /// <summary>The class numbers of the rows' labels as an array.</summary>
    public static int[] Of(ReadOnlySpan<TRow> rows)
    {
        var labels = new int[rows.Length];
        Labels(rows, labels);
        return labels;
    }

    /// <summary>1 for the class of each row, or for each of its labels, and 0 for the others: n x ClassCount.</summary>
    public static float[] Targets(ReadOnlySpan<TRow> rows, int length)
    {
        var targets = new float[length];
        if (TModel.Task == ClassificationTask.MultiLabel)
        {
            LabelBits<TModel, TRow, TLabel>.Targets(rows, targets);
            return targets;
        }

        for (int i = 0; i < rows.Length; i++) targets[(i * TModel.ClassCount) + ClassOf(in rows[i], i, nameof(rows))] = 1;
        return targets;
    }
}
