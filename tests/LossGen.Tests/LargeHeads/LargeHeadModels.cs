namespace LossGen.Tests.LargeHeads;

// Heads on both sides of the limit from which on they work in tiles, with tiles that fill up and tiles that do not.

[CrossEntropyModel(5, 1000)]
public sealed partial class Multiclass5x1000;

[CrossEntropyModel(5, 1024)]
public sealed partial class Multiclass5x1024;

[CrossEntropyModel(5, 1025)]
public sealed partial class Multiclass5x1025;

[CrossEntropyModel(3, 5000)]
public sealed partial class Multiclass3x5000;

[CrossEntropyModel(300, 1100)]
public sealed partial class Multiclass300x1100;

[CrossEntropyModel(2, 65536)]
public sealed partial class Multiclass2x65536;

[CrossEntropyModel(3, 5000, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel3x5000;

[CrossEntropyModel(2, 65536, Task = ClassificationTask.MultiLabel)]
public sealed partial class MultiLabel2x65536;

[CrossEntropyModel(4, 1100, HiddenLayers = [9], Activation = Activation.Tanh)]
public sealed partial class Tanh4x9x1100;

[CrossEntropyModel(6, 5000, HiddenLayers = [11, 8], Activation = Activation.Gelu)]
public sealed partial class Gelu6x11x8x5000;

[CrossEntropyModel(2, 65536, HiddenLayers = [3], Activation = Activation.Sigmoid)]
public sealed partial class Sigmoid2x3x65536;

[CrossEntropyModel(4, 1500, HiddenLayers = [7, 5], Activation = Activation.Silu, Task = ClassificationTask.MultiLabel)]
public sealed partial class Silu4x7x5x1500Labels;

[CrossEntropyModel(features: 40, classes: 3000, Sparse = true)]
internal sealed partial class SparseMany;

[CrossEntropyModel(features: 40, classes: 3000)]
internal sealed partial class DenseMany;

[CrossEntropyModel(features: 40, classes: 3000, Sparse = true, HiddenLayers = [9], Activation = Activation.Tanh)]
internal sealed partial class SparseManyHidden;

[CrossEntropyModel(features: 40, classes: 3000, HiddenLayers = [9], Activation = Activation.Tanh)]
internal sealed partial class DenseManyHidden;

[CrossEntropyModel(features: 40, classes: 1501, Sparse = true, HiddenLayers = [12, 7], Activation = Activation.Silu)]
internal sealed partial class SparseManyDeep;

[CrossEntropyModel(features: 40, classes: 1501, HiddenLayers = [12, 7], Activation = Activation.Silu)]
internal sealed partial class DenseManyDeep;

[CrossEntropyModel(features: 40, classes: 1501, Sparse = true, Task = ClassificationTask.MultiLabel)]
internal sealed partial class SparseManyLabels;

[CrossEntropyModel(features: 40, classes: 1501, Task = ClassificationTask.MultiLabel)]
internal sealed partial class DenseManyLabels;

[CrossEntropyModel(features: 40, classes: 1501, Sparse = true, HiddenLayers = [9], Activation = Activation.Tanh, Task = ClassificationTask.MultiLabel)]
internal sealed partial class SparseManyLabelsHidden;

[CrossEntropyModel(features: 40, classes: 1501, HiddenLayers = [9], Activation = Activation.Tanh, Task = ClassificationTask.MultiLabel)]
internal sealed partial class DenseManyLabelsHidden;
