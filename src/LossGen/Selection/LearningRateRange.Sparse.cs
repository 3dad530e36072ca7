using LossGen.Losses;
using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

// Models with sparse rows.
public sealed partial class LearningRateRange
{
    /// <summary>Runs the test for a binary or multiclass model with sparse rows.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above. The rows are taken in a new random order each time that all have been used.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or the optimizer is L-BFGS, which finds its own step
    /// lengths.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A feature, a label, a rate or the number of steps is out of range.</exception>
    /// <exception cref="InvalidOperationException">The loss is not finite at the first rate.</exception>
    /// <exception cref="NotSupportedException">The model is not generated and does not implement <c>Clone</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static LearningRateRange Test<TModel>(
        TModel model,
        SparseRows rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseLabelModel<TModel>
    {
        int[] truth = labels.ToArray();
        LabelCounts.Of(truth, TModel.ClassCount);
        return Run(
            model, SparseSets.CopyOf(rows, truth.Length, TModel.FeatureCount), (batch, indices) => new(batch, Resampling.Take<int>(truth, indices)),
            options, minimum, maximum, steps, cancellationToken);
    }

    /// <summary>Runs the test for any model with sparse rows on targets.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">n rows with finite values.</param>
    /// <param name="targets">n x ClassCount.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <inheritdoc cref="Test{TModel}(TModel, SparseRows, ReadOnlySpan{int}, TrainingOptions?, double, double, int, CancellationToken)" path="/exception"/>
    public static LearningRateRange Test<TModel>(
        TModel model,
        SparseRows rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseModel<TModel>
    {
        float[] truth = targets.ToArray();
        SparseRowList copy = SparseSets.CopyOf(rows, count: 0, TModel.FeatureCount);
        Check.Targets(truth, copy.Count, TModel.ClassCount, TModel.Task != ClassificationTask.MultiLabel);
        return Run(
            model, copy, (batch, indices) => new(batch, Resampling.Take<float>(truth, indices, TModel.ClassCount)),
            options, minimum, maximum, steps, cancellationToken);
    }

    /// <summary>Runs the test for a binary or multiclass model on typed rows that become sparse.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <inheritdoc cref="Test{TModel}(TModel, SparseRows, ReadOnlySpan{int}, TrainingOptions?, double, double, int, CancellationToken)" path="/exception"/>
    public static LearningRateRange Test<TModel, TRow, TLabel>(
        ISparseTypedModel<TModel, TRow, TLabel> model,
        IEnumerable<TRow> rows,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ISparseTypedModel<TModel, TRow, TLabel>, ISparseLabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        (SparseRowList list, int[] labels) = SparseClassRows<TModel, TRow, TLabel>.Lists(RowLists.SpanOf(rows), RowErrors.Learning);
        return Test((TModel)model, list.Rows, labels, options, minimum, maximum, steps, cancellationToken);
    }

    private static LearningRateRange Run<TModel>(
        TModel model,
        SparseRowList rows,
        Func<SparseRowList, int[], TrainingBatch> batchOf,
        TrainingOptions? options,
        double minimum,
        double maximum,
        int steps,
        CancellationToken cancellationToken)
        where TModel : class, ISparseModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        options = Checked(options, rows.Count, minimum, maximum, steps).ForSparseRows(TModel.Activation is not null);
        var sweep = new RateSweep(rows.Count, options.For(TraitsOf<TModel>(), measured: null), minimum, maximum, steps);
        return Run(sweep, indices => batchOf(SparseSets.Take(rows, indices), indices), model.Clone().Fit, readsAhead: true, cancellationToken);
    }
}
