using LossGen.Losses;
using LossGen.Training;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How a model is trained.</summary>
/// <remarks>
/// <para>Training minimises <c>mean cross-entropy + L2/2 · Σ w² + L1 · Σ |w|</c> over the weights and biases. The sums run over the weights
/// only: biases are never penalised. The cross-entropy is that of <see cref="Loss"/>.</para>
/// <para>What is not set is chosen to suit the rows: features are standardised, learning rate, batch size and L2 penalty follow from their number and
/// scale. A rate and a penalty are numbers in the units of the features, so setting one of <see cref="LearningRate"/>, <see cref="L1"/> and
/// <see cref="L2"/> means the rows as they are: the features are then not standardised, unless <see cref="Standardize"/> says so, and there is no other penalty.
/// <see cref="TrainingResult.Options"/> are those that were used, with the numbers.</para>
/// </remarks>
/// <example><code>
/// model.Fit(rows, labels, new() { Epochs = 200, LearningRate = LearningRateSchedule.Cosine(0.05, 200), Optimizer = Optimizer.Adam() });
/// </code></example>
public sealed record TrainingOptions
{
    private const int DefaultBatchSize = 32;
    private const double DefaultGradientTolerance = 1e-6;
    private const double DefaultRate = 0.1;
    private const double LargestShrinkage = 0.5;
    private const string Automatic = "automatic";

    private readonly int _epochs = 100;
    private readonly int? _batchSize;
    private readonly LearningRateSchedule? _learningRate;
    private readonly Optimizer? _optimizer;
    private readonly double _dropout;
    private readonly double _maxGradientNorm;
    private readonly double _l1;
    private readonly double? _l2;
    private readonly bool? _standardize;
    private readonly double _tolerance;
    private readonly int _patience;
    private readonly double _targetLoss;
    private readonly double _gradientTolerance = DefaultGradientTolerance;
    private readonly double _validationFraction;
    private readonly int _maxDegreeOfParallelism = 1;

    /// <summary>Passes over the rows (iterations of L-BFGS), at most; 1 or above, by default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int Epochs
    {
        get => _epochs;
        init => _epochs = Require.AtLeast(value, 1, nameof(Epochs));
    }

    /// <summary>
    /// Rows a step, by default 32; 0 for the whole set in one. Where features are standardised, the learning rate is not set either and there are no hidden
    /// layers, sets of fewer than 960 rows get a thirtieth of them, so that an epoch has 30 steps. L-BFGS always takes the whole set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int BatchSize
    {
        get => _batchSize ?? DefaultBatchSize;
        init => _batchSize = value >= 0 ? value : throw Require.OutOfRange(nameof(BatchSize), value, "an integer above 0, or 0 for the whole set");
    }

    /// <summary>
    /// The step size of each epoch, by default one that suits the optimizer and the rows, falling to 0 by a cosine over the epochs. Gradient descent begins
    /// with 10 / t where features are standardised, t being the mean squared length of a row, but at most with 1, and with 0.1 where they are not; with
    /// momentum μ it is (1 − μ) times that, for several labels their number times. AdaGrad begins with 1, RMSProp with 0.03, Adam with 0.05. With hidden layers it is
    /// 0.05 for gradient descent with momentum, 0.003 for Adam. L-BFGS finds its own.
    /// </summary>
    /// <remarks>Not set, it reads as the one that begins with 0.1.</remarks>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public LearningRateSchedule LearningRate
    {
        get => _learningRate ?? LearningRateSchedule.Cosine(DefaultRate, Epochs);
        init => _learningRate = value ?? throw new ArgumentNullException(nameof(LearningRate));
    }

    /// <summary>How a gradient becomes a step, by default plain gradient descent; with hidden layers, Nesterov's with momentum 0.9.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public Optimizer Optimizer
    {
        get => _optimizer ?? Optimizer.Default;
        init => _optimizer = value ?? throw new ArgumentNullException(nameof(Optimizer));
    }

    /// <summary>The factor of Σ |w|, which drives weights to exactly 0; finite, 0 (the default: no penalty) or above.</summary>
    /// <remarks>
    /// Applied as a proximal step (soft-thresholding), so a weight that should be 0 becomes 0, not merely small; with mini-batches cumulatively (Tsuruoka,
    /// Tsujii and Ananiadou, ACL 2009), so that the noise of a batch does not push it off 0 again.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L1
    {
        get => _l1;
        init => _l1 = Require.NonNegative(value, nameof(L1));
    }

    /// <summary>
    /// The factor of ½ Σ w², which keeps weights small; finite, 0 (no penalty) or above. By default one that suits the rows: between 1/(10 n) and 10/n for
    /// most sets of n rows; 0 where <see cref="Standardize"/>, <see cref="LearningRate"/> or <see cref="L1"/> is set, or the optimizer decays the weights.
    /// </summary>
    /// <remarks>
    /// <para>The default is <c>t / (2 K √max(1, n/d) n)</c> for n rows of d features, K classes (2 for several labels, whose number divides it as well) and t, the mean
    /// squared length of a standardised row; with hidden layers 1/n and twice that, and (n/100)² of it for fewer than 100 rows. The C of scikit-learn's
    /// LogisticRegression is 1 / (n L2).</para>
    /// <para>Not set, it reads as 0; the number that was used is in <see cref="TrainingResult.Options"/>.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double L2
    {
        get => _l2 ?? 0;
        init => _l2 = Require.NonNegative(value, nameof(L2));
    }

    /// <summary>
    /// Whether the features are shifted to mean 0 and scaled to comparable sizes while the model is trained. The result is then folded into
    /// weights for the rows as they are, so that prediction needs no preparation and costs nothing more. By default true, unless
    /// <see cref="LearningRate"/>, <see cref="L1"/> or <see cref="L2"/> is set.
    /// </summary>
    /// <remarks>
    /// <para>Gradient descent takes one step length for all features: where one is measured in thousands and another in fractions, it crawls
    /// along one of them, or diverges along the other. Mean and scale are those of the rows given to Fit, each row counting once (weights do not enter).</para>
    /// <para>A feature is divided by its standard deviation, or by more where that would make its few unusual values huge: by z r, with z the share of rows in
    /// which it is 0 and r the root mean square of the others, so that flags and counts that are mostly 0 stay about as large as they are; by a quarter of its largest
    /// distance from the mean. A feature that never changes gets no weight. The penalties then act on the weights of the standardised features, and training
    /// keeps a copy of the rows.</para>
    /// <para>The model computes w x + b in float32: a feature whose mean is a million times its deviation loses six of its seven digits there,
    /// standardised or not.</para>
    /// </remarks>
    public bool Standardize
    {
        get => _standardize ?? !HasUnits;
        init => _standardize = value;
    }

    /// <summary>Whether a number in the units of the features is set.</summary>
    private bool HasUnits => _learningRate is not null || _l1 > 0 || _l2 is not null;

    /// <summary>Whether the L2 penalty is chosen to suit the rows: whoever decides scale, rate or penalty gets exactly the objective that he wrote.</summary>
    private bool IsPenaltyAutomatic => _standardize is null && !HasUnits && _optimizer is not AdamWOptimizer { WeightDecay: > 0 };

    /// <summary>
    /// The share of the outputs of each hidden layer that is set to 0 in each step, another one for every row; the others are scaled up, so that their
    /// mean stays. From 0 (the default: none) up to but not including 1. Only for models with hidden layers, and not for L-BFGS.
    /// </summary>
    /// <remarks>
    /// Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.
    /// Which outputs are dropped follows from <see cref="Seed"/>, epoch and the row's place in the epoch, so the model is the same to the bit on any
    /// number of threads. Losses reported while training are those with outputs dropped.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public double Dropout
    {
        get => _dropout;
        init => _dropout = Require.Fraction(value, nameof(Dropout));
    }

    /// <summary>
    /// Above 0: a step whose gradient of the mean cross-entropy, over all parameters, is longer than this Euclidean norm takes it scaled down to it.
    /// 0 (the default): gradients are taken as they are. Not for L-BFGS, which finds its own step lengths. An L1 penalty is not scaled down with it.
    /// </summary>
    /// <remarks>Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, section 3.2.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double MaxGradientNorm
    {
        get => _maxGradientNorm;
        init => _maxGradientNorm = Require.NonNegative(value, nameof(MaxGradientNorm));
    }

    /// <summary>
    /// What changes rows while they are learned from, so that the model withstands it; null (the default): nothing. Not for sparse rows, and not for L-BFGS.
    /// </summary>
    /// <remarks>
    /// The gradient is that of the attacked rows, or of the bound of their worst loss, by <see cref="LossGen.Adversary.Mix"/> mixed with that of the rows as they are;
    /// losses reported while training are of the same mixture, <see cref="TrainingResult.Loss"/> is that of the rows as they are. Random starts follow from
    /// <see cref="Seed"/>, epoch and row, so the model is the same to the bit on any number of threads. A copy of the rows holds the attacked ones.
    /// </remarks>
    public Adversary? Adversary { get; init; }

    /// <summary>Weights, smoothing and focus of the cross-entropy, or null (the default) for the plain mean.</summary>
    public LossOptions? Loss { get; init; }

    /// <summary>Whether the rows are drawn in a new order each epoch (the default) or in the order given.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Decides the order of the rows: the same seed gives the same model, bit for bit. By default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Above 0: training stops as <see cref="StopReason.Converged"/> once the epoch's objective (loss and weight penalties) has improved by less than
    /// this, in nats, for <see cref="Patience"/> epochs in a row. 0 (the default): never. With a validation set and <see cref="Patience"/>, what an
    /// epoch's validation loss has to be lower by to count as an improvement.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double Tolerance
    {
        get => _tolerance;
        init => _tolerance = Require.NonNegative(value, nameof(Tolerance));
    }

    /// <summary>
    /// Epochs in a row without improvement that end training. With a validation set it is the validation loss that has to improve, training ends as
    /// <see cref="StopReason.EarlyStopped"/>, and 0 (the default) means never; without, it is the objective, see <see cref="Tolerance"/>, and 0 counts as 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Patience
    {
        get => _patience;
        init => _patience = Require.AtLeast(value, 0, nameof(Patience));
    }

    /// <summary>
    /// Above 0: training stops as <see cref="StopReason.TargetReached"/> once an epoch's loss, in nats, is this low. 0 (the default): never.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double TargetLoss
    {
        get => _targetLoss;
        init => _targetLoss = Require.NonNegative(value, nameof(TargetLoss));
    }

    /// <summary>
    /// L-BFGS stops as <see cref="StopReason.Converged"/> once no entry of the objective's gradient is larger than this times the standard deviation of
    /// its feature (for biases and behind hidden layers: than this), by default 1e-6. Finite, 0 (only at the resolution of float32) or above.
    /// </summary>
    /// <remarks>
    /// Relative to the feature, so that the units it is measured in do not matter. The entry of a weight is the mean over the rows of what the
    /// probability is off, times the feature: at the default the probabilities are those of the minimum to 1e-4.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, infinite or NaN.</exception>
    public double GradientTolerance
    {
        get => _gradientTolerance;
        init => _gradientTolerance = Require.NonNegative(value, nameof(GradientTolerance));
    }

    /// <summary>Rows that are not trained on and scored after each epoch; null (the default): none.</summary>
    /// <remarks>The learning rate's <see cref="LearningRateSchedule.ReduceOnPlateau"/> then follows their loss instead of the objective.</remarks>
    public ValidationSet? Validation { get; init; }

    /// <summary>
    /// Above 0: this share of the rows is drawn by <see cref="Seed"/>, stratified by label, kept out of training and used for validation. From 0 (the
    /// default) up to but not including 1. For rows in memory; a source gets a <see cref="Validation"/> set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside that range.</exception>
    public double ValidationFraction
    {
        get => _validationFraction;
        init => _validationFraction = Require.Fraction(value, nameof(ValidationFraction));
    }

    /// <summary>
    /// Whether the model, with validation, ends as the epoch of the lowest validation loss left it, whatever ends training; true by default. Otherwise as
    /// the last epoch left it.
    /// </summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>A file from which a run that was killed goes on; null (the default): none.</summary>
    public TrainingCheckpoint? Checkpoint { get; init; }

    /// <summary>
    /// Whether <see cref="TrainingResult.Loss"/> is measured by one more pass over the rows, the default. Otherwise it is the loss of the epoch that the
    /// model is from, a mean over its batches, each before its step. A source is then enumerated once an epoch (by L-BFGS once for each point it tries),
    /// once before the first where features are standardised or classes have weights, and once more only if training diverges.
    /// </summary>
    public bool MeasureFinalLoss { get; init; } = true;

    /// <summary>
    /// Threads that training may use, the calling one included: 1 (the default), a higher number, or -1 for as many as there are processors.
    /// The model is the same to the bit whatever the number.
    /// </summary>
    /// <remarks>
    /// A batch (for L-BFGS the set) is shared in whole blocks of 32 rows, 16 parts at most, and only where each part has some 200,000
    /// multiplications: rows times parameters. So a batch of 128 rows of 784 features and 10 classes keeps up to 4 threads at work, and small
    /// models or batches are trained on the calling thread alone. The threads end before Fit returns. Where the rows come from a source, threads live
    /// as long as a batch of it, and L-BFGS uses one.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">0, or below -1.</exception>
    public int MaxDegreeOfParallelism
    {
        get => _maxDegreeOfParallelism;
        init => _maxDegreeOfParallelism = value is -1 or >= 1
            ? value
            : throw Require.OutOfRange(nameof(MaxDegreeOfParallelism), value, "an integer above 0, or -1 for as many as there are processors");
    }

    /// <summary>The options with the optimizer of a model where none is set, and weights of their own, so that changes by the caller have no effect.</summary>
    /// <param name="isNetwork">Whether the model has hidden layers.</param>
    /// <exception cref="ArgumentException">An option does nothing for such a model or with the optimizer.</exception>
    internal TrainingOptions For(bool isNetwork)
    {
        if (Dropout > 0 && !isNetwork) throw Useless(nameof(Dropout), Dropout, "the model has no hidden layers");
        if (Validation is not null && ValidationFraction > 0)
            throw new ArgumentException(Invariant($"Validation and ValidationFraction ({ValidationFraction}) are both set; expected one or the other."), nameof(ValidationFraction));
        if ((_optimizer ?? Optimizer.Default) is LbfgsOptimizer)
        {
            if (Dropout > 0) throw Useless(nameof(Dropout), Dropout, "L-BFGS needs the same objective in every step");
            if (MaxGradientNorm > 0) throw Useless(nameof(MaxGradientNorm), MaxGradientNorm, "L-BFGS finds its own step lengths");
            if (Adversary is not null) throw UselessAdversary("L-BFGS needs the same objective in every step", "another optimizer");
        }

        if (Adversary is { Kind: AdversaryKind.Certified } && Dropout > 0)
            throw Useless(nameof(Dropout), Dropout, "Adversary.Certified bounds the network without it");
        return this with { Optimizer = _optimizer ?? (isNetwork ? NetworkDefaults.Optimizer : Optimizer.Default), Loss = Loss?.Snapshot() };
    }

    /// <summary>The same for rows that are sparse, which are not standardised: shifted to mean 0 they would have no zeros left.</summary>
    /// <exception cref="ArgumentException">They are to be standardised.</exception>
    internal TrainingOptions ForSparseRows(bool isNetwork)
    {
        if (_standardize == true)
            throw new ArgumentException("Standardize is true, but the rows are sparse: shifted to mean 0 they would have no zeros left; expected false, or rows scaled beforehand.", nameof(Standardize));
        if (Adversary is not null) throw UselessAdversary("the rows are sparse, and most of their features are not there to be changed", "a model of dense rows");
        return (_optimizer is null ? this with { Optimizer = SparseDefaults.Optimizer } : this).For(isNetwork) with { Standardize = false };
    }

    /// <summary>The same for tokens, which have nothing to standardise.</summary>
    /// <exception cref="ArgumentException">They are to be standardised.</exception>
    internal TrainingOptions ForTokens(bool isNetwork)
    {
        if (_standardize == true) throw new ArgumentException("Standardize is true, but tokens are no numbers to standardise; expected false.", nameof(Standardize));
        if (Adversary is not null) throw UselessAdversary("tokens cannot be changed a little", "a model of dense rows");
        return For(isNetwork) with { Standardize = false };
    }

    /// <summary>The options with numbers that suit the rows where nothing is set. The optimizer has been settled before.</summary>
    /// <param name="model">The model's shape.</param>
    /// <param name="measured">Number and scale of the rows; null where they are not standardised.</param>
    internal TrainingOptions For(in ModelTraits model, Standardization? measured)
    {
        bool isAutomatic = measured is not null && IsPenaltyAutomatic;
        bool hasFewSteps = measured is not null && _learningRate is null && !model.IsNetwork;
        return this with
        {
            Standardize = Standardize,
            LearningRate = _learningRate ?? DefaultRateFor(model, measured),
            L2 = _l2 ?? (!isAutomatic ? 0 : model.IsNetwork ? NetworkDefaults.L2(model, measured!) : LinearDefaults.L2(model, measured!)),
            BatchSize = _batchSize ?? (hasFewSteps ? LinearDefaults.BatchSize(measured!) : model.IsNetwork ? NetworkDefaults.BatchSize : DefaultBatchSize),
        };
    }

    /// <summary>The settings that Fit chooses, since they are not set.</summary>
    internal string Unset => string.Join(", ", new[]
    {
        _standardize is null ? nameof(Standardize) : "", _learningRate is null ? nameof(LearningRate) : "", _l2 is null ? nameof(L2) : "",
        _batchSize is null ? nameof(BatchSize) : "",
    }.Where(static name => name.Length > 0));

    private LearningRateSchedule DefaultRateFor(in ModelTraits model, Standardization? measured)
    {
        if (Optimizer is not MiniBatchOptimizer optimizer) return LearningRate;
        double rate = model.IsSparse ? SparseDefaults.Rate(model, optimizer)
            : model.HasEmbedding ? TokenDefaults.Rate(optimizer)
            : model.IsNetwork ? optimizer.NetworkRate
            : LinearDefaults.Rate(model, optimizer, measured);

        // A step multiplies the weights by 1 - rate * L2: a rate that suits the rows may be far too long for a penalty that does not come from them.
        if (optimizer is GradientDescentOptimizer && _l2 > 0) rate = Math.Min(rate, LargestShrinkage / _l2.Value);
        return LearningRateSchedule.Cosine(rate, Epochs);
    }

    /// <summary>The settings that tell what is not set from its default.</summary>
    internal Given AsGiven => new(_optimizer, _learningRate, _batchSize, _l2, _standardize);

    /// <summary>Settings that may not be set.</summary>
    internal sealed record Given(Optimizer? Optimizer, LearningRateSchedule? LearningRate, int? BatchSize, double? L2, bool? Standardize)
    {
        /// <summary>Other options with those that are set.</summary>
        public TrainingOptions With(TrainingOptions options)
        {
            if (Optimizer is not null) options = options with { Optimizer = Optimizer };
            if (LearningRate is not null) options = options with { LearningRate = LearningRate };
            if (BatchSize is { } batchSize) options = options with { BatchSize = batchSize };
            if (L2 is { } l2) options = options with { L2 = l2 };
            return Standardize is { } standardize ? options with { Standardize = standardize } : options;
        }
    }

    private ArgumentException UselessAdversary(string reason, string expected) =>
        new($"Adversary is {Adversary}, but {reason}; expected none, or {expected}.", nameof(Adversary));

    private static ArgumentException Useless(string name, double value, string reason) =>
        new(Invariant($"{name} is {value}, but {reason}; expected 0."), name);

    /// <summary>The settings in a line: the main ones, and of the others those that are set. In the invariant culture.</summary>
    public override string ToString()
    {
        string text = $"{Printed.Count(Epochs, "epoch", "epochs")}, {_optimizer?.ToString() ?? "the model's optimizer"}";
        if (_optimizer is not LbfgsOptimizer)
        {
            text += $", learning rate {_learningRate?.ToString() ?? Automatic}, "
                + (_batchSize is null ? $"batch size {Automatic}" : BatchSize == 0 ? "batch: the whole set" : Invariant($"batches of {BatchSize}"));
        }

        if (Standardize) text += ", features standardised";
        if (Dropout > 0) text += Invariant($", dropout {Dropout}");
        if (Adversary is not null) text += $", against {Adversary}";
        if (MaxGradientNorm > 0) text += Invariant($", gradients up to norm {MaxGradientNorm}");
        if (L1 > 0) text += Invariant($", L1 {L1}");
        if (_l2 is null && IsPenaltyAutomatic) text += $", L2 {Automatic}";
        if (L2 > 0) text += Invariant($", L2 {L2}");
        if (Loss is { } loss && !loss.Equals(LossOptions.Default)) text += $", loss with {loss}";
        if (Tolerance > 0) text += Invariant($", tolerance {Tolerance} for {Printed.Count(Math.Max(Patience, 1), "epoch", "epochs")}");
        if (Validation is not null) text += ", with a validation set";
        if (ValidationFraction > 0) text += Invariant($", {ValidationFraction:P0} of the rows for validation");
        if (Patience > 0 && (Validation is not null || ValidationFraction > 0)) text += $", patience {Printed.Count(Patience, "epoch", "epochs")}";
        if (TargetLoss > 0) text += Invariant($", target loss {TargetLoss}");
        if (MaxDegreeOfParallelism != 1) text += $", threads: " + (MaxDegreeOfParallelism == -1 ? "all" : Invariant($"{MaxDegreeOfParallelism}"));
        return text + (Shuffle ? Invariant($", shuffled with seed {Seed}") : ", in the order given");
    }
}
