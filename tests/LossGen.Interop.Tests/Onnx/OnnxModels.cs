namespace LossGen.Interop.Tests.Onnx;

// A shape for each task, from straight kernels to tiles.

[CrossEntropyModel(features: 4, classes: 3)]
internal sealed partial class Multiclass4x3;

[CrossEntropyModel(features: 30, classes: 2)]
internal sealed partial class Binary30;

[CrossEntropyModel(features: 64, classes: 10)]
internal sealed partial class Multiclass64x10;

[CrossEntropyModel(features: 72, classes: 6, Task = ClassificationTask.MultiLabel)]
internal sealed partial class MultiLabel72x6;

[CrossEntropyModel(features: 784, classes: 10)]
internal sealed partial class Multiclass784x10;

/// <summary>A model that names its features and classes itself.</summary>
[CrossEntropyModel(features: 2, classes: 3)]
internal sealed partial class NamedModel : ICrossEntropyModel<NamedModel>
{
    public static readonly string[] Features = ["width", "height"], Classes = ["circle", "square", "star"];

    public static int FeatureCount => throw new NotImplementedException();

    public static int ClassCount => throw new NotImplementedException();

    public static int ParameterCount => throw new NotImplementedException();

    public static ClassificationTask Task => throw new NotImplementedException();

    static ReadOnlySpan<string> ICrossEntropyModel<NamedModel>.FeatureNames => Features;

    static ReadOnlySpan<string> ICrossEntropyModel<NamedModel>.ClassNames => Classes;

    public Span<float> Parameters => throw new NotImplementedException();

    public TrainingResult Fit(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        throw new NotImplementedException();
    }

    public TrainingResult Fit(IEnumerable<TrainingBatch> batches, TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        throw new NotImplementedException();
    }

    public double InputGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null)
    {
        throw new NotImplementedException();
    }

    public void Logits(ReadOnlySpan<float> rows, Span<float> destination)
    {
        throw new NotImplementedException();
    }

    public double Loss(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, LossOptions? options = null)
    {
        throw new NotImplementedException();
    }

    public double LossAndGradient(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, Span<float> gradient, LossOptions? options = null)
    {
        throw new NotImplementedException();
    }

    public void Probabilities(ReadOnlySpan<float> rows, Span<float> destination)
    {
        throw new NotImplementedException();
    }

    public double Update(ReadOnlySpan<float> rows, ReadOnlySpan<float> targets, float learningRate)
    {
        throw new NotImplementedException();
    }
}
