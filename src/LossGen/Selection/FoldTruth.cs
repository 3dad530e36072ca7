namespace LossGen;

/// <summary>The truth about the rows of a cross-validation: how a model is trained and evaluated on it.</summary>
internal abstract class FoldTruth<TModel, TEvaluation>
    where TEvaluation : Evaluation
{
    /// <summary>The score that counts right rows.</summary>
    public abstract Func<TEvaluation, double> Accuracy { get; }

    /// <summary>Trains a model on some rows and evaluates it on others.</summary>
    public abstract (TrainingResult Training, TEvaluation Evaluation) Run(
        TModel model, float[] rows, int[] training, float[] testRows, int[] test, TrainingOptions? options, CancellationToken cancellationToken);

    /// <summary>The evaluation of all rows from their outputs.</summary>
    public abstract TEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes);
}

/// <summary>Labels.</summary>
internal sealed class LabelFolds<TModel>(int[] labels, int[] predicted) : FoldTruth<TModel, LabelEvaluation>
    where TModel : class, ILabelModel<TModel>
{
    public override Func<LabelEvaluation, double> Accuracy => static evaluation => evaluation.Accuracy;

    public override (TrainingResult Training, LabelEvaluation Evaluation) Run(
        TModel model, float[] rows, int[] training, float[] testRows, int[] test, TrainingOptions? options, CancellationToken cancellationToken)
    {
        TrainingResult result = model.Fit(rows, Resampling.Take<int>(labels, training), options, null, cancellationToken);
        LabelEvaluation evaluation = Evaluation.Of(model, testRows, Resampling.Take<int>(labels, test));
        var ofTest = new int[test.Length];
        model.Predict(testRows, ofTest);
        for (int i = 0; i < test.Length; i++) predicted[test[i]] = ofTest[i];
        return (result, evaluation);
    }

    public override LabelEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes) =>
        new(TModel.Task, labels, predicted, outputs, loss, [.. classes.Select(static one => one.Name)]);
}

/// <summary>Targets of several labels.</summary>
internal sealed class TargetFolds<TModel>(float[] targets) : FoldTruth<TModel, MultiLabelEvaluation>
    where TModel : class, ICrossEntropyModel<TModel>
{
    public override Func<MultiLabelEvaluation, double> Accuracy => static evaluation => evaluation.SubsetAccuracy;

    public override (TrainingResult Training, MultiLabelEvaluation Evaluation) Run(
        TModel model, float[] rows, int[] training, float[] testRows, int[] test, TrainingOptions? options, CancellationToken cancellationToken)
    {
        int width = TModel.ClassCount;
        TrainingResult result = model.Fit(rows, Resampling.Take<float>(targets, training, width), options, null, cancellationToken);
        return (result, Evaluation.Of(model, testRows, Resampling.Take<float>(targets, test, width)));
    }

    public override MultiLabelEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes) =>
        new(targets, outputs, loss, [.. classes.Select(static one => one.Name)]);
}
