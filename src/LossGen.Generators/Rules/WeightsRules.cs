using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for trained weights that a declaration asks for. Each has its page in docs/.</summary>
internal static class WeightsRules
{
    public static readonly DiagnosticDescriptor FileNotFound = new(
        "LG0012",
        "The file of trained weights is not found",
        "'{0}' {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "Weights names exactly one of the project's AdditionalFiles, by its name or the end of its path, and the compiler can read it.",
        helpLinkUri: HelpLinks.For("LG0012"));

    public static readonly DiagnosticDescriptor FileDoesNotFit = new(
        "LG0013",
        "The trained weights do not fit the model",
        "'{0}' cannot be baked into '{1}': {2}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The file holds finite weights and biases of exactly this model, which has a constructor without arguments and at most "
            + "262,144 parameters.",
        helpLinkUri: HelpLinks.For("LG0013"));
}
