using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Generators.Parsing;

/// <summary>A setting or an argument written in one of our attributes that the attribute does not have, or a value that the setting's enum does not have.</summary>
/// <remarks>Equal by value, as the incremental pipeline's cache needs.</remarks>
/// <param name="Owner">What does not have it: the attribute's name without its ending, or the enum's.</param>
/// <param name="Kind">Which of the three it is.</param>
/// <param name="Written">Its name as written.</param>
/// <param name="Expected">What was probably meant; else all that there are.</param>
/// <param name="Path">The file.</param>
/// <param name="Span">The name's place in the file.</param>
/// <param name="Lines">The same in lines and columns.</param>
internal sealed record UnknownSetting(string Owner, string Kind, string Written, string Expected, string Path, TextSpan Span, LinePositionSpan Lines)
{
    private const string Ending = "Attribute";

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        SettingNameRules.NoSuchSetting, Location.Create(Path, Span, Lines), Owner, Kind, Written, Expected);

    /// <summary>Whether a declaration has an attribute with a name in it: only then can one be misspelled.</summary>
    public static bool IsPossibleIn(SyntaxNode declaration)
    {
        // The attributes of a field stand at the declaration around its variables, the first of which answers for all.
        SyntaxNode? owner = declaration;
        if (declaration is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: BaseFieldDeclarationSyntax field } fields })
            owner = fields.Variables[0] == declaration ? field : null;
        SyntaxList<AttributeListSyntax> lists = owner switch
        {
            MemberDeclarationSyntax member => member.AttributeLists,
            BaseParameterSyntax parameter => parameter.AttributeLists,
            _ => default,
        };
        return lists.Any(static list => list.Target is null && list.Attributes.Any(static attribute => NamesIn(attribute).Any()));
    }

    /// <summary>Whether a node is an attribute in brackets that name a target, with a name in it: <c>[property: Feature(Parts = …)]</c> at a parameter of a record.</summary>
    /// <remarks>What such an attribute is of is another symbol than that of the declaration around it, so it is asked for itself.</remarks>
    public static bool IsPossibleAt(SyntaxNode node) =>
        node is AttributeSyntax { Parent: AttributeListSyntax { Target: not null } } attribute && NamesIn(attribute).Any();

    /// <summary>The names in one attribute that its class does not have, if it is one of those classes.</summary>
    public static IEnumerable<UnknownSetting> In(AttributeSyntax attribute, SemanticModel semantics, string[] classes, CancellationToken cancellationToken) =>
        semantics.GetTypeInfo(attribute, cancellationToken).Type is INamedTypeSymbol type && classes.Contains(MetadataNameOf(type))
            ? In(attribute, type, cancellationToken)
            : [];

    /// <summary>The names in attributes that the attributes' classes do not have.</summary>
    public static IEnumerable<UnknownSetting> In(IEnumerable<AttributeData> attributes, CancellationToken cancellationToken)
    {
        foreach (AttributeData attribute in attributes)
        {
            if (attribute is not { AttributeClass: { } type, ApplicationSyntaxReference: { } reference }) continue;
            var syntax = (AttributeSyntax)reference.GetSyntax(cancellationToken);
            if (syntax.Parent is AttributeListSyntax { Target: not null }) continue;
            foreach (UnknownSetting unknown in In(syntax, type, cancellationToken)) yield return unknown;
        }
    }

    private static IEnumerable<UnknownSetting> In(AttributeSyntax attribute, INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        foreach ((IdentifierNameSyntax name, bool isSetting) in NamesIn(attribute))
        {
            string written = name.Identifier.ValueText;
            if ((isSetting ? SettingFault(type, written) : ArgumentFault(type, written)) is { } expected)
            {
                yield return At(name, NameOf(type), isSetting ? "setting" : "argument", expected, cancellationToken);
            }
            else if (isSetting && Setting(type, written)?.Type is INamedTypeSymbol { TypeKind: TypeKind.Enum } values)
            {
                IEnumerable<string> members = values.GetMembers().OfType<IFieldSymbol>().Select(static member => member.Name);
                foreach (SimpleNameSyntax value in ValuesIn((AttributeArgumentSyntax)name.Parent!.Parent!, values))
                    yield return At(value, values.Name, "value", Expectation(value.Identifier.ValueText, members), cancellationToken);
            }
        }
    }

    private static UnknownSetting At(SimpleNameSyntax name, string owner, string kind, string expected, CancellationToken cancellationToken)
    {
        FileLinePositionSpan lines = name.SyntaxTree.GetLineSpan(name.Span, cancellationToken);
        return new UnknownSetting(owner, kind, name.Identifier.ValueText, expected, lines.Path, name.Span, lines.Span);
    }

    /// <summary>The members written behind the enum's name, alone or joined by |, that it does not have.</summary>
    private static IEnumerable<SimpleNameSyntax> ValuesIn(AttributeArgumentSyntax argument, INamedTypeSymbol values) =>
        argument.Expression.DescendantNodesAndSelf().OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax or AliasQualifiedNameSyntax
                && access.Expression.ToString().Split('.', ':').Last().Trim() == values.Name && values.GetMembers(access.Name.Identifier.ValueText).IsEmpty)
            .Select(static access => access.Name);

    private static IEnumerable<(IdentifierNameSyntax Name, bool IsSetting)> NamesIn(AttributeSyntax attribute)
    {
        foreach (AttributeArgumentSyntax argument in attribute.ArgumentList?.Arguments ?? [])
        {
            if (argument.NameEquals is { } setting) yield return (setting.Name, true);
            if (argument.NameColon is { } named) yield return (named.Name, false);
        }
    }

    /// <summary>What is expected in place of a name before '='; null if nothing is wrong with it.</summary>
    private static string? SettingFault(INamedTypeSymbol type, string written)
    {
        if (Setting(type, written) is not null) return null;
        if (Arguments(type).FirstOrDefault(name => string.Equals(name, written, StringComparison.OrdinalIgnoreCase)) is { } argument)
            return $"it is an argument: write '{argument}: …' before the settings";

        // Of a member that cannot be set the compiler says so.
        return Bases(type).Any(current => !current.GetMembers(written).IsEmpty)
            ? null
            : Expectation(written, type.GetMembers().OfType<IPropertySymbol>().Where(static property => property.SetMethod is not null).Select(static property => property.Name));
    }

    private static IPropertySymbol? Setting(INamedTypeSymbol type, string name) =>
        Bases(type).Select(current => current.GetMembers(name).FirstOrDefault()).OfType<IPropertySymbol>().FirstOrDefault(static property => property.SetMethod is not null);

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.BaseType) yield return current;
    }

    /// <summary>What is expected in place of a name before ':'; null if nothing is wrong with it.</summary>
    private static string? ArgumentFault(INamedTypeSymbol type, string written)
    {
        string[] arguments = [.. Arguments(type).Distinct()];
        if (arguments.Contains(written)) return null;
        return arguments.Length == 0 && type.IsGenericType
            ? "it has none: features and classes follow from the row's members marked [Feature] and [Label]"
            : Expectation(written, arguments);
    }

    private static IEnumerable<string> Arguments(INamedTypeSymbol type) =>
        type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).Select(static parameter => parameter.Name);

    private static string Expectation(string written, IEnumerable<string> names)
    {
        string[] sorted = [.. names.OrderBy(static name => name, StringComparer.Ordinal)];
        if (sorted.Length == 0) return "it has none";
        return NearestName.Of(written, sorted) is { } nearest ? $"did you mean '{nearest}'?" : $"it has {string.Join(", ", sorted)}";
    }

    private static string MetadataNameOf(INamedTypeSymbol type) => $"{type.ContainingNamespace.ToDisplayString()}.{type.MetadataName}";

    private static string NameOf(INamedTypeSymbol type) =>
        type.Name.EndsWith(Ending, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - Ending.Length) : type.Name;
}
