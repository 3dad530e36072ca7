using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>What the metadata of a file says about the model, beyond its numbers. Every part may be absent.</summary>
internal sealed class FileFacts
{
    public const string FormatKey = "lossgen.format";
    public const string TaskKey = "lossgen.task";
    public const string ActivationKey = "lossgen.activation";
    public const string FeaturesKey = "lossgen.features";
    public const string ClassesKey = "lossgen.classes";
    public const string FeatureNamesKey = "lossgen.feature_names";
    public const string ClassNamesKey = "lossgen.class_names";
    public const string EpochsKey = "lossgen.epochs";
    public const string LossKey = "lossgen.loss";
    public const string StopReasonKey = "lossgen.stop_reason";
    public const string BestEpochKey = "lossgen.best_epoch";
    public const string ValidationLossKey = "lossgen.validation_loss";
    public const string FeatureMeansKey = "lossgen.feature_means";
    public const string FeatureScalesKey = "lossgen.feature_scales";
    public const string InputKey = "lossgen.input";
    public const string RowEncodingKey = "lossgen.row_encoding";

    /// <summary>The value of <see cref="InputKey"/> for sparse rows: the first layer's weights lie [feature][unit]. Other models say nothing.</summary>
    public const string SparseInput = "sparse";

    /// <summary>
    /// The value of <see cref="InputKey"/> for contexts of tokens: an embedding table comes first, or else the first layer's weights lie [position and token][unit].
    /// </summary>
    public const string TokenInput = "tokens";

    /// <summary>Tokens of a context.</summary>
    public const string ContextKey = "lossgen.context";

    /// <summary>The version of these keys and of what the tensors mean; one more once an older reader would misunderstand them.</summary>
    public const int FormatVersion = 1;

    private FileFacts(IReadOnlyDictionary<string, string> metadata, Func<string, string[]> readNames)
    {
        Format = Integer(metadata, FormatKey);
        if (Format is { } format and not FormatVersion)
            throw new InvalidDataException(Invariant($"it is of LossGen's format {format}, this version reads format {FormatVersion}"));

        if (metadata.TryGetValue(TaskKey, out string? task))
        {
            if (task is not (ModelShape.Binary or ModelShape.Multiclass or ModelShape.MultiLabel))
                throw Unexpected(TaskKey, task, "Binary, Multiclass or MultiLabel");
            Task = task;
        }

        Activation = metadata.TryGetValue(ActivationKey, out string? activation) ? activation : null;
        if (metadata.TryGetValue(InputKey, out string? input))
        {
            if (input is not (SparseInput or TokenInput)) throw Unexpected(InputKey, input, $"{SparseInput} or {TokenInput}");
            IsSparse = input == SparseInput;
            if (input == TokenInput)
                Context = Integer(metadata, ContextKey) ?? throw new InvalidDataException($"its metadata has no {ContextKey}, expected the tokens of a context");
        }

        Features = Integer(metadata, FeaturesKey);
        Classes = Integer(metadata, ClassesKey);
        FeatureNames = Names(metadata, FeatureNamesKey, readNames);
        ClassNames = Names(metadata, ClassNamesKey, readNames);
        RowEncoding = Names(metadata, RowEncodingKey, readNames);
        Epochs = Integer(metadata, EpochsKey);
        FeatureMeans = NumberList.Of(metadata, FeatureMeansKey, isPositive: false);
        FeatureScales = NumberList.Of(metadata, FeatureScalesKey, isPositive: true);
        if (FeatureMeans.Count != FeatureScales.Count)
        {
            throw new InvalidDataException(Invariant(
                $"its metadata has {FeatureMeans.Count} numbers under {FeatureMeansKey} and {FeatureScales.Count} under {FeatureScalesKey}, expected as many"));
        }

        Bins = FileBins.Of(metadata);
        StopReason = metadata.TryGetValue(StopReasonKey, out string? reason) ? reason : null;
        Loss = Number(metadata, LossKey);
        BestEpoch = Integer(metadata, BestEpochKey);
        ValidationLoss = Number(metadata, ValidationLossKey);
    }

    public int? Format { get; }

    public string? Task { get; }

    /// <summary>What follows each hidden layer.</summary>
    public string? Activation { get; }

    /// <summary>Of a token model the tokens of a context; else 0.</summary>
    public int Context { get; }

    /// <summary>Whether the model takes sparse rows.</summary>
    public bool IsSparse { get; }

    public int? Features { get; }

    public int? Classes { get; }

    public IReadOnlyList<string> FeatureNames { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>What becomes of each member of a typed row, where rows are sparse.</summary>
    public IReadOnlyList<string> RowEncoding { get; }

    /// <summary>The mean of each feature in training, as written; empty where the features were not standardised.</summary>
    public IReadOnlyList<string> FeatureMeans { get; }

    /// <summary>The scale of each feature in training, as written; as many.</summary>
    public IReadOnlyList<string> FeatureScales { get; }

    /// <summary>The bins that the classes are; null where they are not, or the file does not say.</summary>
    public FileBins? Bins { get; }

    public int? Epochs { get; }

    public double? Loss { get; }

    public string? StopReason { get; }

    public int? BestEpoch { get; }

    public double? ValidationLoss { get; }

    /// <summary>Reads the keys of ours and passes over all others.</summary>
    /// <param name="metadata">The header's strings.</param>
    /// <param name="readNames">Reads a JSON array of strings; it may stop after <see cref="HeaderBudget.MaxNames"/> and one more.</param>
    public static FileFacts Of(IReadOnlyDictionary<string, string> metadata, Func<string, string[]> readNames) => new(metadata, readNames);

    private static int? Integer(IReadOnlyDictionary<string, string> metadata, string key)
    {
        if (!metadata.TryGetValue(key, out string? text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Unexpected(key, text, "a whole number");
    }

    private static double? Number(IReadOnlyDictionary<string, string> metadata, string key)
    {
        if (!metadata.TryGetValue(key, out string? text)) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Unexpected(key, text, "a number");
    }

    private static string[] Names(IReadOnlyDictionary<string, string> metadata, string key, Func<string, string[]> readNames)
    {
        if (!metadata.TryGetValue(key, out string? text)) return [];
        string[] names;
        try
        {
            names = readNames(text);
        }
        catch (InvalidDataException)
        {
            throw Unexpected(key, text, "a JSON array of strings");
        }

        if (names.Length > HeaderBudget.MaxNames)
            throw new InvalidDataException(Invariant($"its metadata has more than {HeaderBudget.MaxNames} names under {key}, more than any model"));
        return names;
    }

    /// <summary>The fault of metadata that is not what its key announces.</summary>
    internal static InvalidDataException Unexpected(string key, string value, string expected) =>
        new($"its metadata has {key} = {Quoted.Text(value)}, expected {expected}");
}
