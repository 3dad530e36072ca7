namespace LossGen.Tests.Sparse;

[CrossEntropyModel(features: 50, classes: 2, Sparse = true)]
internal sealed partial class SparseTwo;

[CrossEntropyModel(features: 50, classes: 2)]
internal sealed partial class DenseTwo;

[CrossEntropyModel(features: 1000, classes: 4, Sparse = true)]
internal sealed partial class SparseFour;

[CrossEntropyModel(features: 1000, classes: 4)]
internal sealed partial class DenseFour;

[CrossEntropyModel(features: 4096, classes: 20, Sparse = true)]
internal sealed partial class SparseTwenty;

[CrossEntropyModel(features: 4096, classes: 20)]
internal sealed partial class DenseTwenty;

[CrossEntropyModel(features: 50, classes: 2, Sparse = true, HiddenLayers = [5], Activation = Activation.Tanh)]
internal sealed partial class SparseTwoHidden;

[CrossEntropyModel(features: 50, classes: 2, HiddenLayers = [5], Activation = Activation.Tanh)]
internal sealed partial class DenseTwoHidden;

[CrossEntropyModel(features: 1000, classes: 4, Sparse = true, HiddenLayers = [16, 9], Activation = Activation.Gelu)]
internal sealed partial class SparseFourHidden;

[CrossEntropyModel(features: 1000, classes: 4, HiddenLayers = [16, 9], Activation = Activation.Gelu)]
internal sealed partial class DenseFourHidden;

[CrossEntropyModel(features: 4096, classes: 20, Sparse = true, HiddenLayers = [37])]
internal sealed partial class SparseTwentyHidden;

[CrossEntropyModel(features: 4096, classes: 20, HiddenLayers = [37])]
internal sealed partial class DenseTwentyHidden;

[CrossEntropyModel(features: 60, classes: 3, Sparse = true)]
internal sealed partial class SparseThree;

[CrossEntropyModel(features: 60, classes: 3)]
internal sealed partial class DenseThree;

[CrossEntropyModel(features: 60, classes: 7, Sparse = true, Task = ClassificationTask.MultiLabel)]
internal sealed partial class SparseLabels;

[CrossEntropyModel(features: 60, classes: 7, Task = ClassificationTask.MultiLabel)]
internal sealed partial class DenseLabels;

[CrossEntropyModel(features: 60, classes: 2, Sparse = true, Task = ClassificationTask.MultiLabel)]
internal sealed partial class SparseTwoLabels;

[CrossEntropyModel(features: 60, classes: 2, Task = ClassificationTask.MultiLabel)]
internal sealed partial class DenseTwoLabels;

[CrossEntropyModel(features: 1 << 20, classes: 4, Sparse = true)]
internal sealed partial class SparseMillion;
