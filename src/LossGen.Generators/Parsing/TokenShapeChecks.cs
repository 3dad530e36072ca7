using System.Collections.Immutable;
using System.Globalization;
using LossGen.Generators.Rules;
using LossGen.Generators.Specification;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Whether vocabulary, context, embedding and layers of a declaration are in range and fit the memory of one array.</summary>
internal static class TokenShapeChecks
{
    public const int MaxVocabulary = 65_536;
    public const int MaxContext = 1_024;
    public const int MaxEmbedding = 4_096;

    /// <summary>Reports what is wrong.</summary>
    public static void Report(TokenAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        bool inRange = ReportRange(attribute, TokenAttribute.VocabularyArgument, attribute.Vocabulary, 2, MaxVocabulary, problems)
            & ReportRange(attribute, TokenAttribute.ContextArgument, attribute.Context, 1, MaxContext, problems)
            & ReportRange(attribute, TokenAttribute.EmbeddingArgument, attribute.Embedding, 0, MaxEmbedding, problems);
        inRange &= ReportLayers(attribute, problems);
        ReportActivation(attribute, problems);
        if (inRange) ReportSize(attribute, problems);
    }

    private static bool ReportRange(
        TokenAttribute attribute, string argument, int value, int minimum, int maximum, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (value >= minimum && value <= maximum) return true;
        problems.Add(Diagnostic.Create(
            DeclarationRules.CountOutOfRange, attribute.LocationOf(argument), argument, Text(value), Text(minimum), Text(maximum)));
        return false;
    }

    private static bool ReportLayers(TokenAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        Location place = attribute.LocationOf(ModelAttribute.HiddenLayersArgument);
        if (attribute.HiddenUnits.IsDefault)
        {
            Add("is null; expected the units of each hidden layer, or [] for a model without", place);
            return false;
        }

        bool inRange = attribute.HiddenUnits.Length <= ShapeChecks.MaxHiddenLayers;
        if (!inRange) Add($"has {Text(attribute.HiddenUnits.Length)} layers; expected at most {Text(ShapeChecks.MaxHiddenLayers)}", place);
        for (int i = 0; i < attribute.HiddenUnits.Length; i++)
        {
            int units = attribute.HiddenUnits[i];
            if (units is >= 1 and <= ShapeChecks.MaxUnits) continue;
            inRange = false;
            Add($"has {Text(units)} units at index {Text(i)}; expected 1 to {Text(ShapeChecks.MaxUnits)}", attribute.LocationOfHiddenLayer(i));
        }

        return inRange;

        void Add(string objection, Location location) => problems.Add(Diagnostic.Create(NetworkRules.HiddenLayersDoNotFit, location, objection));
    }

    private static void ReportActivation(TokenAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        if (attribute.Activation is not { } activation) return;
        string[] known = [.. Enum.GetNames(typeof(ActivationKind)).Where(static name => name != nameof(ActivationKind.None))];
        Location place = attribute.LocationOf(ModelAttribute.ActivationArgument);
        if (activation < 0 || activation >= known.Length)
        {
            string expected = string.Join(", ", known.Take(known.Length - 1)) + " or " + known[known.Length - 1];
            problems.Add(Diagnostic.Create(NetworkRules.NoSuchActivation, place, Text(activation), expected));
        }
        else if (attribute.HiddenUnits is { IsDefault: false, IsEmpty: true })
        {
            problems.Add(Diagnostic.Create(NetworkRules.ActivationHasNoEffect, place, known[activation]));
        }
    }

    private static void ReportSize(TokenAttribute attribute, ImmutableArray<Diagnostic>.Builder problems)
    {
        long vocabulary = attribute.Vocabulary, embedding = attribute.Embedding;
        long inputs = attribute.Context * (embedding == 0 ? vocabulary : embedding);
        long[] widths = [inputs, .. attribute.HiddenUnits.Select(static units => (long)units), vocabulary];
        long parameters = (vocabulary * embedding) + widths.Skip(1).Select((units, i) => units * (widths[i] + 1)).Sum();
        if (parameters <= ShapeChecks.MaxNetworkParameters) return;

        IEnumerable<string> products = widths.Skip(1).Select((units, i) => $"{Text(units)} x ({Text(widths[i])} + 1)");
        if (embedding > 0) products = products.Prepend($"{Text(vocabulary)} x {Text(embedding)}");
        problems.Add(Diagnostic.Create(
            DeclarationRules.TooManyParameters,
            attribute.Location,
            string.Join(" + ", products),
            Text(parameters),
            "are too many for the scratch memory of training",
            Text(ShapeChecks.MaxNetworkParameters)));
    }

    // Messages read the same in every culture of the build.
    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
