namespace LossGen.Tests.Tokens;

[NextTokenModel(vocabulary: 5, context: 1)]
internal sealed partial class Bigram5;

[NextTokenModel(vocabulary: 27, context: 1)]
internal sealed partial class Bigram27;

[NextTokenModel(vocabulary: 27, context: 3)]
internal sealed partial class Table27x3;

[NextTokenModel(vocabulary: 300, context: 8)]
internal sealed partial class Table300x8;

[NextTokenModel(vocabulary: 5, context: 8, HiddenLayers = [9], Activation = Activation.Tanh)]
internal sealed partial class OneHot5x8;

[NextTokenModel(vocabulary: 27, context: 3, HiddenLayers = [33, 6], Activation = Activation.Gelu)]
internal sealed partial class OneHot27x3;

[NextTokenModel(vocabulary: 5_000, context: 1, HiddenLayers = [20])]
internal sealed partial class OneHot5000x1;

[NextTokenModel(vocabulary: 5, context: 1, Embedding = 2)]
internal sealed partial class Embedded5x1;

[NextTokenModel(vocabulary: 5, context: 3, Embedding = 10)]
internal sealed partial class Embedded5x3;

[NextTokenModel(vocabulary: 27, context: 1, Embedding = 2)]
internal sealed partial class Embedded27x1;

[NextTokenModel(vocabulary: 300, context: 3, Embedding = 2)]
internal sealed partial class Embedded300x3;

[NextTokenModel(vocabulary: 300, context: 8, Embedding = 2)]
internal sealed partial class Embedded300x8;

[NextTokenModel(vocabulary: 5_000, context: 3, Embedding = 10)]
internal sealed partial class Embedded5000x3;

[NextTokenModel(vocabulary: 5, context: 8, Embedding = 2, HiddenLayers = [3], Activation = Activation.Sigmoid)]
internal sealed partial class Network5x8;

[NextTokenModel(vocabulary: 27, context: 3, Embedding = 10, HiddenLayers = [200], Activation = Activation.Tanh)]
internal sealed partial class Network27x3;

[NextTokenModel(vocabulary: 27, context: 8, Embedding = 10, HiddenLayers = [12], Activation = Activation.Gelu)]
internal sealed partial class Network27x8;

[NextTokenModel(vocabulary: 300, context: 1, Embedding = 10, HiddenLayers = [17, 5], Activation = Activation.Silu)]
internal sealed partial class Network300x1;

[NextTokenModel(vocabulary: 257, context: 8, Embedding = 2, HiddenLayers = [270], Activation = Activation.LeakyRelu)]
internal sealed partial class Network257x8;

[NextTokenModel(vocabulary: 5_000, context: 8, Embedding = 2, HiddenLayers = [24], Activation = Activation.Relu)]
internal sealed partial class Network5000x8;
