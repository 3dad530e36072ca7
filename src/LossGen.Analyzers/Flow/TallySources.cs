using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The methods of a compilation that count what they meet: every number in the collection that they return starts above 0, as 1, as 1/n or as the size
/// of a group, and is only added to or divided afterwards. Asked only of what is logged; each method's text is read once.
/// </summary>
internal sealed class TallySources(HelperBodies bodies)
{
    private const int LongestMethod = 4000;

    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool Contains(IMethodSymbol method) => !method.IsVirtual && !method.IsAbstract && !method.IsOverride && method.DeclaringSyntaxReferences.Length == 1
        && method.ReturnType is INamedTypeSymbol { IsGenericType: true } && _known.GetOrAdd(method.OriginalDefinition, Counts);

    private bool Counts(IMethodSymbol method)
    {
        if (method.DeclaringSyntaxReferences[0].GetSyntax() is not MethodDeclarationSyntax declaration || declaration.FullSpan.Length > LongestMethod
            || bodies.ModelOf(declaration) is not { } model)
        {
            return false;
        }

        bool isCounted = false;
        foreach (SyntaxNode node in declaration.DescendantNodes())
        {
            switch (node)
            {
                case ArrayCreationExpressionSyntax { Initializer: null } array when IsNumber(model.GetTypeInfo(array.Type.ElementType).Type):
                    // Its elements start at 0.
                    return false;
                case InvocationExpressionSyntax call when PutBy(call) is { } put && IsNumber(model.GetTypeInfo(put).Type):
                    if (!IsAboveZero(put, model) && !IsStepped(put, model))
                    {
                        return false;
                    }

                    isCounted = true;
                    break;
                case AssignmentExpressionSyntax assignment when IsOfElement(assignment.Left) && IsNumber(model.GetTypeInfo(assignment.Left).Type):
                    if (!Keeps(assignment, model))
                    {
                        return false;
                    }

                    isCounted = true;
                    break;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression } step when IsOfElement(step.Operand):
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } back when IsOfElement(back.Operand):
                    return false;
            }
        }

        return isCounted;
    }

    private static bool IsNumber(ITypeSymbol? type) => type is not null && Numbers.IsNumber(type);

    /// <summary>What a call puts into a collection, or makes the value of each of its elements in the result of the method; null for any other call.</summary>
    private static ExpressionSyntax? PutBy(InvocationExpressionSyntax call)
    {
        if (call.ArgumentList.Arguments.LastOrDefault()?.Expression is not { } last)
        {
            return null;
        }

        return CalledNames.Of(call) switch
        {
            "Add" or "TryAdd" or "Insert" or "Enqueue" or "Push" => Part(last),
            "ToDictionary" or "Select" when last is LambdaExpressionSyntax { ExpressionBody: { } body } && call.FirstAncestorOrSelf<SyntaxNode>(
                static node => node is ReturnStatementSyntax or ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax }) is not null => Part(body),
            _ => null,
        };
    }

    /// <summary>The last part of a pair: what the first is counted by.</summary>
    private static ExpressionSyntax Part(ExpressionSyntax put) => put switch
    {
        BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [.., var last] } => last.Expression,
        TupleExpressionSyntax { Arguments: [.., var last] } => last.Expression,
        _ => put,
    };

    /// <summary><c>counts[key]</c>, <c>pairs[i].Second</c>.</summary>
    private static bool IsOfElement(ExpressionSyntax target) =>
        target is ElementAccessExpressionSyntax or MemberAccessExpressionSyntax { Expression: ElementAccessExpressionSyntax };

    private static bool Keeps(AssignmentExpressionSyntax assignment, SemanticModel model) => assignment.Kind() switch
    {
        SyntaxKind.SimpleAssignmentExpression => IsAboveZero(assignment.Right, model) || IsStepped(assignment.Right, model),
        SyntaxKind.AddAssignmentExpression or SyntaxKind.MultiplyAssignmentExpression => IsAboveZero(assignment.Right, model),
        SyntaxKind.DivideAssignmentExpression => true,
        _ => false,
    };

    /// <summary>A 0 for a key that was not there, which is stepped in the same block: <c>if (!counts.ContainsKey(key)) counts.Add(key, 0); counts[key]++;</c></summary>
    private static bool IsStepped(ExpressionSyntax start, SemanticModel model) => model.GetConstantValue(start) is { HasValue: true, Value: var zero }
        && Numbers.TryGetValue(zero, out double value) && value == 0
        && start.FirstAncestorOrSelf<IfStatementSyntax>() is { Parent: BlockSyntax block } test
        && block.Statements.Any(statement => statement.SpanStart > test.SpanStart && IsStep(statement, model));

    private static bool IsStep(StatementSyntax statement, SemanticModel model) => statement is ExpressionStatementSyntax { Expression: var step } && step switch
    {
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression, Operand: var target } => IsOfElement(target),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression, Operand: var target } => IsOfElement(target),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } added => IsOfElement(added.Left) && IsAboveZero(added.Right, model),
        _ => false,
    };

    private static bool IsAboveZero(ExpressionSyntax value, SemanticModel model)
    {
        if (model.GetConstantValue(value) is { HasValue: true, Value: var constant })
        {
            return Numbers.TryGetValue(constant, out double number) && number > 0;
        }

        switch (value)
        {
            case ParenthesizedExpressionSyntax inner:
                return IsAboveZero(inner.Expression, model);
            case CastExpressionSyntax cast:
                return IsAboveZero(cast.Expression, model);
            case ConditionalExpressionSyntax choice:
                return IsAboveZero(choice.WhenTrue, model) && IsAboveZero(choice.WhenFalse, model);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum:
                // One more than a count.
                return IsAboveZero(sum.Left, model) ? IsCount(sum.Right, model) : IsAboveZero(sum.Right, model) && IsCount(sum.Left, model);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } product:
                return IsAboveZero(product.Left, model) && IsAboveZero(product.Right, model);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.DivideExpression } quotient:
                // A quotient of integers is another rule's.
                return IsAboveZero(quotient.Left, model) && !Numbers.IsInteger(model.GetTypeInfo(quotient).Type);
            case InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "LongCount", Expression: var group },
                ArgumentList.Arguments: [],
            }:
                return model.GetTypeInfo(group).Type?.Name == "IGrouping";
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Expression: var pair } access:
                // The whole numbers in a dictionary are tallies.
                return model.GetTypeInfo(pair).Type?.Name == "KeyValuePair" && Numbers.IsInteger(model.GetTypeInfo(access).Type);
            default:
                return false;
        }
    }

    private static bool IsCount(ExpressionSyntax value, SemanticModel model) => Numbers.IsInteger(model.GetTypeInfo(value).Type) || IsAboveZero(value, model);
}
