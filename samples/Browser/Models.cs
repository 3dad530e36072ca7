using LossGen;

namespace Browser;

/// <summary>Three species of iris, by four lengths.</summary>
[CrossEntropyModel(features: 4, classes: 3)]
internal sealed partial class IrisModel;

/// <summary>Handwritten digits of 8 x 8 pixels.</summary>
[CrossEntropyModel(features: 64, classes: 10)]
internal sealed partial class DigitModel;
