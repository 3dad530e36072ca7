using LossGen.Tests.Models;

namespace LossGen.Tests.Printing;

/// <summary>An object of every public type that can be printed, with numbers that show in which culture they were written.</summary>
internal static class Printable
{
    public enum Colour
    {
        Red,
        Green,
    }

    public static LabelEvaluation Labels { get; } = OfLabels();

    public static MultiLabelEvaluation MultiLabel { get; } = OfMultiLabel();

    public static TrainingResult Result { get; } = new()
    {
        StopReason = StopReason.Converged,
        Epochs = 2,
        Loss = 0.25,
        History = [new(1, 2, 0.5, 0.125, 1.5, TimeSpan.FromMilliseconds(2.5)), new(2, 2, double.NaN, 0.125, 1.5, TimeSpan.FromMilliseconds(5))],
        Duration = TimeSpan.FromSeconds(1.5),
    };

    public static TrainingOptions Options { get; } = new()
    {
        Epochs = 200,
        BatchSize = 0,
        LearningRate = 0.05,
        Optimizer = Optimizer.Adam(),
        L1 = 0.25,
        L2 = 0.5,
        Standardize = true,
        Tolerance = 0.125,
        TargetLoss = 0.75,
        Loss = new() { ClassWeights = new[] { 0.5f, 1.5f }, SampleWeights = Enumerable.Repeat(0.5f, 150).ToArray(), LabelSmoothing = 0.25f, FocalGamma = 2.5f },
        MaxDegreeOfParallelism = -1,
    };

    public static ModelFileDescription Description { get; } = new()
    {
        Features = 4,
        Classes = 3,
        Task = ClassificationTask.Multiclass,
        FeatureNames = [],
        ClassNames = ["red", "green", "blue"],
        Epochs = 12,
        Loss = 0.25,
        StopReason = StopReason.EarlyStopped,
        FormatVersion = 1,
    };

    public static IReadOnlyDictionary<string, object> All { get; } = new object[]
    {
        Labels, Labels.Classes[0], Labels.Confusion, Labels.Macro, Labels.Classes[1].Counts, Labels.Classes[0].RocCurve[1], Labels.Reliability[0],
        Metrics.PrecisionRecallCurve([1, 0, 1], [0.5f, 0.25f, 0.75f])[0], MultiLabel, MultiLabel.Counts, Result, Result.History[0], Options, Options.Loss!, Description,
        TemperatureScaling.Of(new SigmoidTemperatureLoss([1, -2, 3], [1, 1, 1], isOneLabelARow: true)), new ClassProbability<Colour>(Colour.Green, 0.5f),
        new TrainingBatch(new float[8], new int[2]) { SampleWeights = new float[2] }, new TrainingReport(Result) { Title = "Iris" }.Add("test", Labels),
        Schedule, Optimizer.GradientDescent(0.5, nesterov: true),
        Folds, Folds.Folds[0], Folds.Loss, TrainTestSplit.Of(4), new FeatureGroup("Colour", 1, 2), Importance, Importance.Features[0], LinearWeights.Of(new Multiclass4x3()),
        RateRange, RateRange.Points[1], new LabelEncoder("red", "green"), new FeatureScaling([0.5], [2]),
        new OnlineLearnerOptions { L2 = 0.5 }, new OnlineLearner<Multiclass4x3>(new()), new ModelHolderOptions { Path = "model" }, new ModelHolder<Multiclass4x3>(new()),
        new PublishedModel<Multiclass4x3>(new(), 3, 2), new ModelHolderFault(ModelHolderWork.Save, new IOException("The disk is full."), default),
        new TrainingCheckpoint("run.checkpoint") { EveryEpochs = 5, Interval = TimeSpan.FromSeconds(2.5) }, new ValidationSet(new float[8], new int[2]),
        new TokenProbability(3, 0.25f), CharacterVocabulary.Of("abc"), WordVocabulary.Of("a word, a word", 3), new TextFeatures(16), Sparse,
        new LibSvmData(Sparse, [0], [-1.5, 1]), Bins.Uniform(0, 1, 5), RegressionEvaluation.Of([0.5, 1.5], [1.0, 2.5]), Adversary.Pgd(0.25, 10, 0.0625),
        Robust, Robust.Points[0],
        ParameterLayout.Of(4, 8, 3), ParameterLayout.Of(4, 8, 3).Last, ParameterLayout.Of(4, 8, 3).Blocks[1],
    }.ToDictionary(static one => NameOf(one.GetType()));

    private static SparseRowList Sparse
    {
        get
        {
            var rows = new SparseRowList();
            rows.Add([1, 5], [0.5f, 2]);
            return rows;
        }
    }

    private static CrossValidationResult<LabelEvaluation> Folds => CrossValidation.Run(() => new Multiclass4x3(), new TestData(1).Rows(60, 4), new TestData(1).Labels(60, 3));

    private static PermutationImportance Importance => PermutationImportance.Of(new Multiclass4x3(), new TestData(1).Rows(60, 4), new TestData(1).Labels(60, 3));

    private static LearningRateRange RateRange => LearningRateRange.Test(new Multiclass4x3(), new TestData(1).Rows(60, 4), new TestData(1).Labels(60, 3));

    private static RobustEvaluation Robust =>
        RobustEvaluation.Of(new Multiclass4x3(), new TestData(1).Rows(60, 4), new TestData(1).Labels(60, 3), [0.25], Adversary.Fgsm(0.25));

    public static LearningRateSchedule Schedule => LearningRateSchedule.Cosine(0.5, 20, 0.25);

    /// <summary>The name of the public type, without what a generic one is of.</summary>
    public static string NameOf(Type type)
    {
        Type shown = type;
        while (!shown.IsPublic && shown.BaseType is { } parent) shown = parent;
        return shown.Name;
    }

    private static LabelEvaluation OfLabels()
    {
        var data = new TestData(1);
        var model = new Multiclass4x3();
        data.Numbers(Multiclass4x3.ParameterCount, 1).CopyTo(model.Parameters);
        // The last class never occurs, which leaves figures undefined.
        return Evaluation.Of(model, data.Rows(60, 4), data.Labels(60, 2), ["red", "green", "blue"]);
    }

    private static MultiLabelEvaluation OfMultiLabel()
    {
        var data = new TestData(3);
        var model = new MultiLabel4x3();
        data.Numbers(MultiLabel4x3.ParameterCount, 1).CopyTo(model.Parameters);
        float[] targets = Array.ConvertAll(data.Numbers(180, 1), static x => x > 0 ? 1f : 0f);
        for (int row = 0; row < 60; row++) targets[row * 3] = 0;
        return Evaluation.Of(model, data.Rows(60, 4), targets);
    }
}
