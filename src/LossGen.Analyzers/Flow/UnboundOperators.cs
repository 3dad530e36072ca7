using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Operators one of whose sides did not bind. They arrive as invalid operations, or as assignments without an operator: the syntax has it.</summary>
internal static class UnboundOperators
{
    /// <summary>The operator, also one with an assignment; None for every other invalid operation.</summary>
    public static BinaryOperatorKind KindOf(IInvalidOperation invalid) => invalid.ChildOperations.Count == 2 ? KindOf(invalid.Syntax) : BinaryOperatorKind.None;

    /// <summary>The operator of an assignment, bound or not.</summary>
    public static BinaryOperatorKind KindOf(ICompoundAssignmentOperation assignment) =>
        assignment.OperatorKind == BinaryOperatorKind.None ? KindOf(assignment.Syntax) : assignment.OperatorKind;

    /// <summary>What a compound assignment writes; null for everything else.</summary>
    public static IOperation? TargetOf(IInvalidOperation invalid) =>
        invalid.Syntax is AssignmentExpressionSyntax && KindOf(invalid) != BinaryOperatorKind.None ? invalid.ChildOperations.First() : null;

    private static BinaryOperatorKind KindOf(SyntaxNode syntax) => syntax.Kind() switch
    {
        SyntaxKind.AddExpression or SyntaxKind.AddAssignmentExpression => BinaryOperatorKind.Add,
        SyntaxKind.SubtractExpression or SyntaxKind.SubtractAssignmentExpression => BinaryOperatorKind.Subtract,
        SyntaxKind.MultiplyExpression or SyntaxKind.MultiplyAssignmentExpression => BinaryOperatorKind.Multiply,
        SyntaxKind.DivideExpression or SyntaxKind.DivideAssignmentExpression => BinaryOperatorKind.Divide,
        SyntaxKind.LessThanExpression => BinaryOperatorKind.LessThan,
        SyntaxKind.LessThanOrEqualExpression => BinaryOperatorKind.LessThanOrEqual,
        SyntaxKind.GreaterThanExpression => BinaryOperatorKind.GreaterThan,
        SyntaxKind.GreaterThanOrEqualExpression => BinaryOperatorKind.GreaterThanOrEqual,
        SyntaxKind.EqualsExpression => BinaryOperatorKind.Equals,
        SyntaxKind.NotEqualsExpression => BinaryOperatorKind.NotEquals,
        _ => BinaryOperatorKind.None,
    };
}
