using System.Runtime.ExceptionServices;
using LossGen.Losses;
using LossGen.Numerics;
using LossGen.TypedRows;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>
/// k-fold cross-validation: k models, each trained on all rows except a fold and evaluated on that fold, so that every row is predicted once by a model that has
/// not seen it.
/// </summary>
/// <remarks>
/// <para>Stone, "Cross-validatory choice and assessment of statistical predictions", Journal of the Royal Statistical Society B 36, 1974. The folds are
/// stratified: their numbers of rows differ by at most one, and so do their numbers of rows of each class (Kohavi, "A study of cross-validation and
/// bootstrap for accuracy estimation and model selection", IJCAI 1995). A class with fewer rows than folds is missing from some of them. Rows with
/// any number of labels are divided at random.</para>
/// <para>A fraction of the rows that the options keep out for validation is one of each fold's training rows. Sample weights of the options go with their rows
/// into training; evaluations count every row the same. The result is the same to the bit for the same seed, however many folds are run at once.</para>
/// </remarks>
/// <example><code>
/// var result = CrossValidation.Run(() => new IrisModel(), rows, labels, new() { Epochs = 50 }, folds: 10);
/// Console.WriteLine($"log-loss {result.Loss}, ROC AUC {result.Score(e => e.RocAuc)}");
/// </code></example>
public static partial class CrossValidation
{
    /// <summary>Cross-validates a binary or multiclass model.</summary>
    /// <param name="create">Makes the model of a fold, each time a new one; called for all folds before the first is trained.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="folds">2 to n.</param>
    /// <param name="seed">Decides which rows are in which fold. The order of rows within training follows from the options.</param>
    /// <param name="maxDegreeOfParallelism">Folds trained at once: 1 (the default), a higher number, or -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Ends cross-validation without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, sample weights are not one for each row, or
    /// <paramref name="create"/> returns null or the same model twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, the number of folds or the degree of parallelism is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static CrossValidationResult<LabelEvaluation> Run<TModel>(
        Func<TModel> create,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ILabelModel<TModel>
    {
        int[] truth = labels.ToArray(); // checked and used: the same labels, even if another thread changes them meanwhile
        LabelCounts.Of(truth, TModel.ClassCount);
        float[] copy = CopyOf(rows, truth.Length, TModel.FeatureCount);
        var plan = new FoldPlan(truth.Length, options, folds, maxDegreeOfParallelism);
        int[] foldOf = StratifiedDraw.Folds(truth, TModel.ClassCount, folds, seed);
        return Run(create, plan, foldOf, new DenseLabelFolds<TModel>(copy, truth), cancellationToken);
    }

    /// <summary>Cross-validates a multi-label model.</summary>
    /// <param name="create">Makes the model of a fold, each time a new one; called for all folds before the first is trained.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true, otherwise 0.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="folds">2 to n.</param>
    /// <param name="seed">Decides which rows are in which fold.</param>
    /// <param name="maxDegreeOfParallelism">Folds trained at once: 1 (the default), a higher number, or -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Ends cross-validation without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, sample weights are not one for each row, the model is not a
    /// multi-label one, or <paramref name="create"/> returns null or the same model twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1, or the number of folds or the degree of parallelism is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static CrossValidationResult<MultiLabelEvaluation> Run<TModel>(
        Func<TModel> create,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray();
        int count = MetricChecks.HardTargets(truth, TModel.ClassCount);
        float[] copy = CopyOf(rows, count, TModel.FeatureCount);
        var plan = new FoldPlan(count, options, folds, maxDegreeOfParallelism);
        int[] foldOf = StratifiedDraw.Folds(new int[count], 1, folds, seed);
        return Run(create, plan, foldOf, new DenseTargetFolds<TModel>(copy, truth), cancellationToken);
    }

    /// <summary>Cross-validates a binary or multiclass model on typed rows.</summary>
    /// <remarks>For multi-label models: <see cref="TypedModelExtensions.FeaturesOf"/> and <see cref="TypedModelExtensions.TargetsOf"/> give the arrays.</remarks>
    /// <param name="create">Makes the model of a fold, each time a new one; called for all folds before the first is trained.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="folds">2 to the number of rows.</param>
    /// <param name="seed">Decides which rows are in which fold.</param>
    /// <param name="maxDegreeOfParallelism">Folds trained at once: 1 (the default), a higher number, or -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Ends cross-validation without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> or <paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, one is null or has a feature that is not finite, sample weights are not one for each row, or
    /// <paramref name="create"/> returns null or the same model twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A member has a value its type does not define, a label is no class, or the number of folds or the degree of
    /// parallelism is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static CrossValidationResult<LabelEvaluation> Run<TModel, TRow, TLabel>(
        TypedModelFactory<TModel, TRow, TLabel> create,
        IEnumerable<TRow> rows,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(create);
        (float[] features, int[] labels) = ClassRows<TModel, TRow, TLabel>.Arrays(RowLists.SpanOf(rows));
        return Run(() => (TModel)create(), features, labels, options, folds, seed, maxDegreeOfParallelism, cancellationToken);
    }

    private static CrossValidationResult<TEvaluation> Run<TModel, TEvaluation>(
        Func<TModel> create, FoldPlan plan, int[] foldOf, FoldTruth<TModel, TEvaluation> truth, CancellationToken cancellationToken)
        where TModel : class, IClassifier<TModel>
        where TEvaluation : Evaluation
    {
        TModel[] models = Models(create, plan.Folds);
        var outputs = new ModelOutputs(
            new float[checked(plan.Count * TModel.Layout.Last.Units)], new float[checked(plan.Count * TModel.ClassCount)]);
        var results = new CrossValidationFold<TEvaluation>[plan.Folds];
        var failures = new Exception?[plan.Folds];
        Parallel.For(0, plan.Folds, new ParallelOptions { MaxDegreeOfParallelism = plan.Parallelism }, (fold, loop) =>
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                (int[] training, int[] test) = plan.Divide(foldOf, fold);
                (TrainingResult result, TEvaluation evaluation, ModelOutputs ofTest) = truth.Run(models[fold], training, test, plan.OptionsFor(training), cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
                Scatter(ofTest, test, outputs);
                results[fold] = new(fold, test, result, evaluation);
            }
            catch (Exception failure)
            {
                failures[fold] = failure;
                loop.Break(); // folds before this one still run, so that the first failure is always the same one
            }
        });
        if (Array.Find(failures, static failure => failure is not null) is { } first) ExceptionDispatchInfo.Throw(first);

        CompensatedSum loss = default;
        foreach (CrossValidationFold<TEvaluation> fold in results) loss.Add(fold.Evaluation.LogLoss * fold.Evaluation.Rows);
        return new(results, truth.All(outputs, loss.Value / plan.Count, results[0].Evaluation.Classes), outputs.Probabilities, truth.Accuracy);
    }

    /// <summary>A copy of the rows, which no other thread can change after the check.</summary>
    private static float[] CopyOf(ReadOnlySpan<float> rows, int count, int width)
    {
        MetricChecks.Length(rows.Length, count, width, nameof(rows));
        float[] copy = rows.ToArray();
        Check.Finite(copy, width);
        return copy;
    }

    /// <summary>Puts the outputs of some rows where they belong among those of all.</summary>
    private static void Scatter(in ModelOutputs some, int[] rows, in ModelOutputs all)
    {
        Scatter(some.Logits, rows, all.Logits);
        Scatter(some.Probabilities, rows, all.Probabilities);

        static void Scatter(float[] some, int[] rows, float[] all)
        {
            int width = some.Length / rows.Length;
            for (int i = 0; i < rows.Length; i++) some.AsSpan(i * width, width).CopyTo(all.AsSpan(rows[i] * width));
        }
    }

    private static TModel[] Models<TModel>(Func<TModel> create, int folds)
        where TModel : class
    {
        ArgumentNullException.ThrowIfNull(create);
        var models = new TModel[folds];
        for (int fold = 0; fold < folds; fold++)
        {
            models[fold] = create() ?? throw new ArgumentException(Invariant($"create returned null for fold {fold}; expected a new model."), nameof(create));
            if (Array.IndexOf(models, models[fold], 0, fold) >= 0)
                throw new ArgumentException(Invariant($"create returned the same model again for fold {fold}; expected a new one, which has seen none of the rows."), nameof(create));
        }

        return models;
    }
}
