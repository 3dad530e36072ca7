namespace LossGen.Generators.Specification;

/// <summary>What a valid declaration of a next-token model says, as plain values.</summary>
/// <param name="Class">The class, with the layers from the context's numbers to the logits.</param>
/// <param name="Context">Tokens of a context.</param>
/// <param name="Embedding">Numbers of an embedding; 0: none.</param>
internal sealed record TokenModelSpec(ModelSpec Class, int Context, int Embedding)
{
    /// <summary>
    /// Whether the language ranks overloads by an attribute: without it, <c>Fit(tokens, new() { ... })</c> could as well mean a span of next tokens.
    /// </summary>
    public bool RanksOverloads { get; init; }

    /// <summary>Different tokens.</summary>
    public int Vocabulary => Class.Head.Classes;

    /// <summary>Whether a table takes the tokens one-hot.</summary>
    public bool HasTable => Embedding == 0;

    /// <summary>Whether the parameters begin with random numbers: embeddings or hidden layers.</summary>
    public bool HasInitialValues => Embedding > 0 || Class.IsNetwork;

    /// <summary>Numbers that the first layer takes.</summary>
    public int Inputs => Class.Layers[0].Inputs;

    /// <summary>Where embeddings, weights and biases lie.</summary>
    public ParameterLayout Layout => ParameterLayout.OfTokens(Vocabulary, Context, Embedding, [.. Class.Layers.Select(static layer => layer.Units)]);

    /// <summary>Numbers that go into the first layer.</summary>
    public static int InputsOf(int vocabulary, int context, int embedding) => checked(context * (embedding == 0 ? vocabulary : embedding));
}
