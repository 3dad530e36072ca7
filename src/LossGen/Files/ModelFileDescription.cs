using System.Text.Json.Serialization;
using LossGen.Validation;

namespace LossGen;

/// <summary>What a model's file states about the model.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record ModelFileDescription
{
    /// <summary>Numbers in one row.</summary>
    public required int Features { get; init; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    public required int Classes { get; init; }

    /// <summary>Of a next-token model the tokens of a context, of which <see cref="Features"/> are the numbers that they make; else 0.</summary>
    public int Context { get; init; }

    /// <summary>Of a next-token model the numbers of a token's embedding; 0 without a table of them, and for other models.</summary>
    public int Embedding { get; init; }

    /// <summary>Whether the file says that its model takes sparse rows.</summary>
    public bool IsSparse { get; init; }

    /// <summary>The units of each hidden layer; empty for a linear model.</summary>
    public IReadOnlyList<int> HiddenLayers { get; init; } = [];

    /// <summary>What follows each hidden layer; null where there is none or the file does not say.</summary>
    public Activation? Activation { get; init; }

    /// <summary>What the outputs mean; <see cref="ClassificationTask.Auto"/> where the file does not say, such as files of other programs.</summary>
    public required ClassificationTask Task { get; init; }

    /// <summary>The names of the features in their order; empty if the file has none.</summary>
    public required IReadOnlyList<string> FeatureNames { get; init; }

    /// <summary>The names of the classes or labels in their order; empty if the file has none.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>What becomes of each member of a typed row, a line each; empty for a model that does not take rows of a type.</summary>
    public IReadOnlyList<string> RowEncoding { get; init; } = [];

    /// <summary>The means and scales of the features that the model was trained with; null where they were not standardised or the file does not say.</summary>
    public FeatureScaling? Scaling { get; init; }

    /// <summary>The bins that the classes are, where the model predicts a number; null where the file has none.</summary>
    public Bins? Bins { get; init; }

    /// <summary>Epochs of the training that was saved along; null if none was.</summary>
    public int? Epochs { get; init; }

    /// <summary>The loss at the end of that training, in nats; null if none was saved along.</summary>
    public double? Loss { get; init; }

    /// <summary>Why that training stopped; null if none was saved along.</summary>
    public StopReason? StopReason { get; init; }

    /// <summary>The epoch of that training whose parameters the file has, if it had a validation set; else null.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The model's loss over that set, in nats; null without one.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The version of LossGen's format; null for a file of another program.</summary>
    public int? FormatVersion { get; init; }

    /// <summary>All of it in a line, in the invariant culture.</summary>
    public override string ToString()
    {
        bool isMultiLabel = Task == ClassificationTask.MultiLabel;
        string kind = IsSparse ? "sparse feature" : "feature";
        string text = Context > 0 ? "N" + Printed.NextToken(Classes, Context, Embedding)[1..]
            : $"{Task}: {Printed.Count(Features, kind, kind + "s")}{Printed.InBrackets(FeatureNames)}{Printed.InBrackets(RowEncoding)}, "
            + Printed.Count(Classes, isMultiLabel ? "label" : "class", isMultiLabel ? "labels" : "classes") + Printed.InBrackets(ClassNames);
        if (HiddenLayers.Count > 0) text += $", hidden layers of {string.Join(", ", HiddenLayers)}" + (Activation is { } activation ? $", {activation}" : "");
        if (Bins is not null) text += $", {Bins}";
        if (Scaling is not null) text += ", features standardised";
        if (Epochs is { } epochs) text += ", " + Printed.Count(epochs, "epoch", "epochs");
        if (Loss is { } loss) text += ", loss " + Printed.Number(loss);
        if (ValidationLoss is { } validation) text += $", validation loss {Printed.Number(validation)} of epoch {BestEpoch}";
        if (StopReason is { } reason) text += $", {reason}";
        return text;
    }
}
