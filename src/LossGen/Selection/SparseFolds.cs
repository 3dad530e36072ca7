namespace LossGen;

/// <summary>Sparse rows with labels.</summary>
internal sealed class SparseLabelFolds<TModel>(SparseRowList rows, int[] labels) : LabelFolds<TModel, SparseRowList>(labels)
    where TModel : class, ISparseLabelModel<TModel>
{
    protected override SparseRowList Take(int[] indices) => SparseSets.Take(rows, indices);

    protected override TrainingResult Fit(TModel model, SparseRowList some, int[] labels, TrainingOptions? options, CancellationToken cancellationToken) =>
        model.Fit(some.Rows, labels, options, null, cancellationToken);

    protected override LabelEvaluation Evaluate(TModel model, SparseRowList some, int[] labels) => Evaluation.Of(model, some.Rows, labels);

    protected override void Predict(TModel model, SparseRowList some, int[] destination) => model.Predict(some.Rows, destination);

    protected override ModelOutputs Outputs(TModel model, SparseRowList some) => ModelOutputs.Of(model, some.Rows);
}

/// <summary>Sparse rows with targets of several labels.</summary>
internal sealed class SparseTargetFolds<TModel>(SparseRowList rows, float[] targets) : TargetFolds<TModel, SparseRowList>(targets)
    where TModel : class, ISparseModel<TModel>
{
    protected override SparseRowList Take(int[] indices) => SparseSets.Take(rows, indices);

    protected override TrainingResult Fit(TModel model, SparseRowList some, float[] targets, TrainingOptions? options, CancellationToken cancellationToken) =>
        model.Fit(some.Rows, targets, options, null, cancellationToken);

    protected override MultiLabelEvaluation Evaluate(TModel model, SparseRowList some, float[] targets) => Evaluation.Of(model, some.Rows, targets);

    protected override ModelOutputs Outputs(TModel model, SparseRowList some) => ModelOutputs.Of(model, some.Rows);
}
