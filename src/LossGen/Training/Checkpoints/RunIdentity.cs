using System.Reflection;
using LossGen.Storage;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>What has to be the same for a run to go on as if it had not been interrupted, by name, so that a difference can be named.</summary>
internal static class RunIdentity
{
    private const string Prefix = SafetensorsHeader.TrainingPrefix;

    /// <summary>The version of the file's keys and arrays; one more once they change.</summary>
    private const int FormatVersion = 2;

    /// <summary>The names and values of a run.</summary>
    /// <param name="task">What the model's outputs mean.</param>
    /// <param name="layout">Its layers.</param>
    /// <param name="activation">What follows each hidden layer.</param>
    /// <param name="options">The options, with the optimizer of the model.</param>
    /// <param name="data">What tells the rows from others; null where that cannot be known.</param>
    /// <param name="validation">The same of the validation set; null without one.</param>
    public static IReadOnlyList<(string Key, string Value)> Of(
        ClassificationTask task, ParameterLayout layout, Activation? activation, TrainingOptions options, string? data, string? validation)
    {
        LossOptions loss = options.Loss ?? LossOptions.Default;
        (string Name, string Value)[] facts =
        [
            ("checkpoint format", Invariant($"{FormatVersion}")),
            ("version of LossGen", typeof(RunIdentity).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version ?? ""),
            ("task", task.ToString()),
            ("layers", layout.ToString()),
            ("activation", activation?.ToString() ?? "none"),
            ("settings that are left to Fit", options.Unset),
            ("Epochs", Invariant($"{options.Epochs}")),
            ("BatchSize", Invariant($"{options.BatchSize}")),
            ("LearningRate", options.LearningRate.ToString()!),
            ("Optimizer", options.Optimizer.ToString()!),
            ("L1", Invariant($"{options.L1:R}")),
            ("L2", Invariant($"{options.L2:R}")),
            ("Standardize", options.Standardize.ToString()),
            ("Dropout", Invariant($"{options.Dropout:R}")),
            ("Adversary", options.Adversary?.ToString() ?? "none"),
            ("MaxGradientNorm", Invariant($"{options.MaxGradientNorm:R}")),
            ("Shuffle", options.Shuffle.ToString()),
            ("Seed", Invariant($"{options.Seed}")),
            ("Tolerance", Invariant($"{options.Tolerance:R}")),
            ("Patience", Invariant($"{options.Patience}")),
            ("TargetLoss", Invariant($"{options.TargetLoss:R}")),
            ("GradientTolerance", Invariant($"{options.GradientTolerance:R}")),
            ("RestoreBest", options.RestoreBest.ToString()),
            ("MeasureFinalLoss", options.MeasureFinalLoss.ToString()),
            ("LabelSmoothing", Invariant($"{loss.LabelSmoothing:R}")),
            ("FocalGamma", Invariant($"{loss.FocalGamma:R}")),
            ("ClassWeights", Exactly(loss.ClassWeights.Span)),
            ("data", (data ?? "a source") + (options.Validation is { IsDrawn: true } ? ", besides those kept out for validation" : "")),
            ("validation set", validation ?? "none"),
        ];
        return [.. facts.Select(static fact => (Prefix + fact.Name, fact.Value))];
    }

    /// <summary>Weights to the bit: all of them, or, where they would fill a page, their range and a hash.</summary>
    private static string Exactly(ReadOnlySpan<float> weights)
    {
        const int MostShown = 10;
        if (weights.IsEmpty) return "none";
        if (weights.Length > MostShown) return Invariant($"{Printed.Weights(weights)}, SHA-256 {Fingerprint.Of(weights)}");
        return $"[{string.Join(", ", Array.ConvertAll(weights.ToArray(), static weight => Invariant($"{weight:R}")))}]";
    }

    /// <summary>What differs between a run and the one that a file is of, or null.</summary>
    public static string? Difference(IReadOnlyList<(string Key, string Value)> run, IReadOnlyDictionary<string, string> file)
    {
        foreach ((string key, string value) in run)
        {
            if (!file.TryGetValue(key, out string? found)) return $"it says nothing of its {key[Prefix.Length..]}, as a file of another kind";
            if (found != value) return $"its {key[Prefix.Length..]} is {found}, that of this run is {value}";
        }

        return null;
    }
}
