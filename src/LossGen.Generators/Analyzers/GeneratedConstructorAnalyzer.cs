using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>
/// Reports members that must not be null and that only the user's constructors set, not the one that we write beside them (LG0018). The
/// compiler would say so too (CS8618), but at our constructor.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratedConstructorAnalyzer() : RuleAnalyzer(ImmutableArray.Create(GenerationRules.MemberStaysNull))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(Check, SymbolKind.NamedType);
    }

    private static void Check(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!ModelAttribute.IsOn(type)
            || ModelParser.Parse(type, context.Compilation, context.CancellationToken).Spec is not { EmitConstructor: true })
        {
            return;
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (Subject(member) is { } subject && StaysNull(subject, context.CancellationToken) && IsWarnedOf(subject, context.Compilation))
                context.ReportDiagnostic(Diagnostic.Create(GenerationRules.MemberStaysNull, subject.Locations[0], subject.Name, type.Name).WithPage(context.Options));
        }
    }

    /// <summary>The field, automatic property or event that keeps a reference which must not be null.</summary>
    private static ISymbol? Subject(ISymbol member) => member switch
    {
        IFieldSymbol { IsStatic: false } field when IsNeverNull(field.Type, field.NullableAnnotation) => field.AssociatedSymbol ?? field,
        IEventSymbol { IsStatic: false, IsAbstract: false } @event when IsNeverNull(@event.Type, @event.NullableAnnotation) => @event,
        _ => null,
    };

    private static bool IsNeverNull(ITypeSymbol type, NullableAnnotation annotation) =>
        type.IsReferenceType && annotation == NullableAnnotation.NotAnnotated;

    // A member comes here once, if at all, so that it does not matter that the compiler makes a semantic model for it.
#pragma warning disable RS1030
    private static bool IsWarnedOf(ISymbol subject, Compilation compilation) => subject.Locations[0] is { SourceTree: { } tree } place
        && compilation.GetSemanticModel(tree).GetNullableContext(place.SourceSpan.Start).WarningsEnabled();
#pragma warning restore RS1030

    private static bool StaysNull(ISymbol subject, CancellationToken cancellationToken) =>
        MemberChecks.IsUsers(subject, cancellationToken)
        && subject is not (IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
        && !subject.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name is "AllowNullAttribute" or "MaybeNullAttribute")
        && subject.DeclaringSyntaxReferences.All(reference => reference.GetSyntax(cancellationToken) is
            VariableDeclaratorSyntax { Initializer: null } or PropertyDeclarationSyntax { Initializer: null });
}
