using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Code that did not bind: half-written, or of a project whose references are missing.</summary>
internal sealed partial class OperationReader
{
    /// <summary>Calls that did not bind arrive as invalid operations: a candidate of the right name is as good, and the parts are read anyway.</summary>
    private Expression ReadInvalid(IInvalidOperation invalid)
    {
        if (invalid.Syntax is InvocationExpressionSyntax call && member.CandidateOf(invalid, call) is { } method)
        {
            var arguments = ImmutableArray.CreateBuilder<IOperation>();
            IOperation? instance = null;
            foreach (IOperation child in invalid.ChildOperations)
            {
                if (call.ArgumentList.Arguments.Any(argument => argument.Span.Contains(child.Syntax.Span)))
                {
                    arguments.Add(child);
                }
                else
                {
                    instance ??= child;
                }
            }

            return ReadCall(invalid, method, instance, arguments.ToImmutable());
        }

        if (invalid.Syntax is InvocationExpressionSyntax
            { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax type, Name.Identifier.ValueText: var called } } unbound
            && KnownSymbols.IdentifyUnbound(type.Identifier.ValueText, called) is not KnownFunction.None and var function)
        {
            IOperation[] given = [.. invalid.ChildOperations.Where(child => unbound.ArgumentList.Span.Contains(child.Syntax.Span))];
            return ReadKnown(invalid, function == KnownFunction.Log && given.Length == 2 ? KnownFunction.LogBase : function, given.ToImmutableArray());
        }

        if (ReadUnboundUnity(invalid, invalid.Syntax is InvocationExpressionSyntax { Expression: var callee } ? callee : invalid.Syntax as ExpressionSyntax,
            () => [.. invalid.ChildOperations
                .Where(child => invalid.Syntax is InvocationExpressionSyntax { ArgumentList: var list } && list.Span.Contains(child.Syntax.Span))
                .Select(Read)])
            is { } unity)
        {
            return unity;
        }

        if (invalid.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var drawn } }
            && drawn is "NextDouble" or "NextSingle")
        {
            // A generator of a type that is not available.
            return Pool.Call(KnownFunction.NextReal, Opaque(invalid));
        }

        return invalid.Syntax is ElementAccessExpressionSyntax access && invalid.ChildOperations.Count >= 2
            ? ReadInvalidElement(invalid, access)
            : ReadInvalidArithmetic(invalid) ?? ReadInvalidParts(invalid);
    }

    /// <summary>Operators one of whose sides did not bind: what they would compute of real numbers.</summary>
    private Expression? ReadInvalidArithmetic(IInvalidOperation invalid)
    {
        BinaryOperatorKind kind = UnboundOperators.KindOf(invalid);
        if (kind == BinaryOperatorKind.None)
        {
            return null;
        }

        (IOperation left, IOperation right) = (invalid.ChildOperations.First(), invalid.ChildOperations.Last());
        (Expression first, Expression second) = (Read(left), Read(right));
        Expression value = Arithmetic(invalid, kind, null, first, second, left.Type, right.Type);
        if (kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide
            && (value.HasTranscendental || kind == BinaryOperatorKind.Divide))
        {
            Record(invalid, KnownFunction.None, value, OperandOf(left, first), OperandOf(right, second));
        }

        return UnboundOperators.TargetOf(invalid) is { } target ? Assign(target, value) : value;
    }

    /// <summary>The parts of an element access that did not bind come in any order: their positions distinguish the collection from the indices.</summary>
    private Expression ReadInvalidElement(IInvalidOperation invalid, ElementAccessExpressionSyntax access)
    {
        ILookup<bool, IOperation> parts = invalid.ChildOperations.ToLookup(child => access.Expression.Span.Contains(child.Syntax.Span));
        return parts[true].Count() == 1 && parts[false].Any()
            ? Pool.Element(Read(parts[true].Single()), Index(parts[false].ToImmutableArray()), isInteger: false)
            : ReadInvalidParts(invalid);
    }

    private Expression ReadInvalidParts(IInvalidOperation invalid)
    {
        if (invalid.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Sum" } }
            && invalid.ChildOperations.Count == 2 && FunctionOf(invalid.ChildOperations.Last()) is not null)
        {
            Expression source = Read(invalid.ChildOperations.First());
            return Pool.Fold(FoldKind.Sum, Body(invalid.ChildOperations.Last(), source), source);
        }

        Expression[] parts = [.. invalid.ChildOperations.Select(ReadPartOfCall)];
        if (invalid.Syntax is InvocationExpressionSyntax whole && ReadUnboundVectorCall(invalid, whole, parts) is { } vector)
        {
            return vector;
        }

        switch (invalid.Syntax)
        {
            // The same unbound name means the same thing wherever it occurs.
            case IdentifierNameSyntax or MemberAccessExpressionSyntax:
                return Pool.Unknown(invalid.Syntax.ToString(), invalid.Type, isInteger: false, parts);
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var copier } }
                when parts.Length > 0 && copier is "AsSpan" or "ToArray" or "ToList" or "AsMemory" or "Slice":
                return parts[0];

            // As of a method that is known by name only: with the same arguments it is assumed to return the same.
            case InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 0 } call when CalledNames.Of(call) is { Length: > 0 } name:
                string? type = call.Expression is MemberAccessExpressionSyntax access ? FactorialFunctions.LastName(access.Expression) : null;
                return Pool.Unknown(new UnboundCallOrigin(name, call.ArgumentList.Arguments.Count, type), isInteger: false, Interval.Everything, parts);
            default:
                return Pool.Unknown(invalid.Syntax, invalid.Type, isInteger: false, parts);
        }
    }

    /// <summary>Of the name of a method that did not bind, what it is called on: that is the same value wherever it is written.</summary>
    private Expression ReadPartOfCall(IOperation part) => Read(part is { Kind: OperationKind.None, Syntax: MemberAccessExpressionSyntax, ChildOperations.Count: 1 }
        ? part.ChildOperations.First()
        : part);
}
