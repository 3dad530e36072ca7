using LossGen.Kernels;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>What is worth saying of a run that did not go well: each sentence says what was seen and what to do.</summary>
/// <remarks>Silence is the rule. A sentence is said only where the numbers leave no other reading; on the sets the defaults were measured with there is none.</remarks>
internal sealed class RunAdvice
{
    private const double LargeRatio = 1000;
    private const double LargeSize = 30;
    private const int LongestList = 5;
    private const double RuinedStart = 10;

    private readonly TrainingResult _result;
    private readonly TrainingOptions _options;
    private readonly RunParts _run;
    private readonly ModelTraits _model;
    private readonly ModelNaming _names;
    private readonly SetFacts? _set;
    private readonly List<string> _sentences = [];

    private RunAdvice(TrainingResult result, in RunParts run, SetFacts? set)
    {
        _result = result;
        _options = result.Options!;
        _run = run;
        _model = run.Traits;
        _names = run.Scaling.Naming ?? ModelNaming.None;
        _set = set;
    }

    /// <summary>The sentences, none if all is well.</summary>
    /// <param name="result">What the run came to, with its options.</param>
    /// <param name="run">The model, what it learned from and what the run remembers.</param>
    /// <param name="set">What is known of the rows; null where they come from a source, which is not read once more.</param>
    public static IReadOnlyList<string> Of(TrainingResult result, in RunParts run, SetFacts? set)
    {
        var advice = new RunAdvice(result, run, set);
        advice.Add();
        return advice._sentences.Count == 0 ? [] : advice._sentences.ToArray();
    }

    private void Add()
    {
        AddClasses();
        AddWeights();
        if (_options is { Patience: > 0, Tolerance: 0, Validation: null } && double.IsNaN(_result.ValidationLoss))
            _sentences.Add(Invariant($"Patience is {_options.Patience} and does nothing: it counts epochs without improvement, which takes a validation set or a Tolerance above 0."));
        if (_result.StopReason == StopReason.Cancelled) return;

        if (_set is { IsConstant: true })
        {
            _sentences.Add("All rows are the same: the model can learn no more than how frequent each class is.");
            return;
        }

        bool isUnfinished = _options.Optimizer is LbfgsOptimizer && _result.StopReason is StopReason.Stalled or StopReason.EpochsCompleted;
        bool isBad = AddStart() || AddDivergence() || AddUnreachedLayers() || AddSlowness() || AddBaseline() || AddFall() || isUnfinished;
        if (isBad && !_options.Standardize && _set is not null && !_model.IsSparse) AddScales();
    }

    private void AddClasses()
    {
        if (_set is not { EmptyClasses: { Count: > 0 } empty } || empty.Count == _model.Classes) return;
        string list = string.Join(", ", empty.Take(LongestList).Select(_names.Class)) + (empty.Count > LongestList ? Invariant($" and {empty.Count - LongestList} more") : "");
        _sentences.Add(empty.Count == 1
            ? $"No row is of class {list}: the model learns never to predict it."
            : $"No row is of the classes {list}: the model learns never to predict them.");
    }

    /// <summary>
    /// Smoothing gives every row ε/K of each class, and by PyTorch's formula each class counts with its own weight there. Of a row that is surely of class y
    /// the loss is least at probabilities in the ratio of (1 − ε + ε/K) w_y to ε/K w_c: where the second is larger, c is predicted.
    /// </summary>
    private void AddWeights()
    {
        if (_model.IsMultiLabel || _options.Loss is not { LabelSmoothing: > 0, ClassWeights.IsEmpty: false } loss) return;
        ReadOnlySpan<float> weights = loss.ClassWeights.Span;
        int heavy = 0, light = -1;
        for (int k = 0; k < weights.Length; k++)
        {
            if (weights[k] > weights[heavy]) heavy = k;

            // A class of weight 0 is meant not to count.
            if (weights[k] > 0 && (light < 0 || weights[k] < weights[light])) light = k;
        }

        double spread = loss.LabelSmoothing / weights.Length;
        if (light < 0 || spread * weights[heavy] <= (1 - loss.LabelSmoothing + spread) * weights[light]) return;
        _sentences.Add(Invariant(
            $"LabelSmoothing {loss.LabelSmoothing} with class weights from {weights[light]} to {weights[heavy]} makes class {_names.Class(heavy)} the best prediction even for rows that are surely of class {_names.Class(light)}: leave the smoothing out, or weight the rows by SampleWeights."));
    }

    /// <summary>
    /// A run that goes on from ruined parameters, as another one has left them that diverged, ends badly whatever its rate. The loss of its first batch says
    /// so: of a new model it is ln K, and ten times that is no noise of a batch.
    /// </summary>
    private bool AddStart()
    {
        if (!_run.State.HasStarted || _run.State.StartLoss <= RuinedStart * KnowingNothing) return false;
        bool isEndBad = _result.StopReason == StopReason.Diverged || !(_result.Loss <= LargeLoss * LargestWeight) || IsAboveBaseline;
        if (!isEndBad) return false;
        string start = double.IsFinite(_run.State.StartLoss) ? $"a loss of {Printed.Number(_run.State.StartLoss)} nats" : "a loss that is infinite or NaN";
        _sentences.Insert(0, $"Training began at {start}, from the parameters that the model had, where a model that knows nothing has {Printed.Number(KnowingNothing)}: {Anew}.");
        return true;
    }

    /// <summary>What gives a model other parameters to begin with.</summary>
    private string Anew => $"start from a new model{(_names.Model is { } name ? $" (new {name}())" : "")}{(_model.IsNetwork ? " or call Initialize(seed)" : "")}";

    /// <summary>The loss of a model that gives all classes the same probability, of whatever weight they are.</summary>
    private double KnowingNothing => LargestWeight * Math.Log(_model.IsMultiLabel ? 2 : _model.Classes);

    /// <summary>What the weights of classes can multiply a loss by: those of labels are divided by again, those of targets are not.</summary>
    private double LargestWeight => _options.Loss is { ClassWeights.IsEmpty: false } loss ? Math.Max(1, loss.ClassWeights.ToArray().Max()) : 1;

    private bool AddDivergence()
    {
        if (_result.StopReason != StopReason.Diverged) return false;
        bool isQuasiNewton = _options.Optimizer is LbfgsOptimizer;
        _sentences.Add(isQuasiNewton && _result.Epochs == 0
            ? "The loss is infinite or NaN where training started: begin with parameters that give finite logits."
            : isQuasiNewton ? Invariant($"The loss or the parameters became infinite or NaN after iteration {_result.Epochs}, as where a progress callback changes them.")
            : Invariant($"The loss became infinite or NaN in epoch {_result.Epochs + 1} with learning rate {_options.LearningRate}: try a tenth of it{(_options.Standardize ? "" : ", or Standardize = true")}."));
        return true;
    }

    /// <summary>Above the entropy of the classes by more than the noise of steps is worse than knowing nothing but the classes.</summary>
    private bool AddBaseline()
    {
        // Where all rows are of one class a model that knows only that loses nothing, and every other one more.
        if (!IsAboveBaseline) return false;
        string what = _model.IsMultiLabel ? "label" : "class";
        _sentences.Add(Invariant($"The loss, {Printed.Number(_result.Loss)} nats, is above the {Printed.Number(_set!.Baseline)} of a model that knows only how frequent each {what} is: ")
            + (_options.Optimizer is LbfgsOptimizer ? "more iterations would go further."
                : _result.Loss > LargeLoss ? "the steps are too long, so try a tenth of the learning rate."
                : "the steps are too few or too short, so try more epochs or a larger learning rate."));
        return true;
    }

    /// <summary>Whether the loss is above that of a model that knows only the classes, by more than the noise of steps.</summary>
    private bool IsAboveBaseline => _set is { Baseline: > 0 } && IsPlain && _result.Loss > (1.02 * _set.Baseline) + 0.001;

    /// <summary>A network that no gradient reaches learns no more than how frequent each class is, and no rate and no number of epochs helps.</summary>
    private bool AddUnreachedLayers()
    {
        if (!_model.IsNetwork || _model.IsSparse || _set is not { Baseline: > 0 } || !IsPlain || !(_result.Loss >= 0.98 * _set.Baseline)) return false;
        if (!UnreachedLayers.Of(_run)) return false;
        string what = _model.IsMultiLabel ? "label" : "class", loss = Printed.Number(_result.Loss);
        string outcome = IsAboveBaseline
            ? $"and the loss, {loss} nats, is above the {Printed.Number(_set.Baseline)} of a model that knows only how frequent each {what} is"
            : $"and the loss, {loss} nats, stays at what is lost by knowing only how frequent each {what} is";
        _sentences.Add($"No gradient reaches the hidden layers, whose units give 0 for every row or are saturated, {outcome}: {Anew}, and take a smaller learning rate if that ends so too.");
        return true;
    }

    /// <summary>Whether the loss can be compared with the entropy of the classes.</summary>
    private bool IsPlain => _options.Loss is null || _options.Loss.Equals(LossOptions.Default);

    /// <summary>More than an untrained model loses, by half.</summary>
    private double LargeLoss => 1.5 * Math.Log(_model.IsMultiLabel ? 2 : _model.Classes);

    /// <summary>
    /// Steps that do what the gradient promises, and a loss that is where it was although the gradient leaves more to gain: of a function with curvature at
    /// most L at least |g|²/(2L) (Nesterov, "Introductory lectures on convex optimization", 2004, section 1.2.3), where L ≤ (|x|² + 1)/2 in the mean.
    /// </summary>
    private bool AddSlowness()
    {
        IReadOnlyList<TrainingProgress> history = _result.History;
        bool isPlainDescent = !_model.IsNetwork && _options.Optimizer is GradientDescentOptimizer { Momentum: 0 };
        if (_set is null || !isPlainDescent || history.Count < 2 || _result.StopReason != StopReason.EpochsCompleted) return false;
        double first = history[0].Loss, last = history[^1].Loss, fall = first - last;
        if (Math.Abs(fall) > 0.02 * first) return false;
        var sizes = new double[_model.Features];
        _run.Rows.RootMeanSquares(sizes);
        double curvature = (sizes.Sum(static size => size * size) + 1) / 2;

        // All steps together are a tenth of 1/L at most: no direction has come nearer to its minimum than by that tenth, and the model knew nothing.
        if (curvature * Steps * history.Sum(static epoch => epoch.LearningRate) < 0.1 && IsPlain && last > 0.98 * _set.Baseline)
        {
            _sentences.Add(Invariant(
                $"The loss hardly fell, from {Printed.Number(first)} to {Printed.Number(last)}: all steps together are too short to learn anything, since the learning rate is too small."));
            return true;
        }

        if (!(fall > 0)) return false;
        double gain = history[^1].GradientNorm * history[^1].GradientNorm / (2 * curvature);
        if (gain < 0.05 * last || fall < 0.5 * Promised(history)) return false;
        _sentences.Add(Invariant($"The loss hardly fell, from {Printed.Number(first)} to {Printed.Number(last)}, and its gradient leaves at least {Printed.Number(gain)} to gain: the learning rate is too small."));
        return true;
    }

    /// <summary>The fall of the loss that the gradient promises, step by step, before the last epoch.</summary>
    private double Promised(IReadOnlyList<TrainingProgress> history) =>
        history.Take(history.Count - 1).Sum(static epoch => epoch.LearningRate * epoch.GradientNorm * epoch.GradientNorm) * Steps;

    /// <summary>The steps of an epoch.</summary>
    private double Steps => _options.BatchSize == 0 ? 1 : Math.Max(1, (double)_set!.Count / _options.BatchSize);

    /// <summary>Whether the loss of the last tenth of the epochs was still well below that of the tenth before.</summary>
    private bool AddFall()
    {
        IReadOnlyList<TrainingProgress> history = _result.History;
        int tenth = history.Count / 10;
        if (tenth < 3 || _result.StopReason != StopReason.EpochsCompleted || _options.Validation is not null) return false;

        // Where the rate has fallen to nothing the loss falls with the noise of the steps, and more epochs would not.
        bool isSettling = _options.Optimizer is not LbfgsOptimizer && history[^1].LearningRate < history[history.Count - (2 * tenth)].LearningRate / 2;
        if (isSettling) return false;
        (double last, double variance) = Moments(history, history.Count - tenth, tenth);
        (double before, double varianceBefore) = Moments(history, history.Count - (2 * tenth), tenth);

        // Beyond the noise of the steps: three standard errors of the difference.
        if (!(before - last > Math.Max(Math.Max(0.015 * last, 0.01), 3 * Math.Sqrt((variance + varianceBefore) / tenth)))) return false;
        _sentences.Add(Invariant($"The loss was still falling when training ended, by {Printed.Number(before - last)} in the last tenth of the epochs: more epochs would go further."));
        return true;
    }

    private static (double Mean, double Variance) Moments(IReadOnlyList<TrainingProgress> history, int first, int count)
    {
        double sum = 0, squares = 0;
        for (int i = first; i < first + count; i++) sum += history[i].Loss;
        for (int i = first; i < first + count; i++) squares += (history[i].Loss - (sum / count)) * (history[i].Loss - (sum / count));
        return (sum / count, squares / (count - 1));
    }

    private void AddScales()
    {
        var sizes = new double[_model.Features];
        _run.Rows.RootMeanSquares(sizes);
        int large = 0, small = -1;
        for (int j = 0; j < sizes.Length; j++)
        {
            if (sizes[j] > sizes[large]) large = j;
            if (sizes[j] > 0 && (small < 0 || sizes[j] < sizes[small])) small = j;
        }

        if (small < 0) return;
        bool isSearch = _options.Optimizer is LbfgsOptimizer;
        if (sizes[large] >= LargeRatio * sizes[small])
            _sentences.Add(Invariant($"F{_names.Feature(large)[1..]} is {Printed.Number(sizes[large] / sizes[small])} times as large as {_names.Feature(small)}, and no {(isSearch ? "step of L-BFGS" : "learning rate")} suits both: set Standardize = true."));
        else if (sizes[large] >= LargeSize && !isSearch)
            _sentences.Add(Invariant($"F{_names.Feature(large)[1..]} is of size {Printed.Number(sizes[large])}, and the usual learning rates are meant for size 1: set Standardize = true."));
    }
}
