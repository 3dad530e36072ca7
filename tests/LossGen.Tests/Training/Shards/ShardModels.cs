namespace LossGen.Tests.Training.Shards;

[CrossEntropyModel(features: 20, classes: 5)]
internal sealed partial class ShardClasses;

[CrossEntropyModel(features: 20, classes: 2)]
internal sealed partial class ShardTwo;

[CrossEntropyModel(features: 20, classes: 5, Task = ClassificationTask.MultiLabel)]
internal sealed partial class ShardLabels;

[CrossEntropyModel(features: 20, classes: 5, HiddenLayers = [16, 9], Activation = Activation.Tanh)]
internal sealed partial class ShardNetwork;

/// <summary>As many parameters, and another activation.</summary>
[CrossEntropyModel(features: 20, classes: 5, HiddenLayers = [16, 9], Activation = Activation.Relu)]
internal sealed partial class ShardReluNetwork;

/// <summary>The same model under another name.</summary>
[CrossEntropyModel(features: 20, classes: 5)]
internal sealed partial class ShardTwin;

[CrossEntropyModel(features: 300, classes: 5, Sparse = true)]
internal sealed partial class ShardWords;

[CrossEntropyModel(features: 300, classes: 5, Sparse = true, HiddenLayers = [9])]
internal sealed partial class ShardWordNetwork;

/// <summary>Numbers through bins that the batches bring.</summary>
[CrossEntropyModel(features: 20, classes: 11, HiddenLayers = [9])]
internal sealed partial class ShardNumbers;

/// <summary>Numbers through bins that the model keeps, and learns where it has none.</summary>
[CrossEntropyModel<ShardReading>]
internal sealed partial class ShardReadings;

/// <summary>Twenty features and a number.</summary>
internal readonly record struct ShardReading(
    [Feature] float A, [Feature] float B, [Feature] float C, [Feature] float D, [Feature] float E, [Feature] float F, [Feature] float G, [Feature] float H, [Feature] float I,
    [Feature] float J, [Feature] float K, [Feature] float L, [Feature] float M, [Feature] float N, [Feature] float O, [Feature] float P, [Feature] float Q, [Feature] float R,
    [Feature] float S, [Feature] float T, [Label(bins: 11, smoothing: 0.5)] float Value);

[NextTokenModel(vocabulary: 23, context: 1)]
internal sealed partial class ShardBigrams;

[NextTokenModel(vocabulary: 23, context: 3, Embedding = 4, HiddenLayers = [17, 9], Activation = Activation.Tanh)]
internal sealed partial class ShardTexts;
