using System.IO;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using static System.FormattableString;

namespace LossGen.Generators.Weights;

/// <summary>The trained weights that a declaration asks for, or the rule it breaks. Neither if it asks for none.</summary>
/// <param name="Weights">The weights.</param>
/// <param name="Rule">The rule broken.</param>
/// <param name="Message">What the rule's message says after the file's name.</param>
/// <remarks>The generator uses the weights, the analyzer the rule: weights that are not baked in are always reported.</remarks>
internal readonly record struct WeightsResolution(PretrainedWeights? Weights, DiagnosticDescriptor? Rule, string? Message)
{
    /// <summary>The most numbers that are written as constants: about three megabytes of source. Of a model with sparse rows only features with weights count.</summary>
    public const int MaxParameters = 262_144;

    /// <param name="spec">The model.</param>
    /// <param name="files">Additional files, among them all that the declaration can mean.</param>
    public static WeightsResolution Of(ModelSpec spec, IEnumerable<WeightsFile> files)
    {
        if (spec.Weights is not { } asked) return default;
        WeightsFile[] found = files.Where(file => WeightsPath.Matches(file.Path, asked))
            .GroupBy(static file => file.Path, StringComparer.Ordinal).Select(static group => group.First()).ToArray();
        if (found.Length == 0) return NotFound("is not among the additional files of the project");
        if (found.Length > 1)
        {
            string paths = string.Join(", ", found.Select(static file => $"'{file.Path}'").OrderBy(static path => path, StringComparer.Ordinal));
            return NotFound($"can be any of {paths}; expected a path with enough folders to identify one");
        }

        WeightsFile file = found[0];
        if (file.Fault is { } fault) return NotFound($"cannot be read: {fault}");
        if (!spec.CanBeCreated) return Unfit($"the class has no constructor without parameters, which '{spec.Name}.Pretrained' needs");
        if (!spec.Input.IsSparse && spec.Layout.Count > MaxParameters)
            return Unfit(Invariant($"the model has {spec.Layout.Count} parameters, expected at most {MaxParameters}; load the file at run time, by '{spec.Name}.Load'"));
        if (file.IsTooLong) return Unfit(Invariant($"it is longer than {WeightsFile.MaxLength} bytes; expected at most that many, enough for every model that can be baked"));

        try
        {
            PretrainedWeights weights = WeightsReader.Read(file, spec);
            if (spec.Input.IsSparse && Written(weights, spec) is > MaxParameters and var written)
            {
                return Unfit(Invariant($"its features with weights other than 0 and what is behind them make {written} numbers, expected at most {MaxParameters}; ")
                    + $"load the file at run time, by '{spec.Name}.Load'");
            }

            return new(weights, Rule: null, Message: null);
        }
        catch (InvalidDataException damage)
        {
            return Unfit(damage.Message);
        }
    }

    private static long Written(PretrainedWeights weights, ModelSpec spec)
    {
        LayerShape first = spec.Layout.First;
        return ((long)weights.FeaturesWithWeights(first.Inputs, first.Units).Length * first.Units) + spec.Layout.Count - first.Biases;
    }

    private static WeightsResolution NotFound(string message) => new(null, WeightsRules.FileNotFound, message);

    private static WeightsResolution Unfit(string message) => new(null, WeightsRules.FileDoesNotFit, message);
}
