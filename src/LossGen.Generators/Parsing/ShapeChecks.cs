using System.Collections.Immutable;
using System.Globalization;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether the counts and the task of a declaration fit one another and the memory of one array.</summary>
internal static class ShapeChecks
{
    public const int MaxFeatures = 65_536;
    public const int MinClasses = 2;
    public const int MaxClasses = 65_536;

    /// <summary>The value of Array.MaxLength, which netstandard2.0 does not have: all parameters live in one float[].</summary>
    public const long MaxParameters = 0x7FFF_FFC7;

    /// <summary>Reports what is wrong and returns the task, resolved; a guess if it is the task that is wrong.</summary>
    public static ModelTask Report(ModelAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        bool featuresInRange = ReportRange(attribute, ModelAttribute.FeaturesArgument, attribute.Features, 1, MaxFeatures, problems);
        bool classesInRange = ReportRange(attribute, ModelAttribute.ClassesArgument, attribute.Classes, MinClasses, MaxClasses, problems);
        ModelTask? task = ResolveTask(attribute, classesInRange, problems);

        if (task is { } known && featuresInRange && classesInRange)
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

    private static void ReportSize(ModelAttribute attribute, ModelTask task, ImmutableArray<Diagnostic>.Builder problems)
    {
        long logits = HeadSpec.LogitsOf(attribute.Classes, task);
        long parameters = logits * (attribute.Features + 1L);
        if (parameters <= MaxParameters) return;
        problems.Add(Diagnostic.Create(
            DeclarationRules.TooManyParameters,
            attribute.Location,
            Text(logits),
            Text(attribute.Features),
            Text(parameters),
            Text(MaxParameters)));
    }

    // Messages read the same in every culture of the build.
    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
