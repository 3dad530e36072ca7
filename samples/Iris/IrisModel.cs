using LossGen;

namespace Iris;

/// <summary>Tells three species of iris apart by four lengths: sepal length, sepal width, petal length, petal width, in centimetres.</summary>
[CrossEntropyModel(features: 4, classes: 3)]
public sealed partial class IrisModel;
