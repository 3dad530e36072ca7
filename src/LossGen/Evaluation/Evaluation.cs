using System.Text.Json.Serialization;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>How good a model is on a test set: all metrics together.</summary>
/// <remarks>
/// What a single number leaves undefined, because a class never occurs in the test set, is NaN here; averages over classes of such numbers are taken
/// over the classes that have them. <see cref="object.ToString"/> gives a table.
/// </remarks>
/// <example><code>
/// LabelEvaluation test = Evaluation.Of(model, testRows, testLabels);
/// Console.WriteLine(test);
/// </code></example>
// What is undefined is NaN, and the first threshold of a ROC curve is Infinity: JSON has them as strings.
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonDerivedType(typeof(LabelEvaluation)), JsonDerivedType(typeof(MultiLabelEvaluation))]
public abstract class Evaluation
{
    private protected Evaluation(ClassificationTask task, int rows, ClassEvaluation[] classes, ReliabilityBin[] reliability, double logLoss, double brierScore)
    {
        Task = task;
        Rows = rows;
        Classes = Array.AsReadOnly(classes);
        Reliability = Array.AsReadOnly(reliability);
        ExpectedCalibrationError = Metrics.MeanGap(reliability);
        LogLoss = logLoss;
        BrierScore = brierScore;
        RocAuc = Mean(classes, static c => c.RocAuc, static _ => 1);
        WeightedRocAuc = Mean(classes, static c => c.RocAuc, static c => c.Counts.Support);
        AveragePrecision = Mean(classes, static c => c.AveragePrecision, static _ => 1);
    }

    /// <summary>What the model's outputs mean.</summary>
    public ClassificationTask Task { get; }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>Each class against the rest, or each label, in order. A binary model has two.</summary>
    public IReadOnlyList<ClassEvaluation> Classes { get; }

    /// <summary>The mean cross-entropy in nats, computed from the logits: the model's <c>Loss</c>.</summary>
    public double LogLoss { get; }

    /// <summary>The mean squared error of the probabilities: 0 to 1, of more than two classes 0 to 2;
    /// see <see cref="Metrics.BrierScore(ReadOnlySpan{int}, ReadOnlySpan{float}, int)"/>.</summary>
    public double BrierScore { get; }

    /// <summary>The mean area under the ROC curves of the classes or labels, 0 to 1; NaN if there is none.</summary>
    public double RocAuc { get; }

    /// <summary>That mean weighted by how often each class occurs; NaN if there is no curve.</summary>
    public double WeightedRocAuc { get; }

    /// <summary>The mean average precision of the classes or labels, 0 to 1; NaN if there is none.</summary>
    public double AveragePrecision { get; }

    /// <summary>The mean gap between confidence and accuracy over <see cref="Reliability"/>, 0 to 1.</summary>
    public double ExpectedCalibrationError { get; }

    /// <summary>
    /// Confidence against accuracy in 15 bins: of a row's predicted class, or of each single label the probability against how often it is true.
    /// </summary>
    public IReadOnlyList<ReliabilityBin> Reliability { get; }

    /// <summary>Precision, recall and F1, each class or label counting the same.</summary>
    public abstract AverageScores Macro { get; }

    /// <summary>Precision, recall and F1 of all counts together.</summary>
    public abstract AverageScores Micro { get; }

    /// <summary>Precision, recall and F1, each class or label counting as often as it is true.</summary>
    public abstract AverageScores Weighted { get; }

    /// <summary>Evaluates a model on rows whose classes are known.</summary>
    /// <param name="model">A binary or multiclass model.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="classNames">One name a class; by default the model's, or "class 0" and so on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a name is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or there are too few or too many names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    /// <exception cref="NotSupportedException">The model has more than 46,340 classes.</exception>
    public static LabelEvaluation Of<TModel>(
        TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null)
        where TModel : class, ILabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireConfusionMatrix<TModel>();
        int[] truth = labels.ToArray(); // the same for every metric, even if another thread changes the labels meanwhile
        double loss = model.Loss(rows, truth);
        var predicted = new int[truth.Length];
        model.Predict(rows, predicted);
        ModelOutputs outputs = ModelOutputs.Of(model, rows, truth.Length);
        return new LabelEvaluation(TModel.Task, truth, predicted, outputs, loss, Names<TModel>(classNames, "class"));
    }

    /// <summary>Evaluates a multi-label model on rows whose labels are known.</summary>
    /// <param name="model">A multi-label model.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true, otherwise 0.</param>
    /// <param name="labelNames">One name a label; by default the model's, or "label 0" and so on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a name is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, there are too few or too many names, or the
    /// model is not a multi-label one: give those labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static MultiLabelEvaluation Of<TModel>(
        TModel model, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, IReadOnlyList<string>? labelNames = null)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray(); // the same for every metric, even if another thread changes the targets meanwhile
        double loss = model.Loss(rows, truth);
        MetricChecks.HardTargets(truth, TModel.ClassCount);
        ModelOutputs outputs = ModelOutputs.Of(model, rows, truth.Length / TModel.ClassCount);
        return new MultiLabelEvaluation(truth, outputs, loss, Names<TModel>(labelNames, "label"));
    }

    /// <summary>Evaluates a model on sparse rows whose classes are known.</summary>
    /// <param name="model">A binary or multiclass model.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="classNames">One name a class; by default the model's, or "class 0" and so on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a name is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or there are too few or too many names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is out of range.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    /// <exception cref="NotSupportedException">The model has more than 46,340 classes.</exception>
    public static LabelEvaluation Of<TModel>(
        TModel model, SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null)
        where TModel : class, ISparseLabelModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        RequireConfusionMatrix<TModel>();
        int[] truth = labels.ToArray(); // the same for every metric, even if another thread changes the labels meanwhile
        double loss = model.Loss(rows, truth);
        var predicted = new int[truth.Length];
        model.Predict(rows, predicted);
        ModelOutputs outputs = ModelOutputs.Of(model, rows);
        return new LabelEvaluation(TModel.Task, truth, predicted, outputs, loss, Names<TModel>(classNames, "class"));
    }

    /// <summary>Evaluates a multi-label model on sparse rows whose labels are known.</summary>
    /// <param name="model">A multi-label model.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true, otherwise 0.</param>
    /// <param name="labelNames">One name a label; by default the model's, or "label 0" and so on.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or a name is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, there are too few or too many names, or the
    /// model is not a multi-label one: give those labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1.</exception>
    /// <exception cref="InvalidOperationException">A row's logits are not finite: the model's parameters are NaN, infinite or too large.</exception>
    public static MultiLabelEvaluation Of<TModel>(
        TModel model, SparseRows rows, ReadOnlySpan<float> targets, IReadOnlyList<string>? labelNames = null)
        where TModel : class, ISparseModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray(); // the same for every metric, even if another thread changes the targets meanwhile
        double loss = model.Loss(rows, truth);
        MetricChecks.HardTargets(truth, TModel.ClassCount);
        ModelOutputs outputs = ModelOutputs.Of(model, rows);
        return new MultiLabelEvaluation(truth, outputs, loss, Names<TModel>(labelNames, "label"));
    }

    private static void RequireConfusionMatrix<TModel>()
        where TModel : class, IClassifier<TModel>
    {
        if (TModel.ClassCount > ConfusionMatrix.MostClasses)
            throw new NotSupportedException(Require.Invariant($"{typeof(TModel).Name} has {TModel.ClassCount} classes; a confusion matrix holds at most {ConfusionMatrix.MostClasses}. Metrics has the single figures."));
    }

    private static string[] Names<TModel>(IReadOnlyList<string>? given, string kind)
        where TModel : class, IClassifier<TModel>
    {
        string name = kind + "Names";
        string[] names = given is null ? TModel.ClassNames.ToArray() : [.. given];
        if (given is null && names.Length == 0)
        {
            names = new string[TModel.ClassCount];
            for (int k = 0; k < names.Length; k++) names[k] = Require.Invariant($"{kind} {k}");
        }
        if (names.Length != TModel.ClassCount)
            throw new ArgumentException(Require.Invariant($"{name} has {names.Length} names; it needs {TModel.ClassCount}, one a {kind}."), name);
        int missing = Array.IndexOf(names, null);
        if (missing >= 0) throw new ArgumentNullException(name, Require.Invariant($"{name} is null at {missing}."));
        return names;
    }

    private static double Mean(ClassEvaluation[] classes, Func<ClassEvaluation, double> score, Func<ClassEvaluation, long> weightOf)
    {
        CompensatedSum sum = default;
        long weights = 0;
        foreach (ClassEvaluation one in classes)
        {
            if (double.IsNaN(score(one))) continue;
            weights += weightOf(one);
            sum.Add(weightOf(one) * score(one));
        }
        return sum.Value / weights;
    }
}
