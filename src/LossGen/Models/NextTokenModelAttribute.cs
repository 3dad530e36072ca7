namespace LossGen;

/// <summary>
/// Makes a partial class a model that predicts the next token from those before it, written for exactly this vocabulary and context.
/// </summary>
/// <remarks>
/// Tokens are numbers from 0 on: characters, words or whatever a tokenizer makes of a text. The parameters are the embeddings [token][dimension], one table for
/// all positions, then layer after layer weights [unit][input] and biases [unit]; the first layer takes the embeddings of a context, the oldest token first
/// (Bengio et al. 2003, "A neural probabilistic language model", JMLR 3). Without embeddings the first layer's weights are [position][token][unit]; with a context
/// of one token and no hidden layers that is the bigram model.
/// </remarks>
/// <param name="vocabulary">Different tokens, 2 to 65,536.</param>
/// <param name="context">Tokens that the next one is predicted from, 1 to 1,024.</param>
/// <example><code>
/// [NextTokenModel(vocabulary: 27, context: 3, Embedding = 10, HiddenLayers = [200], Activation = Activation.Tanh)]
/// public sealed partial class NameModel;
/// </code></example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NextTokenModelAttribute(int vocabulary, int context) : Attribute
{
    /// <summary>Different tokens.</summary>
    public int Vocabulary { get; } = vocabulary;

    /// <summary>Tokens that the next one is predicted from.</summary>
    public int Context { get; } = context;

    /// <summary>Numbers of a token's embedding, up to 4,096; 0 (the default): tokens are taken one-hot.</summary>
    public int Embedding { get; init; }

    /// <summary>The units of each hidden layer, the one next to the context first; empty (the default): none.</summary>
    public int[] HiddenLayers { get; init; } = [];

    /// <summary>The function that follows every hidden layer; ReLU unless set.</summary>
    public Activation Activation { get; init; }
}
