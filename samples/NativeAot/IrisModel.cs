using LossGen;

namespace NativeAot;

/// <summary>Tells three species of iris apart by four lengths: sepal length, sepal width, petal length, petal width, in centimetres.</summary>
[CrossEntropyModel(features: 4, classes: 3)]
internal sealed partial class IrisModel;
