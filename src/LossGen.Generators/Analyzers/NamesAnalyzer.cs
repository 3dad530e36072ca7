using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>
/// Reports members named <c>FeatureNames</c> or <c>ClassNames</c> that a model without a row type cannot take its names from (LG0019), and
/// names written out in them that do not fit it (LG0020).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NamesAnalyzer() : RuleAnalyzer(ImmutableArray.Create(NameRules.MemberGivesNoNames, NameRules.NamesDoNotFit))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(CheckForm, SymbolKind.NamedType);
        context.RegisterSyntaxNodeAction(CheckNames, SyntaxKind.PropertyDeclaration, SyntaxKind.VariableDeclarator);
    }

    private static void CheckForm(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Untyped(type, context.CancellationToken) is null) return;
        foreach (string property in new[] { NameParser.Features, NameParser.Classes })
        {
            (_, ISymbol? member, string? objection) = NameParser.Parse(type, property, context.Compilation, context.CancellationToken);
            if (objection is null) continue;
            Location? own = SymbolEqualityComparer.Default.Equals(member!.ContainingType, type)
                ? member.Locations.FirstOrDefault(static location => location.IsInSource)
                : null;
            context.ReportDiagnostic(Diagnostic.Create(
                NameRules.MemberGivesNoNames,
                own ?? ModelAttribute.LocationOfClass(ModelAttribute.AllOn(type).First(), context.CancellationToken),
                $"{member.ContainingType.Name}.{property}",
                property == NameParser.Features ? "features" : "classes",
                type.Name,
                objection).WithPage(context.Options));
        }
    }

    private static void CheckNames(SyntaxNodeAnalysisContext context)
    {
        string written = context.Node switch
        {
            PropertyDeclarationSyntax declaration => declaration.Identifier.ValueText,
            _ => ((VariableDeclaratorSyntax)context.Node).Identifier.ValueText,
        };
        if (written is not (NameParser.Features or NameParser.Classes)) return;
        ISymbol? member = context.SemanticModel.GetDeclaredSymbol(context.Node, context.CancellationToken);
        if (member is not (IPropertySymbol or IFieldSymbol) || Untyped(member.ContainingType, context.CancellationToken) is not { } model) return;

        (NameSource? source, ISymbol? found, _) =
            NameParser.Parse(member.ContainingType, written, context.Compilation, context.CancellationToken);
        if (source is null || !SymbolEqualityComparer.Default.Equals(found, member)) return;
        if (WrittenNames.Of(context.Node, context.SemanticModel, context.CancellationToken) is not { } names) return;
        int expected = written == NameParser.Features ? model.Features : model.Classes;
        string count = written == NameParser.Features ? "FeatureCount" : "ClassCount";
        if (Fault(names.Values, expected, count) is not { } fault) return;
        context.ReportDiagnostic(Diagnostic.Create(
            NameRules.NamesDoNotFit, names.Location, $"{member.ContainingType.Name}.{written}", fault).WithPage(context.Options));
    }

    private static string? Fault(IReadOnlyList<Optional<object?>> names, int expected, string count)
    {
        if (names.Count == 0) return null;
        if (names.Count != expected)
        {
            string has = names.Count == 1 ? "1 name" : $"{Text(names.Count)} names";
            return $"has {has}; expected {Text(expected)}, the model's {count}, or none";
        }

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            if (!names[i].HasValue) continue;
            if (names[i].Value is not string name || string.IsNullOrWhiteSpace(name))
                return $"has no name at {Text(i)}; expected one for each of {Text(expected)}";
            if (places.TryGetValue(name, out int place))
                return $"has the name '{name}' at {Text(place)} and at {Text(i)}; expected another name for each";
            places.Add(name, i);
        }

        return null;
    }

    /// <summary>The declaration of a model without a row type; null for any other class.</summary>
    private static ModelAttribute? Untyped(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        ModelAttribute.AllOn(type).FirstOrDefault() is { } use && ModelAttribute.Read(use, cancellationToken) is { RowType: null } attribute
            ? attribute
            : null;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
