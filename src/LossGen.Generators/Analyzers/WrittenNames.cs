using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators.Analyzers;

/// <summary>The strings that are written, one by one, in the declaration of a property or field.</summary>
internal static class WrittenNames
{
    /// <summary>Their values, none for one that is not a constant, and their locations; null where they come from elsewhere.</summary>
    public static (IReadOnlyList<Optional<object?>> Values, Location Location)? Of(
        SyntaxNode declaration, SemanticModel model, CancellationToken cancellationToken)
    {
        if (Value(declaration) is not { } value) return null;
        if (Elements(value) is null && value is IdentifierNameSyntax or MemberAccessExpressionSyntax)
        {
            // A field beside it that keeps the names, so that they are not created again on each call.
            ISymbol? holder = model.GetSymbolInfo(value, cancellationToken).Symbol;
            if (holder is not (IFieldSymbol { IsReadOnly: true } or IPropertySymbol { SetMethod: null })) return null;
            SyntaxNode? kept = holder.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken);
            if (kept?.SyntaxTree != declaration.SyntaxTree || Value(kept) is not { } other) return null;
            value = other;
        }

        return Elements(value) is { } elements
            ? (elements.Select(element => model.GetConstantValue(element, cancellationToken)).ToArray(), value.GetLocation())
            : null;
    }

    private static ExpressionSyntax? Value(SyntaxNode declaration) => Bare(declaration switch
    {
        VariableDeclaratorSyntax variable => variable.Initializer?.Value,
        PropertyDeclarationSyntax { ExpressionBody: { } body } => body.Expression,
        PropertyDeclarationSyntax { Initializer: { } initializer } => initializer.Value,
        PropertyDeclarationSyntax { AccessorList.Accessors: var accessors } =>
            Returned(accessors.FirstOrDefault(static accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration))),
        _ => null,
    });

    private static ExpressionSyntax? Returned(AccessorDeclarationSyntax? getter) =>
        getter?.ExpressionBody?.Expression
        ?? (getter?.Body is { Statements: { Count: 1 } statements } && statements[0] is ReturnStatementSyntax result
            ? result.Expression
            : null);

    private static ExpressionSyntax? Bare(ExpressionSyntax? expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Bare(parenthesized.Expression),
        CastExpressionSyntax cast => Bare(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } certain => Bare(certain.Operand),
        _ => expression,
    };

    private static IReadOnlyList<ExpressionSyntax>? Elements(ExpressionSyntax value) => value switch
    {
        CollectionExpressionSyntax collection => collection.Elements.All(static element => element is ExpressionElementSyntax)
            ? collection.Elements.Cast<ExpressionElementSyntax>().Select(static element => element.Expression).ToArray()
            : null,
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ArrayInitializerExpression } initializer => initializer.Expressions,
        BaseObjectCreationExpressionSyntax { Initializer: { RawKind: (int)SyntaxKind.CollectionInitializerExpression } initializer }
            when ((BaseObjectCreationExpressionSyntax)value).ArgumentList is null or { Arguments.Count: 0 } => initializer.Expressions,
        _ => null,
    };
}
