using LossGen.Kernels;
using LossGen.Serving;
using LossGen.Storage;
using LossGen.Training;
using LossGen.TypedRows;
using LossGen.Validation;

namespace LossGen;

/// <summary>Learns from rows as they come: one step for each call, with everything that <c>Fit</c> has and <c>Update</c> has not.</summary>
/// <remarks>
/// <para>
/// A step is that of the <see cref="OnlineLearnerOptions.Optimizer"/>, which remembers earlier ones, at the rate of the schedule, with penalties and class
/// weights. A model with a <see cref="IClassifier{TSelf}.Scaling"/> is trained in the scale of its standardised features. The step is bounded by
/// <see cref="OnlineLearnerOptions.MaxGradientNorm"/>, and one that is not finite is not taken: the call returns infinity, counts its rows in
/// <see cref="RefusedRows"/>, and the model is unchanged.
/// </para>
/// <para>
/// The model is the caller's and has the new parameters after each call. Other code may change it between two calls, by Fit, by hand or from a file;
/// the learner goes on from there. What is lost with the learner is the optimizer's memory and the number of updates, on which the schedule depends;
/// <see cref="SaveState"/> keeps them.
/// </para>
/// <para>One call at a time: a second one is refused. Nothing is allocated in a call, once one with as many rows has been made. The same calls give the same bits.</para>
/// </remarks>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class OnlineLearner<TModel>
    where TModel : class, ICrossEntropyModel<TModel>
{
    /// <summary>Its square, which an optimizer may remember, is still far from the largest float32.</summary>
    private const double LargestNorm = 1e18;

    private const string Kind = "OnlineLearner 1", KindKey = "lossgen.kind", LayoutKey = "lossgen.layout", OptimizerKey = "lossgen.optimizer";

    private readonly TrainedCopy<TModel> _trained;
    private readonly Memory<float> _gradient = AlignedMemory.Allocate(TModel.ParameterCount);
    private readonly ScheduleState _schedule;
    private readonly double _maxGradientNorm;
    private OptimizerState _optimizer;
    private float[] _standardized = [];

    /// <summary>A learner that has not learned anything yet.</summary>
    /// <param name="model">The model, generated or one that implements <see cref="IClassifier{TSelf}.Clone"/>.</param>
    /// <param name="options">How it learns; null: the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is not one class weight a class.</exception>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, or published by a <see cref="ModelHolder{TModel}"/>.</exception>
    public OnlineLearner(TModel model, OnlineLearnerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = (options ?? new OnlineLearnerOptions()).Snapshot();
        Losses.LossChecks.Fit(Options.Loss, rows: 0, TModel.ClassCount);
        Model = model;
        using (IParameterOwner.Claim(model, ModelChange.Update)) _trained = new TrainedCopy<TModel>(model);
        _maxGradientNorm = Options.MaxGradientNorm ?? (2 * Math.Sqrt(1 + TModel.FeatureCount));
        int labels = TModel.Task == ClassificationTask.MultiLabel ? TModel.ClassCount : 1;
        _schedule = (Options.LearningRate ?? LearningRateSchedule.Constant(Options.DefaultRate(TModel.FeatureCount, labels, TModel.Layout.Layers.Count > 1))).Start();
        _optimizer = NewMemory();
    }

    /// <summary>The model that learns.</summary>
    public TModel Model { get; }

    /// <summary>How it learns.</summary>
    public OnlineLearnerOptions Options { get; }

    /// <summary>Steps that were taken since the learner was made or reset.</summary>
    public long Updates { get; private set; }

    /// <summary>Rows that a step was refused for since then: not finite themselves, or with a loss or a step that is not.</summary>
    public long RefusedRows { get; private set; }

    /// <summary>The rate of the next step.</summary>
    /// <exception cref="InvalidOperationException">A custom schedule gives a rate that is negative or not finite.</exception>
    public double LearningRate => _schedule.Rate((int)Math.Min(Updates, int.MaxValue));

    /// <summary>What the parameters of the next gradient are those of.</summary>
    internal TModel Trained => _trained.Model;

    /// <summary>Receives the next gradient.</summary>
    internal Span<float> Gradient => _gradient.Span;

    /// <summary>Begins anew: forgets what the optimizer remembers and all counts, and so the place in the schedule. The model stays as it is.</summary>
    public void Reset()
    {
        using ModelParameters.Claim claim = Claim();
        _optimizer = NewMemory();
        Updates = 0;
        RefusedRows = 0;
    }

    /// <summary>Claims the model for a step.</summary>
    internal ModelParameters.Claim Claim() => IParameterOwner.Claim(Model, ModelChange.Update);

    /// <summary>The rows as the trained parameters take them; the model has been claimed.</summary>
    internal ReadOnlySpan<float> Prepare(ReadOnlySpan<float> rows)
    {
        int count = Check.Rows(rows, TModel.FeatureCount);
        if (Check.IndexOfNonFinite(rows) >= 0)
        {
            Refuse(count);
            Check.Finite(rows, TModel.FeatureCount);
        }

        _trained.TakeOver();
        if (!_trained.IsStandardized) return rows;
        if (_standardized.Length < rows.Length) _standardized = new float[rows.Length];
        _trained.Standardize(rows, _standardized);
        return _standardized.AsSpan(0, rows.Length);
    }

    /// <summary>The mean weight of the classes of some rows, by which the mean loss has been divided.</summary>
    internal double MeanWeight(ReadOnlySpan<int> labels)
    {
        if (Options.Loss is not { ClassWeights.IsEmpty: false } loss) return 1;
        ReadOnlySpan<float> weights = loss.ClassWeights.Span;
        double sum = 0;

        // Another thread may have changed a label that was checked.
        foreach (int label in labels) sum += (uint)label < (uint)weights.Length ? weights[label] : 0;
        return sum / labels.Length;
    }

    /// <summary>Takes a step along <see cref="Gradient"/>, if it is finite.</summary>
    /// <param name="loss">The loss before it.</param>
    /// <param name="count">Rows of the step.</param>
    /// <param name="meanWeight">What the gradient is multiplied with to be divided by the number of rows.</param>
    internal double Step(double loss, int count, double meanWeight)
    {
        double norm = meanWeight * Math.Sqrt(Lanes.SumOfSquares(Gradient));
        double bounded = _maxGradientNorm > 0 ? Math.Min(norm, _maxGradientNorm) : norm;
        if (double.IsFinite(loss) && double.IsFinite(norm) && bounded <= LargestNorm)
        {
            double scale = bounded < norm ? meanWeight * (bounded / norm) : meanWeight;
            _optimizer.Step(Trained.Parameters, Gradient, new((float)LearningRate, (float)Options.L1, (float)Options.L2, (float)scale));
            if (_trained.TryGive())
            {
                Updates++;
                return loss;
            }

            // It may remember what led out of float32.
            _optimizer = NewMemory();
        }

        Refuse(count);
        return double.PositiveInfinity;
    }

    /// <summary>Counts rows that no step is taken for.</summary>
    internal void Refuse(int count) => RefusedRows += count;

    /// <summary>The model's class, what it has learned from, and how, in the invariant culture.</summary>
    public override string ToString() =>
        $"{typeof(TModel).Name}: {Printed.Count(Updates, "update", "updates")}, {Printed.Count(RefusedRows, "row", "rows")} refused, {Options}";

    /// <summary>
    /// Writes to a file what is lost with the learner: the optimizer's memory, the counts, and the last digits of the trained parameters. The model has a
    /// file of its own.
    /// </summary>
    /// <remarks>
    /// A safetensors file with a checksum, written whole or not at all. A learner with the same options, of a model loaded from the file of this one, goes
    /// on with it to the bit.
    /// </remarks>
    /// <param name="path">The file, replaced if it exists, in a folder that exists.</param>
    /// <exception cref="InvalidOperationException">Another call is changing the model.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The file or its folder is read-only.</exception>
    public void SaveState(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ModelParameters.Claim claim = Claim();
        _trained.TakeOver();
        StateFile.Write(path, [(KindKey, Kind), (LayoutKey, TModel.Layout.ToString()), (OptimizerKey, Options.Optimizer.ToString()!)], Visit);
    }

    /// <summary>Goes on with what <see cref="SaveState"/> has written. If that fails the learner is unchanged.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of a learner with another optimizer or model; the message says what was expected.</exception>
    /// <exception cref="InvalidOperationException">Another call is changing the model.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read the file.</exception>
    public void LoadState(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ModelParameters.Claim claim = Claim();
        OptimizerState before = _optimizer;
        (long updates, long refused) = (Updates, RefusedRows);
        try
        {
            using var reader = new StateReader(path);
            Require(reader, KindKey, Kind);
            Require(reader, LayoutKey, TModel.Layout.ToString());
            Require(reader, OptimizerKey, Options.Optimizer.ToString()!);
            _optimizer = NewMemory();
            Visit(reader);
        }
        catch (Exception fault)
        {
            (_optimizer, Updates, RefusedRows) = (before, updates, refused);
            _trained.Read();
            if (fault is not InvalidDataException) throw;
            throw new InvalidDataException($"'{path}' cannot be loaded into a learner of {typeof(TModel).Name}: {fault.Message}.", fault);
        }
    }

    private void Visit(StateVisitor visitor)
    {
        (long updates, long refused) = (Updates, RefusedRows);
        visitor.Number("learner.updates", ref updates);
        visitor.Number("learner.refused_rows", ref refused);
        (Updates, RefusedRows) = (updates, refused);
        _trained.Visit(visitor);
        _optimizer.Visit(visitor);
    }

    private static void Require(StateReader reader, string key, string expected)
    {
        if (!reader.Facts.TryGetValue(key, out string? found)) throw new InvalidDataException($"it has no {key}, expected {expected}");
        if (found != expected) throw new InvalidDataException($"its {key} is {Quoted.Text(found)}, expected {Quoted.Text(expected)}");
    }

    private OptimizerState NewMemory() => ((MiniBatchOptimizer)Options.Optimizer).CreateState(TModel.Layout.BlockArray, Options.L1 > 0);
}
