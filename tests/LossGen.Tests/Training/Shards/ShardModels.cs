namespace LossGen.Tests.Training.Shards;

[CrossEntropyModel(features: 20, classes: 5)]
internal sealed partial class ShardClasses;

[CrossEntropyModel(features: 20, classes: 2)]
internal sealed partial class ShardTwo;

[CrossEntropyModel(features: 20, classes: 5, Task = ClassificationTask.MultiLabel)]
internal sealed partial class ShardLabels;

[CrossEntropyModel(features: 20, classes: 5, HiddenLayers = [16, 9], Activation = Activation.Tanh)]
internal sealed partial class ShardNetwork;

[CrossEntropyModel(features: 300, classes: 5, Sparse = true)]
internal sealed partial class ShardWords;

[CrossEntropyModel(features: 300, classes: 5, Sparse = true, HiddenLayers = [9])]
internal sealed partial class ShardWordNetwork;
