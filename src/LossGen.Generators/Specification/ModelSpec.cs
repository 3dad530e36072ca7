using System.Collections.Immutable;

namespace LossGen.Generators.Specification;

/// <summary>What a valid declaration says, as plain values: no symbol, syntax or location, so that the pipeline can cache it.</summary>
/// <param name="Namespace">Full namespace, empty for the global one.</param>
/// <param name="Containers">The types around the class, outermost first.</param>
/// <param name="Name">The class's name as written in source (an escaped keyword keeps its @).</param>
/// <param name="Input">The input of the model.</param>
/// <param name="Layers">Its layers, the first of which takes the input: the hidden ones, if any, and the one that gives the logits.</param>
/// <param name="Head">What the last layer's outputs mean.</param>
/// <param name="EmitConstructor">Whether the public parameterless constructor is ours to write, besides those of the user.</param>
/// <param name="HintSuffix">Tells apart the files of models whose names differ only in case; empty for all others.</param>
/// <param name="Row">The type of the rows, where the declaration names one.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<ContainingType> Containers,
    string Name,
    InputSpec Input,
    EquatableArray<LayerSpec> Layers,
    HeadSpec Head,
    bool EmitConstructor,
    string HintSuffix = "",
    RowSpec? Row = null)
{
    /// <summary>The constructor that takes the seed of the initial values.</summary>
    public SeedConstructor SeedConstructor { get; init; }

    /// <summary>Whether <c>new</c> without arguments makes a model, by our constructor or by one of the user's.</summary>
    public bool CanBeCreated { get; init; } = true;

    /// <summary>Whether <c>ToString</c> is ours to write: neither the class nor a base class has one of its own.</summary>
    public bool EmitToString { get; init; } = true;

    /// <summary>The file of trained weights to bake in, as written; null if none is requested.</summary>
    public string? Weights { get; init; }

    /// <summary>Where names come from that the user writes in the model itself; empty for a model with a row type, whose rows give them.</summary>
    public EquatableArray<NameSource> Names { get; init; }

    /// <summary>Diagnostic ids that obsolete and experimental symbols in the generated code's reach chose for themselves.</summary>
    public EquatableArray<string> WarningIds { get; init; }

    /// <summary>The class as its own members name it: a type of the same name may be inherited, and then takes precedence.</summary>
    public string QualifiedName => "global::" + string.Concat(
        Containers.Select(static container => container.Name + ".").Prepend(Namespace.Length > 0 ? Namespace + "." : "")) + Name;

    /// <summary>The names that the declaration gives the numbers of a row; empty if it gives none, or rows are sparse and have too many.</summary>
    public IEnumerable<string> FeatureNames => Input.IsSparse ? [] : Row?.FeatureNames ?? [];

    /// <summary>The names that the declaration gives the classes or labels; empty if it gives none.</summary>
    public IEnumerable<string> ClassNames => Row?.Label.ClassNames ?? [];

    /// <summary>The name of the generated file: namespace, nesting and name, so that two models never share one.</summary>
    public string HintName
    {
        get
        {
            IEnumerable<string> parts = Containers.Select(static c => c.Name).Append(Name);
            if (Namespace.Length > 0) parts = parts.Prepend(Namespace);
            return string.Join(".", parts).Replace("@", "") + HintSuffix + ".g.cs";
        }
    }

    /// <summary>Where the weights and biases lie.</summary>
    public ParameterLayout Layout
    {
        get
        {
            int[] widths = [Input.Features, .. Layers.Select(static layer => layer.Units)];
            return Input.IsSparse ? ParameterLayout.OfTable(widths) : ParameterLayout.Of(widths);
        }
    }

    /// <summary>The layers with an activation, in their order: all except the last.</summary>
    public IEnumerable<LayerSpec> HiddenLayers => Layers.Take(Layers.Count - 1);

    /// <summary>Whether there are any; else the model is linear.</summary>
    public bool IsNetwork => Layers.Count > 1;

    /// <summary>The activation of the hidden layers; none if there are none.</summary>
    public ActivationKind Activation => Layers[0].Activation;

    /// <summary>The layers of a model: the hidden ones, then the one that gives the logits.</summary>
    /// <param name="input">What goes into the first layer.</param>
    /// <param name="hiddenUnits">The units of each hidden layer; empty for a linear model.</param>
    /// <param name="activation">What follows each hidden layer.</param>
    /// <param name="head">What the last layer's outputs mean.</param>
    public static EquatableArray<LayerSpec> LayersOf(InputSpec input, IReadOnlyList<int> hiddenUnits, ActivationKind activation, HeadSpec head)
    {
        ImmutableArray<LayerSpec>.Builder layers = ImmutableArray.CreateBuilder<LayerSpec>(hiddenUnits.Count + 1);
        int inputs = input.Features;
        foreach (int units in hiddenUnits)
        {
            layers.Add(new LayerSpec(inputs, units, activation));
            inputs = units;
        }

        layers.Add(new LayerSpec(inputs, head.Logits, ActivationKind.None));
        return new(layers.MoveToImmutable());
    }
}
