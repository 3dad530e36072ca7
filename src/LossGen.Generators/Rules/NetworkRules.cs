using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for hidden layers. Each has its page in docs/.</summary>
internal static class NetworkRules
{
    public static readonly DiagnosticDescriptor HiddenLayersDoNotFit = new(
        "LG0022",
        "The hidden layers are out of range",
        "'HiddenLayers' {0}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A model has up to 16 hidden layers of 1 to 65,536 units each.",
        helpLinkUri: HelpLinks.For("LG0022"));

    public static readonly DiagnosticDescriptor NoSuchActivation = new(
        "LG0023",
        "There is no such activation",
        "{0} is not a member of Activation; expected {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The function that follows a hidden layer is a member of Activation.",
        helpLinkUri: HelpLinks.For("LG0023"));

    public static readonly DiagnosticDescriptor ActivationHasNoEffect = new(
        "LG0024",
        "The activation has no effect",
        "'Activation' is {0}, but the model has no hidden layer for it to follow; expected HiddenLayers, or no Activation",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "An activation follows each hidden layer. A model without hidden layers is linear: its one layer gives the logits, which no activation follows.",
        helpLinkUri: HelpLinks.For("LG0024"));
}
