namespace LossGen;

/// <summary>The rows of a cross-validation and the truth about them: how a model is trained and evaluated on some of them.</summary>
internal abstract class FoldTruth<TModel, TEvaluation>
    where TEvaluation : Evaluation
{
    /// <summary>The score that counts right rows.</summary>
    public abstract Func<TEvaluation, double> Accuracy { get; }

    /// <summary>Trains a model on some rows and evaluates it on others.</summary>
    public abstract (TrainingResult Training, TEvaluation Evaluation, ModelOutputs Outputs) Run(
        TModel model, int[] training, int[] test, TrainingOptions? options, CancellationToken cancellationToken);

    /// <summary>The evaluation of all rows from their outputs.</summary>
    public abstract TEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes);
}

/// <summary>Rows with labels.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRows">What holds some rows.</typeparam>
internal abstract class LabelFolds<TModel, TRows>(int[] labels) : FoldTruth<TModel, LabelEvaluation>
    where TModel : class, IClassifier<TModel>
{
    private readonly int[] _predicted = new int[labels.Length];

    public override Func<LabelEvaluation, double> Accuracy => static evaluation => evaluation.Accuracy;

    public override (TrainingResult Training, LabelEvaluation Evaluation, ModelOutputs Outputs) Run(
        TModel model, int[] training, int[] test, TrainingOptions? options, CancellationToken cancellationToken)
    {
        TrainingResult result = Fit(model, Take(training), Resampling.Take<int>(labels, training), options, cancellationToken);
        TRows rows = Take(test);
        LabelEvaluation evaluation = Evaluate(model, rows, Resampling.Take<int>(labels, test));
        var ofTest = new int[test.Length];
        Predict(model, rows, ofTest);
        for (int i = 0; i < test.Length; i++) _predicted[test[i]] = ofTest[i];
        return (result, evaluation, Outputs(model, rows));
    }

    public override LabelEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes) =>
        new(TModel.Task, labels, _predicted, outputs, loss, [.. classes.Select(static one => one.Name)]);

    protected abstract TRows Take(int[] rows);

    protected abstract TrainingResult Fit(TModel model, TRows rows, int[] labels, TrainingOptions? options, CancellationToken cancellationToken);

    protected abstract LabelEvaluation Evaluate(TModel model, TRows rows, int[] labels);

    protected abstract void Predict(TModel model, TRows rows, int[] destination);

    protected abstract ModelOutputs Outputs(TModel model, TRows rows);
}

/// <summary>Rows with targets of several labels.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRows">What holds some rows.</typeparam>
internal abstract class TargetFolds<TModel, TRows>(float[] targets) : FoldTruth<TModel, MultiLabelEvaluation>
    where TModel : class, IClassifier<TModel>
{
    public override Func<MultiLabelEvaluation, double> Accuracy => static evaluation => evaluation.SubsetAccuracy;

    public override (TrainingResult Training, MultiLabelEvaluation Evaluation, ModelOutputs Outputs) Run(
        TModel model, int[] training, int[] test, TrainingOptions? options, CancellationToken cancellationToken)
    {
        int width = TModel.ClassCount;
        TrainingResult result = Fit(model, Take(training), Resampling.Take<float>(targets, training, width), options, cancellationToken);
        TRows rows = Take(test);
        return (result, Evaluate(model, rows, Resampling.Take<float>(targets, test, width)), Outputs(model, rows));
    }

    public override MultiLabelEvaluation All(in ModelOutputs outputs, double loss, IReadOnlyList<ClassEvaluation> classes) =>
        new(targets, outputs, loss, [.. classes.Select(static one => one.Name)]);

    protected abstract TRows Take(int[] rows);

    protected abstract TrainingResult Fit(TModel model, TRows rows, float[] targets, TrainingOptions? options, CancellationToken cancellationToken);

    protected abstract MultiLabelEvaluation Evaluate(TModel model, TRows rows, float[] targets);

    protected abstract ModelOutputs Outputs(TModel model, TRows rows);
}
