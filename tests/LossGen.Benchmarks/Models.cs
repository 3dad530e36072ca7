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
