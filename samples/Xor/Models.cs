using LossGen;

namespace Xor;

/// <summary>z = w₁x₁ + w₂x₂ + b: a straight line through the plane. No line has both (0,1) and (1,0) on one side and (0,0) and (1,1) on the other.</summary>
[CrossEntropyModel(features: 2, classes: 2)]
public sealed partial class LineModel;

/// <summary>z = w₁x₁ + w₂x₂ + w₃x₁x₂ + b: linear in its parameters all the same, but the product bends the line.</summary>
[CrossEntropyModel(features: 3, classes: 2)]
public sealed partial class ProductModel;

/// <summary>h = tanh(W₁x + b₁) with two units, z = w₂h + b₂: the first layer finds the features with which a line is enough.</summary>
[CrossEntropyModel(features: 2, classes: 2, HiddenLayers = [2], Activation = Activation.Tanh)]
public sealed partial class NetworkModel;
