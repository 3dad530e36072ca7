namespace LossGen;

/// <summary>Dense rows with labels.</summary>
internal sealed class DenseLabelFolds<TModel>(float[] rows, int[] labels) : LabelFolds<TModel, float[]>(labels)
    where TModel : class, ILabelModel<TModel>
{
    protected override float[] Take(int[] indices) => Resampling.Take<float>(rows, indices, TModel.FeatureCount);

    protected override TrainingResult Fit(TModel model, float[] some, int[] labels, TrainingOptions? options, CancellationToken cancellationToken) =>
        model.Fit(some, labels, options, null, cancellationToken);

    protected override LabelEvaluation Evaluate(TModel model, float[] some, int[] labels) => Evaluation.Of(model, some, labels);

    protected override void Predict(TModel model, float[] some, int[] destination) => model.Predict(some, destination);

    protected override ModelOutputs Outputs(TModel model, float[] some) => ModelOutputs.Of(model, some, some.Length / TModel.FeatureCount);
}

/// <summary>Dense rows with targets of several labels.</summary>
internal sealed class DenseTargetFolds<TModel>(float[] rows, float[] targets) : TargetFolds<TModel, float[]>(targets)
    where TModel : class, ICrossEntropyModel<TModel>
{
    protected override float[] Take(int[] indices) => Resampling.Take<float>(rows, indices, TModel.FeatureCount);

    protected override TrainingResult Fit(TModel model, float[] some, float[] targets, TrainingOptions? options, CancellationToken cancellationToken) =>
        model.Fit(some, targets, options, null, cancellationToken);

    protected override MultiLabelEvaluation Evaluate(TModel model, float[] some, float[] targets) => Evaluation.Of(model, some, targets);

    protected override ModelOutputs Outputs(TModel model, float[] some) => ModelOutputs.Of(model, some, some.Length / TModel.FeatureCount);
}
