using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Parsing;

/// <summary>Whether a class, and the types around it, can take a second part in a generated file.</summary>
internal static class ClassChecks
{
    /// <summary>The generated code is written in this version, as is the shortest declaration of a model.</summary>
    private const LanguageVersion NeededLanguageVersion = LanguageVersion.CSharp12;

    public static void Report(
        INamedTypeSymbol type, Location className, ImmutableArray<Diagnostic>.Builder problems, CancellationToken cancellationToken)
    {
        ReportLanguageVersion(type, className, problems);

        foreach (SyntaxToken identifier in PartsThatAreNotPartial(type, cancellationToken))
            problems.Add(Diagnostic.Create(DeclarationRules.ClassMustBePartial, identifier.GetLocation(), type.Name));

        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            foreach (SyntaxToken identifier in PartsThatAreNotPartial(container, cancellationToken))
            {
                problems.Add(Diagnostic.Create(
                    DeclarationRules.ContainingTypeMustBePartial, identifier.GetLocation(), container.Name, type.Name));
            }
        }

        foreach (string reason in ReasonsAgainst(type))
            problems.Add(Diagnostic.Create(DeclarationRules.ClassCannotBeModel, className, type.Name, reason));
    }

    private static void ReportLanguageVersion(INamedTypeSymbol type, Location className, ImmutableArray<Diagnostic>.Builder problems)
    {
        // All trees of a compilation share one version, so any part of the class shows it.
        if (type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.Options is CSharpParseOptions options
            && options.LanguageVersion < NeededLanguageVersion)
        {
            problems.Add(Diagnostic.Create(
                DeclarationRules.LanguageVersionTooLow,
                className,
                type.Name,
                NeededLanguageVersion.ToDisplayString(),
                options.LanguageVersion.ToDisplayString()));
        }
    }

    private static IEnumerable<SyntaxToken> PartsThatAreNotPartial(INamedTypeSymbol type, CancellationToken cancellationToken) =>
        type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellationToken))
            .OfType<TypeDeclarationSyntax>()
            .Where(static part => !part.Modifiers.Any(SyntaxKind.PartialKeyword))
            .Select(static part => part.Identifier);

    private static IEnumerable<string> ReasonsAgainst(INamedTypeSymbol type)
    {
        if (type.IsRecord) yield return "a record";
        if (type.IsStatic) yield return "static";
        else if (type.IsAbstract) yield return "abstract";
        if (type.IsGenericType && type.TypeParameters.Length > 0) yield return "generic";
        if (type.IsFileLocal) yield return "file-local";

        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            if (container.TypeParameters.Length > 0) yield return $"nested in the generic type '{container.Name}'";
            if (container.IsFileLocal) yield return $"nested in the file-local type '{container.Name}'";
        }

        for (INamedTypeSymbol? parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (ModelAttribute.IsOn(parent)) yield return $"derived from the model '{parent.Name}'";
        }
    }
}
