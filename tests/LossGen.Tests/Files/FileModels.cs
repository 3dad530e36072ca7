namespace LossGen.Tests.Files;

/// <summary>A model that names what it has; its interface members are written by hand, as a user may.</summary>
[CrossEntropyModel(2, 3)]
public sealed partial class NamedModel
{
    private static readonly string[] Features = ["length", "breadth"];
    private static readonly string[] Species = ["setosa", "versicolor", "virginica \"ß\" \\ 鳶尾"];

    static ReadOnlySpan<string> IClassifier<NamedModel>.FeatureNames => Features;

    static ReadOnlySpan<string> IClassifier<NamedModel>.ClassNames => Species;
}

/// <summary>The same shape with two classes exchanged.</summary>
[CrossEntropyModel(2, 3)]
public sealed partial class OtherwiseNamedModel
{
    private static readonly string[] Features = ["length", "breadth"];
    private static readonly string[] Species = ["setosa", "virginica \"ß\" \\ 鳶尾", "versicolor"];

    static ReadOnlySpan<string> IClassifier<OtherwiseNamedModel>.FeatureNames => Features;

    static ReadOnlySpan<string> IClassifier<OtherwiseNamedModel>.ClassNames => Species;
}

/// <summary>The same shape with the features exchanged.</summary>
[CrossEntropyModel(2, 3)]
public sealed partial class ExchangedModel
{
    private static readonly string[] Features = ["breadth", "length"];

    static ReadOnlySpan<string> IClassifier<ExchangedModel>.FeatureNames => Features;
}

/// <summary>A model with too few names.</summary>
[CrossEntropyModel(2, 3)]
public sealed partial class HalfNamedModel
{
    // From elsewhere, so that no rule sees it.
    private static readonly string[] Species = "setosa versicolor".Split(' ');

    static ReadOnlySpan<string> IClassifier<HalfNamedModel>.ClassNames => Species;
}

/// <summary>A model whose second name each test chooses.</summary>
[CrossEntropyModel(2, 3)]
public sealed partial class BadlyNamedModel
{
    internal static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    static ReadOnlySpan<string> IClassifier<BadlyNamedModel>.ClassNames => Species;
}

[CrossEntropyModel(1, 3)]
public sealed partial class Multiclass1x3;

[CrossEntropyModel(2, 3)]
public sealed partial class Multiclass2x3;

/// <summary>Baked by this project's own build, from a file beside this one.</summary>
[CrossEntropyModel(4, 3, Weights = "Files/pretrained.safetensors")]
public sealed partial class PretrainedIris;
