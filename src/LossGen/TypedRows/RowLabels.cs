using System.Runtime.CompilerServices;

namespace LossGen.TypedRows;

/// <summary>Turns the labels of rows into class numbers.</summary>
internal static class RowLabels<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
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
}
