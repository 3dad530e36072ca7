using LossGen.Generators.Rules;

namespace LossGen.Generators.Analyzers;

/// <summary>
/// The ranges of the runtime library's settings, by metadata name: those whose breach throws <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
internal static class SettingRanges
{
    public const string LearningRateSchedule = "LossGen.LearningRateSchedule";

    private const string LossOptions = "LossGen.LossOptions";
    private const string TrainingOptions = "LossGen.TrainingOptions";
    private const string TrainingCheckpoint = "LossGen.TrainingCheckpoint";
    private const string Optimizer = "LossGen.Optimizer";
    private const string OnlineLearnerOptions = "LossGen.OnlineLearnerOptions";
    private const string ModelHolderOptions = "LossGen.ModelHolderOptions";
    private const string Adversary = "LossGen.Adversary";
    private const string TextFeatures = "LossGen.TextFeatures";
    private const string Bins = "LossGen.Bins";
    private const string TrainTestSplit = "LossGen.TrainTestSplit";
    private const string WordVocabulary = "LossGen.WordVocabulary";

    /// <summary>Properties: type, name, range.</summary>
    public static readonly IReadOnlyList<(string Type, string Property, SettingRange Range)> Properties =
    [
        (LossOptions, "LabelSmoothing", SettingRange.Fraction),
        (LossOptions, "FocalGamma", SettingRange.NonNegative),
        (TrainingOptions, "Epochs", SettingRange.AtLeastOne),
        (TrainingOptions, "BatchSize", SettingRange.AtLeastZero),
        (TrainingOptions, "Dropout", SettingRange.Fraction),
        (TrainingOptions, "MaxGradientNorm", SettingRange.NonNegative),
        (TrainingOptions, "L1", SettingRange.NonNegative),
        (TrainingOptions, "L2", SettingRange.NonNegative),
        (TrainingOptions, "Tolerance", SettingRange.NonNegative),
        (TrainingOptions, "Patience", SettingRange.AtLeastZero),
        (TrainingOptions, "TargetLoss", SettingRange.NonNegative),
        (TrainingOptions, "GradientTolerance", SettingRange.NonNegative),
        (TrainingOptions, "ValidationFraction", SettingRange.Fraction),
        (TrainingOptions, "MaxDegreeOfParallelism", SettingRange.AtLeastOneOrMinusOne),
        (TrainingCheckpoint, "EveryEpochs", SettingRange.AtLeastOne),
        (OnlineLearnerOptions, "L1", SettingRange.NonNegative),
        (OnlineLearnerOptions, "L2", SettingRange.NonNegative),
        (OnlineLearnerOptions, "MaxGradientNorm", SettingRange.NonNegative),
        (ModelHolderOptions, "UpdatesPerVersion", SettingRange.AtLeastOne),
        (Adversary, "Minimum", SettingRange.LowerLimit),
        (Adversary, "Maximum", SettingRange.UpperLimit),
        (Adversary, "Mix", SettingRange.AboveZeroUpToOne),
        (TextFeatures, "WordNGrams", SettingRange.AtLeastZero),
        (TextFeatures, "MinCharacterNGram", SettingRange.AtLeastZero),
        (TextFeatures, "MaxCharacterNGram", SettingRange.AtLeastZero),
    ];

    /// <summary>Parameters of static methods: type, method, parameter, range.</summary>
    public static readonly IReadOnlyList<(string Type, string Method, string Parameter, SettingRange Range)> Parameters =
    [
        (LearningRateSchedule, "Constant", "rate", SettingRange.Positive),
        (LearningRateSchedule, "TimeDecay", "initial", SettingRange.Positive),
        (LearningRateSchedule, "TimeDecay", "decay", SettingRange.NonNegative),
        (LearningRateSchedule, "StepDecay", "initial", SettingRange.Positive),
        (LearningRateSchedule, "StepDecay", "factor", SettingRange.AboveZeroUpToOne),
        (LearningRateSchedule, "StepDecay", "everyEpochs", SettingRange.AtLeastOne),
        (LearningRateSchedule, "ExponentialDecay", "initial", SettingRange.Positive),
        (LearningRateSchedule, "ExponentialDecay", "rate", SettingRange.NonNegative),
        (LearningRateSchedule, "Cosine", "initial", SettingRange.Positive),
        (LearningRateSchedule, "Cosine", "epochs", SettingRange.AtLeastOne),
        (LearningRateSchedule, "Cosine", "minimum", SettingRange.NonNegative),
        (LearningRateSchedule, "ReduceOnPlateau", "initial", SettingRange.Positive),
        (LearningRateSchedule, "ReduceOnPlateau", "factor", SettingRange.AboveZeroBelowOne),
        (LearningRateSchedule, "ReduceOnPlateau", "patience", SettingRange.AtLeastZero),
        (LearningRateSchedule, "ReduceOnPlateau", "minimum", SettingRange.NonNegative),
        (Optimizer, "GradientDescent", "momentum", SettingRange.Fraction),
        (Optimizer, "AdaGrad", "epsilon", SettingRange.Epsilon),
        (Optimizer, "RmsProp", "decay", SettingRange.Fraction),
        (Optimizer, "RmsProp", "epsilon", SettingRange.Epsilon),
        (Optimizer, "Adam", "beta1", SettingRange.Fraction),
        (Optimizer, "Adam", "beta2", SettingRange.Fraction),
        (Optimizer, "Adam", "epsilon", SettingRange.Epsilon),
        (Optimizer, "AdamW", "weightDecay", SettingRange.NonNegative),
        (Optimizer, "AdamW", "beta1", SettingRange.Fraction),
        (Optimizer, "AdamW", "beta2", SettingRange.Fraction),
        (Optimizer, "AdamW", "epsilon", SettingRange.Epsilon),
        (Optimizer, "Lbfgs", "memory", SettingRange.AtLeastOne),
        (Adversary, "Fgsm", "epsilon", SettingRange.NonNegative),
        (Adversary, "Pgd", "epsilon", SettingRange.NonNegative),
        (Adversary, "Pgd", "steps", SettingRange.AtLeastOne),
        (Adversary, "Pgd", "stepSize", SettingRange.Positive),
        (Adversary, "Certified", "epsilon", SettingRange.NonNegative),
        (Bins, "Uniform", "count", SettingRange.AtLeastTwo),
        (Bins, "Quantiles", "count", SettingRange.AtLeastTwo),
        (TrainTestSplit, "Of", "testFraction", SettingRange.AboveZeroBelowOne),
        (WordVocabulary, "Of", "size", SettingRange.AtLeastTwo),
    ];

    /// <summary>What every model, generated or not, implements.</summary>
    public const string Classifier = "LossGen.IClassifier`1";

    /// <summary>Parameters of the methods of models, which have no type in common: method, parameter, range.</summary>
    public static readonly IReadOnlyList<(string Method, string Parameter, SettingRange Range)> OfModels =
    [
        ("Update", "learningRate", SettingRange.Positive),
        ("Sample", "temperature", SettingRange.NonNegative),
    ];

    /// <summary>The range of the rate that converts to a schedule by itself.</summary>
    public static readonly SettingRange ConvertedRate = SettingRange.Positive;
}
