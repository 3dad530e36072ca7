using LossGen;

namespace Digits;

/// <summary>One weight for each pixel and digit: a digit is what it weighs. 650 parameters.</summary>
[CrossEntropyModel(features: 64, classes: 10)]
public sealed partial class LinearModel;

/// <summary>The same with 128 units between pixels and digits, which learn what strokes to look for. 9,610 parameters.</summary>
[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [128], Activation = Activation.Relu)]
public sealed partial class NetworkModel;
