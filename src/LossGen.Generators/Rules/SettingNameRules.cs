using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Rules;

/// <summary>The rule that <see cref="SettingNamesGenerator"/> reports. It has its page in docs/.</summary>
internal static class SettingNameRules
{
    public static readonly DiagnosticDescriptor NoSuchSetting = new(
        "LG0027",
        "There is no such setting",
        "'{0}' has no setting '{1}'; {2}",
        DeclarationRules.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "A name before '=' in an attribute is a property of the attribute. The compiler takes an unknown one for a type that is missing.",
        helpLinkUri: HelpLinks.For("LG0027"));
}
