using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// What a member can call. Its compilation may lack a function; so may another target framework of the project, for which the same file is compiled;
/// and code that is translated, to SQL or for a graphics processor, can call nothing but what its translator knows.
/// </summary>
internal sealed class Reach(KnownSymbols known, TargetFrameworks targets, ISymbol owner, SemanticModel model, CancellationToken cancellation)
{
    private static readonly string[] Translators = ["ComputeSharp", "ILGPU", "Hybridizer", "Alea", "ShaderGen", "Brahma"];

    private bool? _isForAnotherProcessor;

    /// <summary>Whether code of this compilation can call a function of StableMath, Math or MathF; netstandard2.0 lacks many.</summary>
    public bool Has(string type, string function) => known.Has(type, function);

    /// <summary>Why code at a place can only be what its translator knows; null for code that runs as it is compiled.</summary>
    public string? Translation(Place at) => IsForAnotherProcessor ? "shaders and kernels are translated, and can call only what their compiler knows"
        : ExpressionTrees.Contain(at.Node, model, cancellation) ? "an expression tree is translated by other code, which may not know it"
        : null;

    /// <summary>Why code at a place cannot call a function; null where it can.</summary>
    public string? Obstacle(Place at, string type, string function) => !Has(type, function)
        ? type == Shared.StableMathNames.Class
            ? "this target has no reference to the library of LossGen (.NET 8 or later)"
            : $"this target framework has no {type}.{function}"
        : targets.FirstWithout(type, function) is { } other && !IsConditional(at.Node)
            ? $"{other}, which this file is also compiled for, has no {type}.{function}"
            : IsGeneric(at) ? $"this code is generic, and {type} computes in float and double only"
            : Translation(at);

    /// <summary>Whether what is written at a place computes in a type parameter.</summary>
    private bool IsGeneric(Place at) => at.Node.SyntaxTree == model.SyntaxTree && at.Node is ExpressionSyntax
        && model.GetTypeInfo(at.Node, cancellation).Type is ITypeParameterSymbol;

    private bool IsForAnotherProcessor => _isForAnotherProcessor ??= IsTranslated(owner);

    /// <summary>By its attributes, the interfaces and bases of its types, and the types of its parameters: ComputeSharp, ILGPU, Burst and their like.</summary>
    private static bool IsTranslated(ISymbol owner)
    {
        if (HasAttribute(owner) || (owner is IMethodSymbol method && method.Parameters.Any(static parameter => IsOfTranslator(parameter.Type))))
        {
            return true;
        }

        for (INamedTypeSymbol? type = owner.ContainingType; type is not null; type = type.ContainingType)
        {
            if (HasAttribute(type) || type.AllInterfaces.Any(IsOfTranslator))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAttribute(ISymbol symbol) => symbol.GetAttributes().Any(static attribute => attribute.AttributeClass is { } type
        && (IsOfTranslator(type) || type.Name.IndexOf("Shader", StringComparison.Ordinal) >= 0
            || type.Name is "BurstCompileAttribute" or "BurstCompile" or "KernelAttribute" or "Kernel"));

    private static bool IsOfTranslator(ITypeSymbol type)
    {
        INamespaceSymbol? outermost = type.ContainingNamespace;
        while (outermost is { IsGlobalNamespace: false, ContainingNamespace.IsGlobalNamespace: false })
        {
            outermost = outermost.ContainingNamespace;
        }

        return outermost is not null && Translators.Contains(outermost.Name);
    }

    /// <summary>Between #if and #endif: which targets see it is for the conditions to decide.</summary>
    private static bool IsConditional(SyntaxNode node)
    {
        int depth = 0;
        for (DirectiveTriviaSyntax? directive = node.SyntaxTree.GetRoot().GetFirstDirective(); directive is not null && directive.SpanStart < node.SpanStart;
            directive = directive.GetNextDirective())
        {
            depth += directive switch { IfDirectiveTriviaSyntax => 1, EndIfDirectiveTriviaSyntax => -1, _ => 0 };
        }

        return depth > 0;
    }
}
