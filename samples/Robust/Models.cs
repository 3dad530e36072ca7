using LossGen;

namespace Robust;

/// <summary>One weight for each pixel and digit.</summary>
[CrossEntropyModel(features: 64, classes: 10)]
public sealed partial class LinearModel;

/// <summary>64 units between pixels and digits. ReLU, since the tightest bounds are those of one such layer.</summary>
[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [64], Activation = Activation.Relu)]
public sealed partial class NetworkModel;
