using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>An operand as it is written, and its value.</summary>
internal readonly record struct Operand(Fragment Code, Expression Value)
{
    public Place Place => Code.Place;
}

/// <summary>
/// An operation of the code that a rule may report on: what it computes, the values of the variables when it ran, and what the rules
/// ask of the code around it. Rules and matching see nothing else of the compiler.
/// </summary>
internal sealed class Site(
    IOperation operation,
    MemberFlow member,
    KnownFunction function,
    Expression value,
    ImmutableArray<Operand> operands,
    FlowState state)
{
    public Place Place => new(operation.Syntax);

    /// <summary>The function that is called here, before the canonical form: Pow(Math.E, x) is Power although its value is Exp(x).</summary>
    public KnownFunction Function { get; } = function;

    public Expression Value { get; } = value;

    /// <summary>The arguments of a call, the two sides of a binary operation, what a conversion or a sign applies to.</summary>
    public ImmutableArray<Operand> Operands { get; } = operands;

    public FactSet Facts => State.Facts;

    /// <summary>float or double, as the site computes.</summary>
    public RealType RealType => Numbers.RealTypeOf(operation.Type);

    /// <summary>The type that a call of a generic method is made for, where it is one real type.</summary>
    public RealType TypeArgument => Code.TypeArgument;

    /// <summary>Of a type of real numbers, generic and decimal ones included.</summary>
    public bool IsReal => Code.IsReal;

    /// <summary>The operator that is written here, also one with an assignment; None for a call, a conversion or a sign.</summary>
    public Operator Operator => Code.Operator;

    /// <summary>A binary operation, not a compound assignment.</summary>
    public bool IsBinary => Code.IsBinary;

    /// <summary>The minus whose operand this is; null if there is none.</summary>
    public Place? Negation =>
        operation.Parent is IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus ? new Place(minus.Syntax) : null;

    /// <summary>The minus before the parentheses that this fills; null where there is none.</summary>
    public Place? NegationOfParentheses => operation.Syntax.Parent is ParenthesizedExpressionSyntax
    {
        Parent: PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus,
    } ? new Place(minus) : null;

    /// <summary>Part of an expression that is compared with something by its size.</summary>
    public bool IsInComparison => EnclosingExpressions().Any(static node => node is BinaryExpressionSyntax
    {
        RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression
            or (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression,
    });

    /// <summary>
    /// The calls round this within the same expression, by name, and as which argument this is part of them; -1 as what they are called on.
    /// </summary>
    public IEnumerable<(string Name, int Position)> EnclosingCalls
    {
        get
        {
            ArgumentSyntax? argument = null;
            foreach (SyntaxNode node in EnclosingExpressions())
            {
                argument = node as ArgumentSyntax ?? argument;
                if (node is InvocationExpressionSyntax call)
                {
                    yield return (CalledNames.Of(call), argument is null ? -1 : call.ArgumentList.Arguments.IndexOf(argument));
                }
            }
        }
    }

    /// <summary>Whether the member that holds it distinguishes cases, by if, ?: or a switch expression.</summary>
    public bool IsInMemberWithCases => operation.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } holder
        && holder.DescendantNodes().Any(static node => node is IfStatementSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax);

    /// <summary>The values of the variables; for this room only, as is the operation.</summary>
    internal FlowState State { get; } = state;

    internal IOperation Operation => operation;

    private Fragment Code => new(operation, member);

    public override string ToString() => operation.Syntax + " = " + Value;

    private IEnumerable<SyntaxNode> EnclosingExpressions()
    {
        SyntaxNode? node = operation.Syntax.Parent;
        while (node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
        {
            yield return node;
            node = node.Parent;
        }
    }
}
