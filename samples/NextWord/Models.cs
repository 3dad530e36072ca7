using LossGen;

namespace NextWord;

/// <summary>The next character from one before it: a table of 72 x 72 logits.</summary>
[NextTokenModel(vocabulary: 72, context: 1)]
internal sealed partial class BigramModel;

/// <summary>The next character from the twelve before it.</summary>
[NextTokenModel(vocabulary: 72, context: 12, Embedding = 16, HiddenLayers = [256, 256], Activation = Activation.Gelu)]
internal sealed partial class CharacterModel;

/// <summary>The next word from the four before it; words beyond the most frequent ones are one token.</summary>
[NextTokenModel(vocabulary: 1024, context: 4, Embedding = 64, HiddenLayers = [128], Activation = Activation.Tanh)]
internal sealed partial class WordModel;
