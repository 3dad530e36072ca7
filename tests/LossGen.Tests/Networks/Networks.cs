namespace LossGen.Tests.Networks;

// Named by activation and widths, features first; two classes are binary, and a name that ends in Labels is multi-label. The first seven are so small
// that they have a fused pass: one for each activation. The others reach every kind of layer: narrow, with and without whole vectors, of one unit,
// with more inputs than one packed panel, and up to four hidden layers deep.

[CrossEntropyModel(2, 2, HiddenLayers = [4], Activation = Activation.Tanh)]
public sealed partial class Tanh2x4x2;

[CrossEntropyModel(4, 3, HiddenLayers = [8])]
public sealed partial class Relu4x8x3;

[CrossEntropyModel(3, 4, HiddenLayers = [5, 4], Activation = Activation.Gelu)]
public sealed partial class Gelu3x5x4x4;

[CrossEntropyModel(3, 3, HiddenLayers = [6], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu3x6x3;

[CrossEntropyModel(4, 2, HiddenLayers = [5], Activation = Activation.Sigmoid)]
public sealed partial class Sigmoid4x5x2;

[CrossEntropyModel(2, 4, HiddenLayers = [2, 3, 2, 3], Activation = Activation.Silu)]
public sealed partial class Silu2x2x3x2x3x4;

[CrossEntropyModel(1, 2, HiddenLayers = [1], Activation = Activation.Gelu)]
public sealed partial class Gelu1x1x2;

[CrossEntropyModel(13, 3, HiddenLayers = [7, 5], Activation = Activation.Silu)]
public sealed partial class Silu13x7x5x3;

[CrossEntropyModel(30, 2, HiddenLayers = [16])]
public sealed partial class Relu30x16x2;

[CrossEntropyModel(64, 10, HiddenLayers = [33, 17], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu64x33x17x10;

[CrossEntropyModel(257, 11, HiddenLayers = [65], Activation = Activation.Sigmoid)]
public sealed partial class Sigmoid257x65x11;

[CrossEntropyModel(784, 10, HiddenLayers = [48], Activation = Activation.Tanh)]
public sealed partial class Tanh784x48x10;

[CrossEntropyModel(100, 33, HiddenLayers = [24], Activation = Activation.Gelu)]
public sealed partial class Gelu100x24x33;

[CrossEntropyModel(5, 4, HiddenLayers = [1], Activation = Activation.Silu)]
public sealed partial class Silu5x1x4;

[CrossEntropyModel(9, 5, HiddenLayers = [12, 9, 6, 3], Activation = Activation.Tanh, Task = ClassificationTask.MultiLabel)]
public sealed partial class Tanh9x12x9x6x3x5Labels;

[CrossEntropyModel(33, 6, HiddenLayers = [8], Activation = Activation.Sigmoid, Task = ClassificationTask.MultiLabel)]
public sealed partial class Sigmoid33x8x6Labels;

[CrossEntropyModel(20, 3, HiddenLayers = [16, 16, 8], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu20x16x16x8x3;

[CrossEntropyModel(600, 3, HiddenLayers = [300, 20])]
public sealed partial class Relu600x300x20x3;

[CrossEntropyModel(3, 1100, HiddenLayers = [5], Activation = Activation.Tanh)]
public sealed partial class Tanh3x5x1100;

// Not among those of TestNetworks: for one test.
[CrossEntropyModel(5, 3, HiddenLayers = [9], Activation = Activation.LeakyRelu)]
public sealed partial class LeakyRelu5x9x3;
