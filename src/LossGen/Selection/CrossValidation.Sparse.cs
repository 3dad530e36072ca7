using LossGen.Losses;
using LossGen.Numerics;
using LossGen.TypedRows;

namespace LossGen;

// Models with sparse rows.
public static partial class CrossValidation
{
    /// <summary>Cross-validates a binary or multiclass model with sparse rows.</summary>
    /// <param name="create">Makes the model of a fold, each time a new one; called for all folds before the first is trained.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="folds">2 to n.</param>
    /// <param name="seed">Decides which rows are in which fold. The order of rows within training follows from the options.</param>
    /// <param name="maxDegreeOfParallelism">Folds trained at once: 1 (the default), a higher number, or -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Ends cross-validation without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, sample weights are not one for each row, or
    /// <paramref name="create"/> returns null or the same model twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature, a label, the number of folds or the degree of parallelism is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static CrossValidationResult<LabelEvaluation> Run<TModel>(
        Func<TModel> create,
        SparseRows rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseLabelModel<TModel>
    {
        int[] truth = labels.ToArray(); // checked and used: the same labels, even if another thread changes them meanwhile
        LabelCounts.Of(truth, TModel.ClassCount);
        SparseRowList copy = SparseSets.CopyOf(rows, truth.Length, TModel.FeatureCount);
        var plan = new FoldPlan(truth.Length, options, folds, maxDegreeOfParallelism);
        int[] foldOf = StratifiedDraw.Folds(truth, TModel.ClassCount, folds, seed);
        return Run(create, plan, foldOf, new SparseLabelFolds<TModel>(copy, truth), cancellationToken);
    }

    /// <summary>Cross-validates a multi-label model with sparse rows.</summary>
    /// <param name="create">Makes the model of a fold, each time a new one; called for all folds before the first is trained.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount, 1 where the label is true, otherwise 0.</param>
    /// <param name="options">The options of training; null: the defaults.</param>
    /// <param name="folds">2 to n.</param>
    /// <param name="seed">Decides which rows are in which fold.</param>
    /// <param name="maxDegreeOfParallelism">Folds trained at once: 1 (the default), a higher number, or -1 for as many as there are processors.</param>
    /// <param name="cancellationToken">Ends cross-validation without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="create"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, sample weights are not one for each row, the model is not a
    /// multi-label one, or <paramref name="create"/> returns null or the same model twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature is out of range, a target is neither 0 nor 1,
    /// or the number of folds or the degree of parallelism is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static CrossValidationResult<MultiLabelEvaluation> Run<TModel>(
        Func<TModel> create,
        SparseRows rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseModel<TModel>
    {
        ModelOutputs.RequireMultiLabel<TModel>(nameof(targets));
        float[] truth = targets.ToArray();
        int count = MetricChecks.HardTargets(truth, TModel.ClassCount);
        SparseRowList copy = SparseSets.CopyOf(rows, count, TModel.FeatureCount);
        var plan = new FoldPlan(count, options, folds, maxDegreeOfParallelism);
        int[] foldOf = StratifiedDraw.Folds(new int[count], 1, folds, seed);
        return Run(create, plan, foldOf, new SparseTargetFolds<TModel>(copy, truth), cancellationToken);
    }

    /// <summary>Cross-validates a binary or multiclass model on typed rows that become sparse.</summary>
    /// <remarks>For multi-label models: <see cref="SparseTypedModelExtensions.FeaturesOf"/> and
    /// <see cref="SparseTypedModelExtensions.TargetsOf"/> give the list and the array.</remarks>
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
        SparseTypedModelFactory<TModel, TRow, TLabel> create,
        IEnumerable<TRow> rows,
        TrainingOptions? options = null,
        int folds = 5,
        int seed = 0,
        int maxDegreeOfParallelism = 1,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>, ISparseLabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(create);
        (SparseRowList list, int[] labels) = SparseClassRows<TModel, TRow, TLabel>.Lists(RowLists.SpanOf(rows), RowErrors.Learning);
        return Run(() => (TModel)create(), list.Rows, labels, options, folds, seed, maxDegreeOfParallelism, cancellationToken);
    }
}
