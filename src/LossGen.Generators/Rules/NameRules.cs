using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for the names that a user gives the features and classes of a model without a row type.</summary>
internal static class NameRules
{
    public static readonly DiagnosticDescriptor MemberGivesNoNames = new(
        "LG0019",
        "This member gives no names",
        "'{0}' names none of the {1} of '{2}': {3}; expected a static property or field whose type is "
            + "ReadOnlySpan<string>, or an array or list of strings",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Evaluations, reports and files show the names that a static FeatureNames or ClassNames of the model gives.",
        helpLinkUri: HelpLinks.For("LG0019"));

    public static readonly DiagnosticDescriptor NamesDoNotFit = new(
        "LG0020",
        "The names do not fit the model",
        "'{0}' {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Each feature, or each class, has one name, which no other has; a model whose names do not fit throws when it is "
            + "created.",
        helpLinkUri: HelpLinks.For("LG0020"));
}
