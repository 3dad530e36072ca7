using System.Runtime.CompilerServices;

namespace LossGen.TypedRows;

/// <summary>Reads the label of a row.</summary>
internal static class LabelReader<TModel, TRow, TLabel>
    where TModel : class, ILabelledRows<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <summary>The label of a row, which may have become null since its features were read.</summary>
    /// <param name="row">The row.</param>
    /// <param name="index">Its number among the rows of the call.</param>
    /// <param name="parameter">The parameter that it came by: "row" or "rows".</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLabel LabelOf(in TRow row, int index, string parameter)
    {
        if (typeof(TRow).IsValueType)
        {
            if (!TModel.HasLabel(in row)) RowErrors.NoLabel(parameter, index, TModel.LabelName);
            return TModel.LabelOf(in row);
        }

        TRow held = row;
        if (held is null) RowErrors.NullAt(index, parameter);
        if (!TModel.HasLabel(in held)) RowErrors.NoLabel(parameter, index, TModel.LabelName);
        return TModel.LabelOf(in held);
    }
}
