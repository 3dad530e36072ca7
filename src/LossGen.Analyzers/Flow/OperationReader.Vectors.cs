using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Whole vectors of the user's own or of a library's types: what operators and methods do to each element is what their result holds.</summary>
internal sealed partial class OperationReader
{
    /// <summary>An operator of a vector type: sums, differences and multiples are taken element by element; a product of two may be any product.</summary>
    private Expression OfElements(IOperation operation, BinaryOperatorKind kind, Expression left, Expression right, ITypeSymbol? leftType, ITypeSymbol? rightType)
    {
        Expression result = Opaque(operation);
        (bool isLeft, bool isRight) = (VectorNames.IsVector(leftType), VectorNames.IsVector(rightType));
        if (!VectorNames.IsVector(operation.Type) || (!isLeft && !isRight))
        {
            return result;
        }

        (Expression first, Expression second) = (isLeft ? OfVector(left) : left, isRight ? OfVector(right) : right);
        Expression? body = kind switch
        {
            BinaryOperatorKind.Add => Pool.Add(first, second),
            BinaryOperatorKind.Subtract => Pool.Subtract(first, second),
            BinaryOperatorKind.Multiply when !isLeft || !isRight => Pool.Multiply(first, second),
            BinaryOperatorKind.Divide when isLeft => Pool.Divide(first, second),
            _ => null,
        };
        if (body is not null)
        {
            Pool.AddStore(result, body);
        }

        return result;
    }

    /// <summary>Any element of a vector; a sum or a maximum that is kept as one is the number itself.</summary>
    private Expression OfVector(Expression vector) => vector is Fold ? vector : Pool.Element(vector, AnyIndex, isInteger: false);

    /// <summary>
    /// A method that is called Sum and takes one collection of numbers adds them up, however it is written; one that is called Exp takes the exponential of each.
    /// </summary>
    private Expression? ReadVectorCall(
        IOperation call, IMethodSymbol method, IOperation? instance, Expression? receiver, ImmutableArray<IOperation> arguments, Expression[] values)
    {
        IOperation[] vectors = [.. arguments.Where(static argument => VectorNames.IsVector(argument.Type))];
        bool isOfOne = receiver is null ? vectors.Length == 1 && method.IsStatic : vectors.Length == 0 && VectorNames.IsVector(instance?.Type);
        if (VectorNames.IsDivision(method.Name) && values.Length == (receiver is null ? 2 : 1) && (receiver is not null || method.IsStatic))
        {
            RecordDivision(call, receiver is null ? arguments[0] : instance!, receiver ?? values[0], arguments[values.Length - 1], values[values.Length - 1]);
        }

        // Beside the vector an axis, and whether that is kept.
        if (!isOfOne || !arguments.Except(vectors).All(static argument => argument.Type?.SpecialType == SpecialType.System_Boolean || Numbers.IsInteger(argument.Type)))
        {
            return null;
        }

        Expression vector = receiver ?? values[arguments.IndexOf(vectors[0])];
        if (VectorNames.IsSum(method.Name) && (Numbers.IsReal(call.Type) || VectorNames.IsVector(call.Type)))
        {
            return Pool.Fold(FoldKind.Sum, Pool.Element(vector, AnyIndex, isInteger: false), vector);
        }

        return VectorNames.IsExp(method.Name) && values.Length <= 1 && VectorNames.IsVector(call.Type) && VectorExps.IsPlain(method)
            ? Exponentials(call, receiver is null ? vectors[0] : instance!, vector, ReadUnknown(call, method, receiver, values), !MethodBodies.Has(method))
            : null;
    }

    /// <summary>The same of a library that is not referenced.</summary>
    private Expression? ReadUnboundVectorCall(IInvalidOperation call, InvocationExpressionSyntax syntax, Expression[] parts)
    {
        string name = CalledNames.Of(syntax);
        IOperation[] arguments = [.. call.ChildOperations.Where(child => syntax.ArgumentList.Span.Contains(child.Syntax.Span))];
        IOperation[] operands = arguments.Length > 0 ? arguments : [.. call.ChildOperations];
        bool isExp = VectorNames.IsExp(name);
        if (!(isExp || VectorNames.IsSum(name)) || operands.Length == 0 || parts.Length < operands.Length || (isExp && operands.Length > 1)
            || (isExp && VectorExps.IsOfMaps(operands[0].Type?.Name)) || Numbers.IsInteger(operands[0].Type) || Numbers.RealTypeOf(operands[0].Type) != RealType.None)
        {
            return null;
        }

        Expression vector = parts[parts.Length - operands.Length];
        return isExp
            ? Exponentials(call, operands[0], vector, Pool.Unknown(new UnboundCallOrigin(name, operands.Length), isInteger: false, Interval.Everything, parts),
                isKnownByName: true)
            : Pool.Fold(FoldKind.Sum, Pool.Element(vector, AnyIndex, isInteger: false), vector);
    }

    private Expression Exponentials(IOperation call, IOperation operand, Expression vector, Expression result, bool isKnownByName)
    {
        // What did not bind has been computed with as if it were one number.
        Expression body = Pool.Call(KnownFunction.Exp, vector is Sum or Product ? vector : OfVector(vector));
        if (records)
        {
            member.Sites.Add(new Site(call, member, KnownFunction.Exp, body, ImmutableArray.Create(OperandOf(operand, vector)), State, isKnownByName: isKnownByName));
        }

        Pool.AddStore(result, body);
        return result;
    }

    private void RecordDivision(IOperation call, IOperation top, Expression above, IOperation bottom, Expression below)
    {
        if (records)
        {
            member.Sites.Add(new Site(call, member, KnownFunction.None, Opaque(call), ImmutableArray.Create(OperandOf(top, above), OperandOf(bottom, below)), State,
                isHelperCall: true));
        }
    }
}
