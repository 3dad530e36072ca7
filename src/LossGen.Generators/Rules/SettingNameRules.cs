using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rule that <see cref="SettingNamesGenerator"/> reports. It has its page in docs/.</summary>
internal static class SettingNameRules
{
    public static readonly DiagnosticDescriptor NoSuchSetting = new(
        "LG0027",
        "There is no such setting",
        "'{0}' has no {1} '{2}'; {3}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A name before '=' in an attribute is a property of the attribute, one before ':' a parameter of its constructor. "
            + "The compiler takes an unknown property for a type that is missing.",
        helpLinkUri: HelpLinks.For("LG0027"));
}
