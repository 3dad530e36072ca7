using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rules for what was generated from a valid declaration. Each has its page in docs/.</summary>
internal static class GenerationRules
{
    public static readonly DiagnosticDescriptor GeneratedForAnotherDeclaration = new(
        "LG0017",
        "The generated model does not match its declaration",
        "'{0}' {1}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A source generator does not see what other generators write. Where one of them completes the model or its rows, the "
            + "model is missing or has other features or classes than the rows.",
        helpLinkUri: HelpLinks.For("LG0017"),
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor MemberStaysNull = new(
        "LG0018",
        "The generated constructor leaves a member null",
        "'{0}' must not be null, but the generated constructor of '{1}' leaves it null; initialize it, or write the constructor without parameters",
        DeclarationRules.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Beside the constructors of the class the generator writes one without parameters, which Load and Pretrained call. It "
            + "sets no member of the class.",
        helpLinkUri: HelpLinks.For("LG0018"));
}
