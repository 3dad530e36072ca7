using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for the rows of typed models. Each has its page in docs/.</summary>
internal static class RowRules
{
    public static readonly DiagnosticDescriptor TypeCannotBeRow = new(
        "LG0014",
        "This type cannot be the row of a model",
        "'{0}' cannot be the row of a model: {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The row of a model is a class, struct, record or record struct, at least as accessible as the model, with members "
            + "marked [Feature] and one marked [Label].",
        helpLinkUri: HelpLinks.For("LG0014"));

    public static readonly DiagnosticDescriptor MemberCannotBeFeature = new(
        "LG0015",
        "This member cannot be a feature",
        "'{0}' cannot be a feature: {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A feature is a number, bool, enum, duration, a string with its buckets or a date with its parts, in a property or field that the model can read.",
        helpLinkUri: HelpLinks.For("LG0015"));

    public static readonly DiagnosticDescriptor MemberCannotBeLabel = new(
        "LG0016",
        "This member cannot be the label",
        "'{0}' cannot be the label: {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The label is one property or field that the model can read: an enum or bool, a byte, short, int or long with the "
            + "number of classes, or a number with bins.",
        helpLinkUri: HelpLinks.For("LG0016"));
}
