using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>The memory of interval bounds of a network on one block: centres and radii of what goes into each layer, z of the hidden ones, and derivatives.</summary>
internal readonly ref struct IntervalMemory
{
    private readonly Span<float> _memory;
    private readonly LayerShape[] _layers;

    /// <summary>Takes the memory.</summary>
    /// <param name="memory">At least <see cref="LengthFor"/> floats.</param>
    /// <param name="layers">The layers.</param>
    public IntervalMemory(Span<float> memory, LayerShape[] layers)
    {
        _memory = AlignedMemory.Align(memory);
        _layers = layers;
    }

    /// <summary>How far each unit of the first layer is moved by changes of Euclidean length.</summary>
    public Span<float> FirstNorms => _memory[..Lanes.InVectors(_layers[0].Units)];

    /// <summary>The last layer's inputs' radii, and their derivatives, row by row.</summary>
    public Span<float> LastRadii => Derivatives(2);

    /// <inheritdoc cref="LastRadii"/>
    public Span<float> LastRadiiDeltas => Derivatives(3);

    private int Widest => WidestOf(_layers);

    /// <summary>Floats for a network.</summary>
    public static int LengthFor(LayerShape[] layers)
    {
        int columns = 0;
        foreach (LayerShape layer in layers) columns += 2 * (layer.Inputs + layer.Units);
        return AlignedMemory.Slack + Lanes.InVectors(layers[0].Units) + (Block.Rows * (columns + (6 * WidestOf(layers))));
    }

    /// <summary>The centres of a layer's inputs.</summary>
    public Span<float> Centres(int layer) => Columns(Start(layer), _layers[layer].Inputs);

    /// <summary>Their radii.</summary>
    public Span<float> Radii(int layer) => Columns(Start(layer) + _layers[layer].Inputs, _layers[layer].Inputs);

    /// <summary>The centres of z.</summary>
    public Span<float> Z(int layer) => Columns(Start(layer) + (2 * _layers[layer].Inputs), _layers[layer].Units);

    /// <summary>The radii of z.</summary>
    public Span<float> Reach(int layer) => Columns(Start(layer) + (2 * _layers[layer].Inputs) + _layers[layer].Units, _layers[layer].Units);

    /// <summary>One of six pieces for derivatives, each as long as the widest layer needs.</summary>
    public Span<float> Derivatives(int piece) => Columns(Start(_layers.Length) + (piece * Widest), Widest);

    private static int WidestOf(LayerShape[] layers)
    {
        int widest = 0;
        foreach (LayerShape layer in layers) widest = Math.Max(widest, Math.Max(layer.Inputs, layer.Units));
        return widest;
    }

    private int Start(int layer)
    {
        int columns = 0;
        for (int l = 0; l < layer; l++) columns += 2 * (_layers[l].Inputs + _layers[l].Units);
        return columns;
    }

    private Span<float> Columns(int first, int count) =>
        _memory.Slice(Lanes.InVectors(_layers[0].Units) + (first * Block.Rows), count * Block.Rows);
}
