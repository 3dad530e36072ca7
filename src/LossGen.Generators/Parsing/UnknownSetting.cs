using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Generators.Parsing;

/// <summary>A setting written in one of our attributes that the attribute does not have. Equal by value, as the incremental pipeline's cache needs.</summary>
/// <param name="Attribute">The attribute's name without its ending.</param>
/// <param name="Written">The setting as written.</param>
/// <param name="Expected">The setting that was probably meant; else all that the attribute has.</param>
/// <param name="Path">The file.</param>
/// <param name="Span">The name's place in the file.</param>
/// <param name="Lines">The same in lines and columns.</param>
internal sealed record UnknownSetting(string Attribute, string Written, string Expected, string Path, TextSpan Span, LinePositionSpan Lines)
{
    private const string Ending = "Attribute";

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        SettingNameRules.NoSuchSetting, Location.Create(Path, Span, Lines), Attribute, Written, Expected);

    /// <summary>Whether a declaration has an attribute with a setting: only then can one of them be misspelled.</summary>
    public static bool IsPossibleIn(SyntaxNode declaration)
    {
        // The attributes of a field stand at the declaration around its variables.
        SyntaxNode? owner = declaration is VariableDeclaratorSyntax ? declaration.FirstAncestorOrSelf<BaseFieldDeclarationSyntax>() : declaration;
        SyntaxList<AttributeListSyntax> lists = owner switch
        {
            MemberDeclarationSyntax member => member.AttributeLists,
            BaseParameterSyntax parameter => parameter.AttributeLists,
            _ => default,
        };
        return lists.Any(static list => list.Attributes.Any(static attribute => SettingsOf(attribute).Any()));
    }

    /// <summary>The settings of attributes that the attributes' classes do not have.</summary>
    public static IEnumerable<UnknownSetting> In(IEnumerable<AttributeData> attributes, CancellationToken cancellationToken)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (attribute is not { AttributeClass: { } type, ApplicationSyntaxReference: { } reference }) continue;
            foreach (IdentifierNameSyntax name in SettingsOf((AttributeSyntax)reference.GetSyntax(cancellationToken)))
            {
                string written = name.Identifier.ValueText;
                if (IsMember(type, written)) continue;
                FileLinePositionSpan lines = name.SyntaxTree.GetLineSpan(name.Span, cancellationToken);
                yield return new UnknownSetting(NameOf(type), written, Expectation(type, written), lines.Path, name.Span, lines.Span);
            }
        }
    }

    private static IEnumerable<IdentifierNameSyntax> SettingsOf(AttributeSyntax attribute) =>
        attribute.ArgumentList?.Arguments.Where(static argument => argument.NameEquals is not null).Select(static argument => argument.NameEquals!.Name) ?? [];

    /// <summary>Whether the compiler finds a member of that name, settable or not: of one that is not it says so itself.</summary>
    private static bool IsMember(INamedTypeSymbol type, string name)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (!current.GetMembers(name).IsEmpty) return true;
        }

        return false;
    }

    private static string Expectation(INamedTypeSymbol type, string written)
    {
        string[] settings =
        [
            .. type.GetMembers().OfType<IPropertySymbol>().Where(static property => property.SetMethod is not null).Select(static property => property.Name)
                .OrderBy(static name => name, StringComparer.Ordinal),
        ];
        if (settings.Length == 0) return "it has none";
        return NearestName.Of(written, settings) is { } nearest ? $"did you mean '{nearest}'?" : $"it has {string.Join(", ", settings)}";
    }

    private static string NameOf(INamedTypeSymbol type) =>
        type.Name.EndsWith(Ending, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - Ending.Length) : type.Name;
}
