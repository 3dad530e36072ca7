using System;
using System.Collections.Generic;
using System.Linq;

namespace LossGen;

/// <summary>Where the weights and biases of a model lie among its parameters: layer after layer, weights [unit][input], then biases [unit].</summary>
/// <remarks>
/// This is the only place that knows. Files, ONNX, penalties, standardisation, temperature scaling, initial values and messages ask it.
/// </remarks>
sealed partial class ParameterLayout
{
    private readonly LayerShape[] _layers;
    private readonly ParameterBlock[] _blocks;

    private ParameterLayout(LayerShape[] layers, bool hasTable, ParameterBlock? embedding = null)
    {
        _layers = layers;
        HasTable = hasTable;
        Embedding = embedding;
        int first = embedding is null ? 0 : 1;
        _blocks = new ParameterBlock[first + (2 * layers.Length)];
        if (embedding is { } table) _blocks[0] = table;
        for (int i = 0; i < layers.Length; i++)
        {
            LayerShape layer = layers[i];

            // As the state of a PyTorch Sequential has them, in which an activation stands between two layers.
            string prefix = layers.Length == 1 ? "" : FormattableString.Invariant($"{2 * i}.");
            (int rows, int columns) = hasTable && i == 0 ? (layer.Inputs, layer.Units) : (layer.Units, layer.Inputs);
            _blocks[first + (2 * i)] = new ParameterBlock(prefix + "weight", i, layer.Weights, rows, columns, IsPenalised: true);
            _blocks[first + (2 * i) + 1] = new ParameterBlock(prefix + "bias", i, layer.Biases, layer.Units, 1, IsPenalised: false);
        }

        Count = _blocks[_blocks.Length - 1].End;
    }

    /// <summary>The layers, that of the features first, that of the logits last.</summary>
    public IReadOnlyList<LayerShape> Layers => _layers;

    /// <summary>The weights and the biases of each layer, in the order of the parameters.</summary>
    public IReadOnlyList<ParameterBlock> Blocks => _blocks;

    /// <summary>The layers, for spans over them.</summary>
    internal LayerShape[] LayerArray => _layers;

    /// <summary>The blocks, for loops that must not allocate an enumerator.</summary>
    internal ParameterBlock[] BlockArray => _blocks;

    /// <summary>Whether the first layer's weights lie [input][unit] instead of [unit][input]: a table with a row for each feature, for sparse rows.</summary>
    public bool HasTable { get; }

    /// <summary>Of a token model the table of its tokens' embeddings, [token][dimension], before the layers; else null.</summary>
    public ParameterBlock? Embedding { get; }

    /// <summary>Of a token model the tokens of a context; else 0.</summary>
    public int Context { get; private init; }

    /// <summary>Parameters in all.</summary>
    public int Count { get; }

    /// <summary>The layer that takes the features.</summary>
    public LayerShape First => _layers[0];

    /// <summary>The layer that gives the logits.</summary>
    public LayerShape Last => _layers[_layers.Length - 1];

    /// <summary>The number of features, then the units of each layer.</summary>
    internal IEnumerable<int> Widths => _layers.Select(static layer => layer.Units).Prepend(First.Inputs);

    /// <summary>The widths from features to logits and the number of parameters, in a line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{First.Inputs}-{string.Join("-", _layers.Select(static layer => layer.Units))}: {Count} parameters{(HasTable ? ", the first layer's [input][unit]" : "")}");

    /// <summary>The layout of dense layers.</summary>
    /// <param name="widths">The number of features, then the units of each layer; at least two numbers, each above 0.</param>
    /// <exception cref="ArgumentException">There are fewer than two widths.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A width is 0 or negative.</exception>
    /// <exception cref="OverflowException">There are more parameters than an array can hold.</exception>
    public static ParameterLayout Of(params int[] widths) => Of(widths, hasTable: false);

    /// <summary>The layout of layers the first of which takes sparse rows: its weights lie [input][unit].</summary>
    /// <inheritdoc cref="Of(int[])"/>
    public static ParameterLayout OfTable(params int[] widths) => Of(widths, hasTable: true);

    /// <summary>
    /// The layout of a token model: a table of embeddings, if there is one, then layers whose first one takes those of a context; without embeddings the first
    /// layer's weights are a table [position and token][unit].
    /// </summary>
    /// <param name="vocabulary">Different tokens.</param>
    /// <param name="context">Tokens of a context.</param>
    /// <param name="embedding">Numbers of an embedding; 0: none.</param>
    /// <param name="units">The units of each layer.</param>
    /// <inheritdoc cref="Of(int[])"/>
    public static ParameterLayout OfTokens(int vocabulary, int context, int embedding, params int[] units)
    {
        if (embedding == 0)
        {
            ParameterLayout table = Of([checked(context * vocabulary), .. units], hasTable: true);
            return new ParameterLayout(table._layers, hasTable: true) { Context = context };
        }

        ParameterLayout layers = Of([checked(context * embedding), .. units], hasTable: false);
        int offset = checked(vocabulary * embedding);
        _ = checked(offset + layers.Count);
        return new ParameterLayout(
            [.. layers._layers.Select(layer => layer with { Weights = offset + layer.Weights, Biases = offset + layer.Biases })],
            hasTable: false,
            new ParameterBlock("embedding.weight", 0, 0, vocabulary, embedding, IsPenalised: true))
        { Context = context };
    }

    private static ParameterLayout Of(int[] widths, bool hasTable)
    {
        if (widths is null) throw new ArgumentNullException(nameof(widths));
        if (widths.Length < 2) throw new ArgumentException($"{widths.Length} widths; expected the number of features and the units of at least one layer.", nameof(widths));
        foreach (int width in widths)
        {
            if (width < 1) throw new ArgumentOutOfRangeException(nameof(widths), width, "A width is 0 or negative; expected 1 or more.");
        }

        var layers = new LayerShape[widths.Length - 1];
        int offset = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            int weights = offset;
            int biases = checked(weights + (widths[i] * widths[i + 1]));
            layers[i] = new LayerShape(widths[i], widths[i + 1], weights, biases);
            offset = checked(biases + widths[i + 1]);
        }

        return new ParameterLayout(layers, hasTable);
    }

    /// <summary>The block that a parameter belongs to.</summary>
    /// <param name="parameter">0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such parameter.</exception>
    public ParameterBlock BlockOf(int parameter)
    {
        foreach (ParameterBlock block in _blocks)
        {
            if (parameter >= block.Offset && parameter < block.End) return block;
        }

        throw new ArgumentOutOfRangeException(nameof(parameter), parameter, $"Parameter {parameter}; expected 0 to {Count - 1}.");
    }
}
