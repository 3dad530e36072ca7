namespace LossGen.Benchmarks.Peers.Tokens;

[NextTokenModel(vocabulary: 27, context: 3, Embedding = 10, HiddenLayers = [200], Activation = Activation.Tanh)]
internal sealed partial class LetterModel;

[NextTokenModel(vocabulary: 8192, context: 4, Embedding = 32, HiddenLayers = [128], Activation = Activation.Tanh)]
internal sealed partial class WordModel;
