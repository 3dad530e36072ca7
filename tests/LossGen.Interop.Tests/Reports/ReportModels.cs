namespace LossGen.Interop.Tests.Reports;

[CrossEntropyModel(features: 3, classes: 2)]
public sealed partial class TwoClasses;

[CrossEntropyModel(features: 4, classes: 3)]
public sealed partial class ThreeClasses;

[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [60_000, 12, 9, 8, 7, 6, 5, 4, 3, 2, 1, 2, 3, 4, 5, 6], Activation = Activation.LeakyRelu)]
public sealed partial class DeepNetwork;

[CrossEntropyModel(features: 24, classes: 100)]
public sealed partial class HundredClasses;

[CrossEntropyModel(features: 6, classes: 5, Task = ClassificationTask.MultiLabel)]
public sealed partial class FiveLabels;
