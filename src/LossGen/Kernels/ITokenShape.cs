using System.ComponentModel;

namespace LossGen.Kernels;

/// <summary>The shape of a token model: constants of the generated kernels.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITokenShape
{
    /// <summary>Different tokens.</summary>
    static abstract int Vocabulary { get; }

    /// <summary>Tokens of a context.</summary>
    static abstract int Context { get; }

    /// <summary>Numbers of an embedding; 0: a table takes the tokens one-hot.</summary>
    static abstract int Embedding { get; }

    /// <summary>The units of each layer, that of the logits last.</summary>
    static abstract ReadOnlySpan<int> LayerUnits { get; }

    /// <summary>Embeddings, weights and biases.</summary>
    static abstract int ParameterCount { get; }
}
