using System.Collections.Immutable;
using System.Globalization;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether the counts, the layers and the task of a declaration fit one another and the memory of one array.</summary>
internal static class ShapeChecks
{
    public const int MaxFeatures = 65_536;

    /// <summary>Features of a model with sparse rows.</summary>
    public const int MaxSparseFeatures = 1 << 24;

    public const int MinClasses = 2;
    public const int MaxClasses = 65_536;

    /// <summary>The value of Array.MaxLength, which netstandard2.0 does not have: all parameters live in one float[].</summary>
    public const long MaxParameters = 0x7FFF_FFC7;

    public const int MaxHiddenLayers = 16;
    public const int MaxUnits = 65_536;

    /// <summary>
    /// Parameters of a model with hidden layers. The scratch memory of a thread is one float[] too: it holds the weights once more, laid out for the
    /// kernels, the gradient of a part, and the activations of a block. A quarter of such an array leaves room for all of them.
    /// </summary>
    public const long MaxNetworkParameters = 500_000_000;

    /// <summary>The values of LossGen.Activation.</summary>
    private static readonly string[] Activations =
        [.. Enum.GetNames(typeof(ActivationKind)).Where(static name => name != nameof(ActivationKind.None))];

    /// <summary>Reports what is wrong and returns the task, resolved; a guess if it is the task that is wrong.</summary>
    public static ModelTask Report(ModelAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        bool featuresInRange = ReportRange(attribute, ModelAttribute.FeaturesArgument, attribute.Features, 1, attribute.IsSparse ? MaxSparseFeatures : MaxFeatures, problems);
        bool classesInRange = ReportRange(attribute, ModelAttribute.ClassesArgument, attribute.Classes, MinClasses, MaxClasses, problems);
        ModelTask? task = ResolveTask(attribute, classesInRange, problems);
        bool layersInRange = ReportLayers(attribute, problems);
        ReportActivation(attribute, problems);

        if (task is { } known && featuresInRange && classesInRange && layersInRange)
            ReportSize(attribute, known, problems);

        return task ?? ModelTask.Multiclass;
    }

    private static bool ReportRange(
        ModelAttribute attribute, string argument, int value, int minimum, int maximum, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (value >= minimum && value <= maximum) return true;
        problems.Add(Diagnostic.Create(
            DeclarationRules.CountOutOfRange,
            attribute.LocationOf(argument),
            argument,
            Text(value),
            Text(minimum),
            Text(maximum)));
        return false;
    }

    private static ModelTask? ResolveTask(ModelAttribute attribute, bool classesInRange, ImmutableArray<Diagnostic>.Builder problems)
    {
        var task = (ModelTask)attribute.Task;
        string? objection = task switch
        {
            < ModelTask.Auto or > ModelTask.MultiLabel =>
                $"{Text(attribute.Task)} is not a member of ClassificationTask; expected Auto, Binary, Multiclass or MultiLabel",
            ModelTask.Binary when classesInRange && attribute.Classes != 2 =>
                $"Binary needs exactly 2 classes but {Text(attribute.Classes)} are declared; "
                + "expected classes: 2, or the task Multiclass or MultiLabel",
            _ => null,
        };
        if (objection is not null)
        {
            problems.Add(Diagnostic.Create(
                DeclarationRules.TaskDoesNotFit, attribute.LocationOf(ModelAttribute.TaskArgument), objection));
            return null;
        }

        if (task != ModelTask.Auto) return task;
        return attribute.Classes == 2 ? ModelTask.Binary : ModelTask.Multiclass;
    }

    private static bool ReportLayers(ModelAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        Location place = attribute.LocationOf(ModelAttribute.HiddenLayersArgument);
        if (attribute.HiddenUnits.IsDefault)
        {
            Add("is null; expected the units of each hidden layer, or [] for a model without", place);
            return false;
        }

        if (attribute.HiddenUnits.Length > MaxHiddenLayers)
            Add($"has {Text(attribute.HiddenUnits.Length)} layers; expected at most {Text(MaxHiddenLayers)}", place);

        bool inRange = attribute.HiddenUnits.Length <= MaxHiddenLayers;
        for (int i = 0; i < attribute.HiddenUnits.Length; i++)
        {
            int units = attribute.HiddenUnits[i];
            if (units is >= 1 and <= MaxUnits) continue;
            inRange = false;
            Add($"has {Text(units)} units at index {Text(i)}; expected 1 to {Text(MaxUnits)}", attribute.LocationOfHiddenLayer(i));
        }

        return inRange;

        void Add(string objection, Location location) =>
            problems.Add(Diagnostic.Create(NetworkRules.HiddenLayersDoNotFit, location, objection));
    }

    private static void ReportActivation(ModelAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (attribute.Activation is not { } activation) return;
        Location place = attribute.LocationOf(ModelAttribute.ActivationArgument);
        if (activation < 0 || activation >= Activations.Length)
        {
            string expected = string.Join(", ", Activations.Take(Activations.Length - 1)) + " or " + Activations[Activations.Length - 1];
            problems.Add(Diagnostic.Create(NetworkRules.NoSuchActivation, place, Text(activation), expected));
        }
        else if (attribute.HiddenUnits is { IsDefault: false, IsEmpty: true })
        {
            problems.Add(Diagnostic.Create(NetworkRules.ActivationHasNoEffect, place, Activations[activation]));
        }
    }

    private static void ReportSize(ModelAttribute attribute, ModelTask task, ImmutableArray<Diagnostic>.Builder problems)
    {
        long[] widths = [attribute.Features, .. attribute.HiddenUnits, HeadSpec.LogitsOf(attribute.Classes, task)];
        long[] layers = [.. widths.Skip(1).Select((units, i) => units * (widths[i] + 1))];
        long parameters = layers.Sum();

        // What is behind a table of sparse rows needs scratch memory, the table does not.
        bool isNetwork = layers.Length > 1 && !(attribute.IsSparse && parameters - layers[0] <= MaxNetworkParameters);
        long most = isNetwork ? MaxNetworkParameters : MaxParameters;
        if (parameters <= most) return;

        IEnumerable<string> products = widths.Skip(1).Select((units, i) => $"{Text(units)} x ({Text(widths[i])} + 1)");
        string reason = isNetwork ? "are too many for the scratch memory of training" : "do not fit into one array";
        problems.Add(Diagnostic.Create(
            DeclarationRules.TooManyParameters,
            attribute.Location,
            string.Join(" + ", products),
            Text(parameters),
            reason,
            Text(most)));
    }

    // Messages read the same in every culture of the build.
    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
