namespace LossGen.Generators.Tests.Declarations;

/// <summary>
/// The signatures that the rule on array lengths looks at, as source, so that it is tested apart from the generated code.
/// </summary>
internal static class RuntimeTypes
{
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
}
