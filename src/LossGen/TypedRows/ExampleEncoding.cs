namespace LossGen.TypedRows;

/// <summary>Turns a row with its label into features and targets.</summary>
internal static class ExampleEncoding<TModel, TRow, TLabel>
    where TModel : class, ITypedModel<TModel, TRow, TLabel>
    where TLabel : struct
{
    /// <inheritdoc cref="IExampleModel{TSelf, TRow}.EncodeExample"/>
    public static void Write(in TRow row, Span<float> features, Span<float> targets)
    {
        RowEncoding<TModel, TRow, TLabel>.Row(in row, features);
        if (TModel.Task == ClassificationTask.MultiLabel)
        {
            LabelBits<TModel, TRow, TLabel>.WriteTargets(in row, targets);
            return;
        }

        TLabel label = LabelReader<TModel, TRow, TLabel>.LabelOf(in row, 0, nameof(row));
        int index = TModel.IndexOf(label);
        if (index < 0) throw RowErrors.LabelOfNoClass(nameof(row), 0, TModel.LabelName, label, TModel.ClassNames, combination: false);
        targets.Clear();
        targets[index] = 1;
    }
}
