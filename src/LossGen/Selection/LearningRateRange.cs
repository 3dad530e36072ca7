using System.Diagnostics;
using System.Globalization;
using System.Text;
using LossGen.Losses;
using LossGen.Training;
using LossGen.TypedRows;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The learning-rate range test: one short training run whose rate rises from batch to batch, until the loss diverges.</summary>
/// <remarks>
/// <para>Smith, "Cyclical learning rates for training neural networks", WACV 2017, section 3.3, with rates that rise geometrically. Below a useful rate the loss
/// hardly moves, at a useful one it falls, above it it rises or overflows. <see cref="Suggested"/> is the rate at which it falls fastest, as a
/// function of the logarithm of the rate, but at most a tenth of the rate at which it diverges.</para>
/// <para>A batch's loss is measured before its step and is noisy; the curve is smoothed by a mean over neighbouring steps on both sides, so that it does not
/// lag. The suggestion holds for the optimizer, batch size and scaling of the options, and as for every rate that is set, features are standardised if the
/// options say so. It is a place to begin, not an optimum.</para>
/// </remarks>
/// <example><code>
/// var options = new TrainingOptions { Optimizer = Optimizer.Adam(), Standardize = true };
/// LearningRateRange range = LearningRateRange.Test(model, rows, labels, options);
/// model.Fit(rows, labels, options with { LearningRate = range.Suggested });
/// </code></example>
[DebuggerDisplay("{Summary,nq}")]
public sealed partial class LearningRateRange
{
    private LearningRateRange(LearningRatePoint[] points, int steepest, double divergence)
    {
        Points = Array.AsReadOnly(points);
        Divergence = divergence;
        Suggested = double.IsNaN(divergence) ? points[steepest].LearningRate : Math.Min(points[steepest].LearningRate, divergence / 10);
    }

    /// <summary>The steps, at rising rates: all of them, or those before the loss diverged.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; }

    /// <summary>The rate to begin with.</summary>
    public double Suggested { get; }

    /// <summary>The rate of the step at which the loss was no longer a number or above four times its smallest; NaN if it never was.</summary>
    public double Divergence { get; }

    /// <summary>Runs the test for a binary or multiclass model.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties, scaling and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above. The rows are taken in a new random order each time that all have been used.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There are no rows, lengths do not fit, a row is not finite, or the optimizer is L-BFGS, which finds its own step
    /// lengths.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, a rate or the number of steps is out of range.</exception>
    /// <exception cref="InvalidOperationException">The loss is not finite at the first rate.</exception>
    /// <exception cref="NotSupportedException">The model is not generated and does not implement <c>Clone</c>.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested.</exception>
    public static LearningRateRange Test<TModel>(
        TModel model,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<int> labels,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ILabelModel<TModel>
    {
        int[] truth = labels.ToArray();
        LabelCounts.Of(truth, TModel.ClassCount);
        MetricChecks.Length(rows.Length, truth.Length, TModel.FeatureCount, nameof(rows));
        return Run(
            model, rows, truth.Length, (batch, indices) => new(batch, Resampling.Take<int>(truth, indices)),
            options, minimum, maximum, steps, cancellationToken);
    }

    /// <summary>Runs the test for any model on targets.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">n x FeatureCount, finite.</param>
    /// <param name="targets">n x ClassCount.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties, scaling and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <inheritdoc cref="Test{TModel}(TModel, ReadOnlySpan{float}, ReadOnlySpan{int}, TrainingOptions?, double, double, int, CancellationToken)" path="/exception"/>
    public static LearningRateRange Test<TModel>(
        TModel model,
        ReadOnlySpan<float> rows,
        ReadOnlySpan<float> targets,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        float[] truth = targets.ToArray();
        int count = Check.Rows(rows, TModel.FeatureCount);
        Check.Targets(truth, count, TModel.ClassCount, TModel.Task != ClassificationTask.MultiLabel);
        return Run(
            model, rows, count, (batch, indices) => new(batch, Resampling.Take<float>(truth, indices, TModel.ClassCount)),
            options, minimum, maximum, steps, cancellationToken);
    }

    /// <summary>Runs the test for a binary or multiclass model on typed rows.</summary>
    /// <param name="model">The model, of which a copy is trained and thrown away.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">The options to train with later, of which the test takes optimizer, batch size, loss, penalties, scaling and seed; null: the defaults.</param>
    /// <param name="minimum">The first rate, above 0.</param>
    /// <param name="maximum">The last rate, above <paramref name="minimum"/>.</param>
    /// <param name="steps">Steps, a batch each, 10 or above.</param>
    /// <param name="cancellationToken">Ends the test without a result.</param>
    /// <inheritdoc cref="Test{TModel}(TModel, ReadOnlySpan{float}, ReadOnlySpan{int}, TrainingOptions?, double, double, int, CancellationToken)" path="/exception"/>
    public static LearningRateRange Test<TModel, TRow, TLabel>(
        ITypedModel<TModel, TRow, TLabel> model,
        IEnumerable<TRow> rows,
        TrainingOptions? options = null,
        double minimum = 1e-5,
        double maximum = 10,
        int steps = 100,
        CancellationToken cancellationToken = default)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>, ILabelModel<TModel>
        where TLabel : struct
    {
        ArgumentNullException.ThrowIfNull(model);
        (float[] features, int[] labels) = ClassRows<TModel, TRow, TLabel>.Arrays(RowLists.SpanOf(rows));
        return Test((TModel)model, features, labels, options, minimum, maximum, steps, cancellationToken);
    }

    /// <summary>The suggestion, and a line for every tenth step, in the invariant culture.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Summary).Append("\n     rate      loss  smoothed");
        for (int i = 0; i < Points.Count; i += Math.Max(Points.Count / 10, 1))
        {
            LearningRatePoint point = Points[i];
            text.Append('\n').Append(point.LearningRate.ToString("0.00E+0", CultureInfo.InvariantCulture).PadLeft(9));
            foreach (double value in new[] { point.Loss, point.SmoothedLoss }) text.Append(Printed.Decimals(value).PadLeft(10));
        }

        return text.ToString();
    }

    private string Summary => $"learning rate {Printed.Number(Suggested)}"
        + (double.IsNaN(Divergence) ? "" : $"; the loss diverges at {Printed.Number(Divergence)}");

    private static LearningRateRange Run<TModel>(
        TModel model,
        ReadOnlySpan<float> rows,
        int count,
        Func<float[], int[], TrainingBatch> batchOf,
        TrainingOptions? options,
        double minimum,
        double maximum,
        int steps,
        CancellationToken cancellationToken)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        options = Checked(options, count, minimum, maximum, steps);
        float[] features = rows.ToArray();
        Check.Finite(features, TModel.FeatureCount);
        TModel copy = model.Clone();

        Standardization? scaling = options.Standardize ? RateSweep.Standardize(features, TModel.Layout, copy.Parameters) : null;
        var sweep = new RateSweep(count, options.For(TModel.Activation is not null).For(TraitsOf<TModel>(), scaling), minimum, maximum, steps);
        return Run(sweep, indices => batchOf(Resampling.Take<float>(features, indices, TModel.FeatureCount), indices), copy.Fit, readsAhead: false, cancellationToken);
    }

    /// <summary>The options, with what is needed of them: weights for each row, and an optimizer that takes a rate.</summary>
    private static TrainingOptions Checked(TrainingOptions? options, int count, double minimum, double maximum, int steps)
    {
        Require.Positive(minimum, nameof(minimum));
        if (!(maximum > minimum && double.IsFinite(maximum))) throw Require.OutOfRange(nameof(maximum), maximum, Invariant($"a finite number above minimum, {minimum}"));
        Require.AtLeast(steps, RateSweep.FewestSteps, nameof(steps));
        options = (options ?? new TrainingOptions()) with { LearningRate = minimum }; // as in the run that will follow, a rate is set
        if (options.Optimizer is LbfgsOptimizer)
            throw new ArgumentException("The optimizer is L-BFGS, which finds its own step lengths; expected one that takes a learning rate.", nameof(options));
        int weights = options.Loss?.SampleWeights.Length ?? 0;
        return weights == 0 || weights == count
            ? options
            : throw new ArgumentException(Invariant($"{nameof(LossOptions.SampleWeights)} has length {weights}; it needs {count}, one for each row, or none."), nameof(options));
    }

    private static ModelTraits TraitsOf<TModel>()
        where TModel : class, IClassifier<TModel> =>
        new(TModel.FeatureCount, TModel.ClassCount, TModel.Task == ClassificationTask.MultiLabel, TModel.Activation is not null);

    private static LearningRateRange Run(RateSweep sweep, Func<int[], TrainingBatch> batchOf, SweepFit fit, bool readsAhead, CancellationToken cancellationToken)
    {
        double[] losses = sweep.Run(batchOf, fit, readsAhead, cancellationToken);
        if (losses.Length == 0)
            throw new InvalidOperationException(Invariant($"The loss is not finite at the first rate, {sweep.Rate(0)}: the features or the model's parameters are too large."));
        double[] smoothed = RateSweep.Smoothed(losses, sweep.Steps);
        var points = new LearningRatePoint[losses.Length];
        for (int i = 0; i < points.Length; i++) points[i] = new(sweep.Rate(i), losses[i], smoothed[i]);
        return new(points, RateSweep.Steepest(smoothed), sweep.Diverged ? sweep.Rate(losses.Length) : double.NaN);
    }
}

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="LearningRate">Its rate.</param>
/// <param name="Loss">The mean cross-entropy of its batch before the step, in nats.</param>
/// <param name="SmoothedLoss">The mean over the neighbouring steps.</param>
public readonly record struct LearningRatePoint(double LearningRate, double Loss, double SmoothedLoss)
{
    /// <summary>Rate and loss, in the invariant culture.</summary>
    public override string ToString() => $"learning rate {Printed.Number(LearningRate)}: loss {Printed.Number(Loss)}, smoothed {Printed.Number(SmoothedLoss)}";
}
