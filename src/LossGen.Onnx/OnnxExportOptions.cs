namespace LossGen.Onnx;

/// <summary>What an ONNX file says about a model beside its numbers.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The name of the graph; null: the name of the model's class.</summary>
    public string? ModelName { get; init; }

    /// <summary>A description of the model's purpose; null: none.</summary>
    public string? Description { get; init; }

    /// <summary>A number of your own that distinguishes one training run of the model from the next.</summary>
    public long ModelVersion { get; init; }

    /// <summary>The bins that the classes are, for a model that does not keep them itself: the file then has the mean as an output; null: those of the model, if any.</summary>
    public Bins? Bins { get; init; }

    /// <summary>The names of the numbers in a row, one each and in their order; empty: those from the declaration of the model, if any.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>The names of the classes or labels, one each and in their order; empty: those from the declaration of the model, if any.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];
}
