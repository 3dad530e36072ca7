namespace LossGen.Interop.Tests.Onnx;

// A network for each activation, of each task and depth.

[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8])]
internal sealed partial class ReluNetwork;

[CrossEntropyModel(features: 30, classes: 2, HiddenLayers = [16], Activation = Activation.LeakyRelu)]
internal sealed partial class LeakyReluNetwork;

[CrossEntropyModel(features: 64, classes: 10, HiddenLayers = [32, 17], Activation = Activation.Tanh)]
internal sealed partial class TanhNetwork;

[CrossEntropyModel(features: 13, classes: 3, HiddenLayers = [7, 5, 4], Activation = Activation.Sigmoid)]
internal sealed partial class SigmoidNetwork;

[CrossEntropyModel(features: 20, classes: 5, HiddenLayers = [33], Activation = Activation.Gelu)]
internal sealed partial class GeluNetwork;

[CrossEntropyModel(features: 20, classes: 2, HiddenLayers = [9, 9], Activation = Activation.Silu)]
internal sealed partial class SiluNetwork;
