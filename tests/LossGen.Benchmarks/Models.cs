namespace LossGen.Benchmarks;

/// <summary>Fisher's irises.</summary>
[CrossEntropyModel(features: 4, classes: 3)]
public sealed partial class Model4x3;

/// <summary>The Wisconsin breast cancer set; two classes, so one logit.</summary>
[CrossEntropyModel(features: 30, classes: 2)]
public sealed partial class Model30x2;

/// <summary>The same shape with a logit for either class, as the peers compute it.</summary>
[CrossEntropyModel(features: 30, classes: 2, Task = ClassificationTask.Multiclass)]
public sealed partial class Softmax30x2;

/// <summary>Digits of 8 x 8 pixels.</summary>
[CrossEntropyModel(features: 64, classes: 10)]
public sealed partial class Model64x10;

/// <summary>Digits of 28 x 28 pixels.</summary>
[CrossEntropyModel(features: 784, classes: 10)]
public sealed partial class Model784x10;

/// <summary>Many classes.</summary>
[CrossEntropyModel(features: 128, classes: 100)]
public sealed partial class Model128x100;

/// <summary>Two hidden layers of tanh.</summary>
[CrossEntropyModel(features: 4, classes: 4, HiddenLayers = [32, 16], Activation = Activation.Tanh)]
public sealed partial class Network4x32x16x4;

/// <summary>One hidden layer for two classes.</summary>
[CrossEntropyModel(features: 30, classes: 2, HiddenLayers = [16])]
public sealed partial class Network30x16x2;

/// <summary>Digits of 8 x 8 pixels.</summary>
[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [32])]
public sealed partial class Network64x32x10;

/// <summary>Digits of 28 x 28 pixels.</summary>
[CrossEntropyModel(features: 784, classes: 10, HiddenLayers = [128])]
public sealed partial class Network784x128x10;

/// <summary>Many classes.</summary>
[CrossEntropyModel(features: 128, classes: 100, HiddenLayers = [256])]
public sealed partial class Network128x256x100;

/// <summary>A network so small that it is one kernel.</summary>
[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8])]
public sealed partial class Network4x8x3;

/// <summary>Digits of 8 x 8 pixels under attack.</summary>
[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [64])]
public sealed partial class Network64x64x10;

/// <summary>Ionosphere of the UCI repository.</summary>
[CrossEntropyModel(features: 34, classes: 2)]
public sealed partial class Model34x2;

/// <summary>The same with a hidden layer.</summary>
[CrossEntropyModel(features: 34, classes: 2, HiddenLayers = [32])]
public sealed partial class Network34x32x2;
