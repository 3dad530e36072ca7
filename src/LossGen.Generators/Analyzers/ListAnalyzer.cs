using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>Says beside the compiler's error what to write where a model gets a list and takes a span (LG0021).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ListAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.ListIsNoSpan))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        // A call that the compiler cannot bind is not an invocation operation.
        context.RegisterOperationAction(CheckCall, OperationKind.Invalid);
    }

    private static void CheckCall(OperationAnalysisContext context)
    {
        if (context.Operation is not { Syntax: InvocationExpressionSyntax call, SemanticModel: { } semantics }) return;
        SimpleNameSyntax? name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            MemberBindingExpressionSyntax binding => binding.Name,
            _ => call.Expression as SimpleNameSyntax,
        };
        if (name is null || !GeneratedMembers.IsMethodName(name.Identifier.ValueText)) return;

        IMethodSymbol[] candidates = semantics.GetSymbolInfo(call, context.CancellationToken).CandidateSymbols.OfType<IMethodSymbol>()
            .Where(static method => ModelAttribute.IsOn(method.ContainingType))
            .ToArray();
        if (candidates.Length == 0) return;

        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (semantics.GetTypeInfo(arguments[i].Expression, context.CancellationToken).Type is not INamedTypeSymbol type) continue;
            if (ElementOf(type) is not { } element || SpanFor(candidates, arguments, i, element) is not { } span) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                UsageRules.ListIsNoSpan,
                arguments[i].GetLocation(),
                $"{candidates[0].ContainingType.Name}.{name.Identifier.ValueText}",
                Name(span),
                Name(type),
                Advice(type, span, arguments[i].Expression)).WithPage(context.Options));
        }
    }

    /// <summary>The span of those elements that some candidate takes at that place.</summary>
    private static INamedTypeSymbol? SpanFor(
        IMethodSymbol[] candidates, SeparatedSyntaxList<ArgumentSyntax> arguments, int index, ITypeSymbol element)
    {
        string? name = arguments[index].NameColon?.Name.Identifier.ValueText;
        return candidates
            .Where(method => method.Parameters.Length >= arguments.Count)
            .Select(method => name is null ? method.Parameters[index] : method.Parameters.FirstOrDefault(parameter => parameter.Name == name))
            .Select(static parameter => parameter?.Type as INamedTypeSymbol)
            .FirstOrDefault(type => IsSpan(type) && SymbolEqualityComparer.Default.Equals(type!.TypeArguments[0], element));
    }

    /// <summary>What a type enumerates; null for what converts to a span by itself.</summary>
    private static ITypeSymbol? ElementOf(INamedTypeSymbol type)
    {
        if (type.IsRefLikeType || type.SpecialType == SpecialType.System_String) return null;
        return type.AllInterfaces.Add(type)
            .FirstOrDefault(static face => face.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)?
            .TypeArguments[0];
    }

    private static string Advice(INamedTypeSymbol type, INamedTypeSymbol span, ExpressionSyntax argument)
    {
        string text = argument is IdentifierNameSyntax identifier ? identifier.Identifier.Text : "…";
        if (IsIn(type, "System.Collections.Generic") && type.Name == "List")
            return $"CollectionsMarshal.AsSpan({text}), of System.Runtime.InteropServices";
        return span.Name == "Span" ? "an array, whose elements it can write" : $"[.. {text}], a copy";
    }

    private static bool IsSpan(INamedTypeSymbol? type) => type is { Name: "Span" or "ReadOnlySpan", Arity: 1 } && IsIn(type, "System");

    private static bool IsIn(INamedTypeSymbol type, string name) => type.ContainingNamespace?.ToDisplayString() == name;

    private static string Name(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}
