namespace LossGen.Generators.Tests.Declarations;

/// <summary>
/// The signatures the rules on settings and arrays look at, as sources, so that the rules are tested apart from the runtime library and
/// from the generated code.
/// </summary>
internal static class RuntimeTypes
{
    /// <summary>The options, if the runtime library the tests refer to does not have them itself.</summary>
    public static string Options { get; } = typeof(CrossEntropyModelAttribute).Assembly.GetType("LossGen.TrainingOptions") is null
        ? OptionsSource
        : "";

    /// <summary>The part that the generator adds to a model named IrisModel, bodies left out.</summary>
    public const string IrisModelMembers =
        """
        public partial class IrisModel
        {
            public int Predict(System.ReadOnlySpan<float> row) => 0;
            public void Predict(System.ReadOnlySpan<float> rows, System.Span<int> destination) { }
            public void Probabilities(System.ReadOnlySpan<float> rows, System.Span<float> destination) { }
            public double Loss(System.ReadOnlySpan<float> rows, System.ReadOnlySpan<int> labels, LossGen.LossOptions? options = null) => 0;
            public double InputGradient(System.ReadOnlySpan<float> rows, System.ReadOnlySpan<float> targets, System.Span<float> gradient, LossGen.LossOptions? options = null) => 0;
            public void Fit(System.ReadOnlySpan<float> rows, System.ReadOnlySpan<int> labels, LossGen.TrainingOptions? options = null, System.IProgress<LossGen.TrainingProgress>? progress = null, System.Threading.CancellationToken cancellationToken = default) { }
            public double Update(System.ReadOnlySpan<float> rows, System.ReadOnlySpan<int> labels, float learningRate) => 0;
        }
        """;

    private const string OptionsSource =
        """
        namespace LossGen
        {
            public sealed record LossOptions
            {
                public System.ReadOnlyMemory<float> ClassWeights { get; init; }
                public System.ReadOnlyMemory<float> SampleWeights { get; init; }
                public float LabelSmoothing { get; init; }
                public float FocalGamma { get; init; }
            }

            public sealed record TrainingOptions
            {
                public int Epochs { get; init; } = 100;
                public int BatchSize { get; init; } = 32;
                public LearningRateSchedule LearningRate { get; init; } = 0.1;
                public Optimizer Optimizer { get; init; } = Optimizer.GradientDescent();
                public double L1 { get; init; }
                public double L2 { get; init; }
                public LossOptions? Loss { get; init; }
                public int Seed { get; init; }
                public double Tolerance { get; init; }
                public int Patience { get; init; }
            }

            public sealed record TrainingProgress;

            public abstract class LearningRateSchedule
            {
                public static LearningRateSchedule Constant(double rate) => null!;
                public static implicit operator LearningRateSchedule(double rate) => Constant(rate);
                public static LearningRateSchedule TimeDecay(double initial, double decay) => null!;
                public static LearningRateSchedule StepDecay(double initial, double factor, int everyEpochs) => null!;
                public static LearningRateSchedule ExponentialDecay(double initial, double rate) => null!;
                public static LearningRateSchedule Cosine(double initial, int epochs, double minimum = 0) => null!;
                public static LearningRateSchedule ReduceOnPlateau(double initial, double factor = 0.1, int patience = 10, double minimum = 0) => null!;
            }

            public abstract class Optimizer
            {
                public static Optimizer GradientDescent(double momentum = 0, bool nesterov = false) => null!;
                public static Optimizer RmsProp(double decay = 0.99, double epsilon = 1e-8) => null!;
                public static Optimizer Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8) => null!;
                public static Optimizer Lbfgs(int memory = 10) => null!;
            }
        }
        """;
}
