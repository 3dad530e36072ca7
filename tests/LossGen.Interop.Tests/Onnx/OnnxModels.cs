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

    static ReadOnlySpan<string> IClassifier<NamedModel>.FeatureNames => Features;

    static ReadOnlySpan<string> IClassifier<NamedModel>.ClassNames => Classes;
}
