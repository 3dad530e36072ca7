using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;

namespace LossGen.Tests.Training.Checkpoints;

/// <summary>Training runs of every kind that a checkpoint has to carry on: optimizers, schedules, sources, threads, validation, hidden layers.</summary>
internal static class CheckpointRuns
{
    private const int Rows = 300, Epochs = 30;

    private static readonly Dictionary<string, Func<Run>> ByName = new()
    {
        ["gradient descent"] = () => Of(nameof(Multiclass64x10), new() { L2 = 1e-3 }),
        ["momentum, cosine"] = () => Of(nameof(Multiclass4x3), new() { Optimizer = Optimizer.GradientDescent(0.9), LearningRate = LearningRateSchedule.Cosine(0.1, Epochs) }),
        ["Nesterov, two threads"] = () => Of(
            nameof(Multiclass784x10), new() { Optimizer = Optimizer.GradientDescent(0.9, nesterov: true), BatchSize = 128, MaxDegreeOfParallelism = 2 }),
        ["AdaGrad, source"] = () => Of(nameof(Binary30), new() { Optimizer = Optimizer.AdaGrad() }, isSource: true),
        ["RMSProp, plateau"] = () => Of(nameof(Multiclass4x3), new() { Optimizer = Optimizer.RmsProp(), LearningRate = LearningRateSchedule.ReduceOnPlateau(0.05, 0.5, 2) }),
        ["Adam, standardised, validation, patience"] = () => Of(
            nameof(Multiclass64x10), new() { Optimizer = Optimizer.Adam(), LearningRate = 0.01, Standardize = true, ValidationFraction = 0.2, Patience = 50 }),
        ["Adam, source, standardised, weighted"] = () => Of(
            nameof(Multiclass4x3), new() { Optimizer = Optimizer.Adam(), Standardize = true, Loss = new() { ClassWeights = new[] { 1f, 2, 3 } } }, isSource: true),
        ["AdamW, network, dropout"] = () => Of("Silu13x7x5x3", new() { Optimizer = Optimizer.AdamW(), Dropout = 0.2, ValidationFraction = 0.25 }),
        ["L1, tolerance"] = () => Of(nameof(Binary30), new() { L1 = 0.01, Tolerance = 1e-9, Patience = 3, LearningRate = 0.05 }),
        ["L-BFGS"] = () => Of(nameof(Multiclass64x10), new() { Optimizer = Optimizer.Lbfgs(memory: 5), L2 = 1e-4, GradientTolerance = 0 }),
        ["L-BFGS, L1, standardised, source"] = () => Of(nameof(Binary30), new() { Optimizer = Optimizer.Lbfgs(), L1 = 1e-3, Standardize = true }, isSource: true),
        ["L-BFGS, network, validation"] = () => Of("LeakyRelu64x33x17x10", new() { Optimizer = Optimizer.Lbfgs(), L2 = 1e-4, ValidationFraction = 0.2 }),
        ["multi-label, targets, weights of rows in a source"] = () => Of(nameof(MultiLabel33x6), new() { Seed = 4 }, isSource: true, isWeighted: true),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static Run Create(string name) => ByName[name]();

    private static Run Of(string model, TrainingOptions options, bool isSource = false, bool isWeighted = false)
    {
        bool isNetwork = TestNetworks.Names.Contains(model);
        ModelShape shape = New().Shape;
        var data = new TestData(11);
        float[] rows = data.Rows(Rows, shape.Features);
        Truth truth = data.Hard(Rows, shape);
        float[] weights = isWeighted ? data.SampleWeights(Rows) : [];
        return new Run(New, rows, truth, weights, options with { Epochs = Epochs }, isSource);

        TestModel New() => isNetwork ? TestNetworks.Create(model) : TestModels.Create(model);
    }

    /// <summary>One kind of run.</summary>
    internal sealed record Run(Func<TestModel> New, float[] Rows, Truth Truth, float[] Weights, TrainingOptions Options, bool IsSource)
    {
        /// <summary>Trains a new model.</summary>
        public (TestModel Model, TrainingResult Result) Fit(TrainingCheckpoint? checkpoint, Action<TrainingProgress>? report = null, CancellationToken token = default)
        {
            TestModel model = New();
            TrainingOptions options = Options with { Checkpoint = checkpoint };
            IProgress<TrainingProgress>? progress = report is null ? null : new Reporter(report);
            return (model, IsSource ? model.Fit(Batches(model.Shape), options, progress, token) : model.Fit(Rows, Truth, options, progress, token));
        }

        private IEnumerable<TrainingBatch> Batches(ModelShape shape)
        {
            const int Size = 70;
            int count = Rows.Length / shape.Features;
            for (int first = 0; first < count; first += Size)
            {
                int here = Math.Min(Size, count - first);
                Truth truth = Truth.Rows(first, here, shape.Classes);
                ReadOnlyMemory<float> rows = Rows.AsMemory(first * shape.Features, here * shape.Features);
                ReadOnlyMemory<float> weights = Weights.Length == 0 ? default : Weights.AsMemory(first, here);
                yield return truth.Labels is null
                    ? new TrainingBatch(rows, truth.Targets) { SampleWeights = weights }
                    : new TrainingBatch(rows, truth.Labels) { SampleWeights = weights };
            }
        }
    }
}
