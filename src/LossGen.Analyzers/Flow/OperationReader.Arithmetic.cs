using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Operators, comparisons and conversions.</summary>
internal sealed partial class OperationReader
{
    private Expression ReadBinary(IBinaryOperation binary)
    {
        Expression left = Read(binary.LeftOperand);
        Expression right = Read(binary.RightOperand);
        Expression value = Arithmetic(binary, binary.OperatorKind, binary.OperatorMethod, left, right, binary.LeftOperand.Type, binary.RightOperand.Type);
        if (value.HasTranscendental || left.HasTranscendental || right.HasTranscendental || IsFactorial(left) || IsFactorial(right)
            || binary.OperatorKind == BinaryOperatorKind.Divide || (left is Constant && right is Constant && !binary.ConstantValue.HasValue))
        {
            Record(binary, KnownFunction.None, value, OperandOf(binary.LeftOperand, left), OperandOf(binary.RightOperand, right));
        }

        return value;
    }

    /// <summary>A factorial or a gamma function, or a product with one.</summary>
    private static bool IsFactorial(Expression value) => ExpressionPool.SplitCoefficient(value).Value switch
    {
        Product product => product.Factors.Any(static factor => factor.Value is Unknown { Origin.LargestArgument: not null }),
        var bare => bare is Unknown { Origin.LargestArgument: not null },
    };

    private Expression Arithmetic(
        IOperation operation,
        BinaryOperatorKind kind,
        IMethodSymbol? method,
        Expression left,
        Expression right,
        ITypeSymbol? leftType,
        ITypeSymbol? rightType)
    {
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && leftType?.SpecialType == SpecialType.System_String)
        {
            return kind == BinaryOperatorKind.Equals ? EqualTo(left, right) : Not(EqualTo(left, right));
        }

        // A user's own operator (vectors, complex numbers, automatic differentiation) may do anything.
        if (method is not null && !Numbers.IsReal(method.ContainingType) && (!Numbers.IsReal(leftType) || VectorNames.IsVector(rightType))
            && method.ContainingType?.TypeKind != TypeKind.Interface)
        {
            return OfElements(operation, kind, left, right, leftType, rightType);
        }

        if (kind is BinaryOperatorKind.Add && operation.Type?.SpecialType == SpecialType.System_String)
        {
            return Opaque(operation);
        }

        switch (kind)
        {
            case BinaryOperatorKind.Add: return RoundedToType(Pool.Add(left, right), operation);
            case BinaryOperatorKind.Subtract: return RoundedToType(Pool.Subtract(left, right), operation);
            case BinaryOperatorKind.Multiply: return RoundedToType(Pool.Multiply(left, right), operation);
            case BinaryOperatorKind.Divide:
                return Numbers.IsInteger(Bare(leftType)) && Numbers.IsInteger(Bare(rightType))
                    ? Pool.Call(KnownFunction.IntegerQuotient, left, right)
                    : RoundedToType(Pool.Divide(left, right), operation);
            case BinaryOperatorKind.Remainder: return Pool.Call(KnownFunction.Remainder, left, right);
            case BinaryOperatorKind.LeftShift when right is Constant { Value: >= 0 and < 63 } shift: return Pool.Scale(left, Math.Pow(2, shift.Value));
            case BinaryOperatorKind.UnsignedRightShift when right is Constant { Value: > 0 and < 64 } shift && Numbers.BitsOf(Bare(leftType)) is var bits && shift.Value < bits:
                // Of a negative number the sign is a bit like the others.
                return Pool.Call(KnownFunction.BitwiseAnd, Pool.Call(KnownFunction.IntegerQuotient, left, Pool.Constant(Math.Pow(2, shift.Value), isInteger: true)),
                    Pool.Constant(Math.Pow(2, bits - shift.Value) - 1, isInteger: true));
            case BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift when right is Constant { Value: >= 0 and < 64 } shift:
                return Pool.Call(KnownFunction.IntegerQuotient, left, Pool.Constant(Math.Pow(2, shift.Value), isInteger: true));
            case BinaryOperatorKind.And when Numbers.IsInteger(Bare(operation.Type)): return Pool.Call(KnownFunction.BitwiseAnd, left, right);
            case BinaryOperatorKind.Or when Numbers.IsInteger(Bare(operation.Type)): return Pool.Call(KnownFunction.BitwiseOr, left, right);
            case BinaryOperatorKind.GreaterThan: return Pool.Call(KnownFunction.IsPositive, Pool.Subtract(left, right));
            case BinaryOperatorKind.LessThan: return Pool.Call(KnownFunction.IsPositive, Pool.Subtract(right, left));
            case BinaryOperatorKind.GreaterThanOrEqual: return Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(right, left)));
            case BinaryOperatorKind.LessThanOrEqual: return Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(left, right)));
            case BinaryOperatorKind.Equals: return EqualTo(left, right);
            case BinaryOperatorKind.NotEquals: return Not(EqualTo(left, right));
            case BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd when operation.Type?.SpecialType == SpecialType.System_Boolean:
                return Pool.Call(KnownFunction.And, left, right);
            case BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr when operation.Type?.SpecialType == SpecialType.System_Boolean:
                return Pool.Call(KnownFunction.Or, left, right);
            default: return Opaque(operation);
        }
    }

    private static ITypeSymbol? Bare(ITypeSymbol? type) => type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
        ? nullable.TypeArguments[0]
        : type;

    private Expression Not(Expression condition) => Pool.Call(KnownFunction.Not, condition);

    private Expression EqualTo(Expression left, Expression right)
    {
        if (left is Constant { Value: 1 or 0 } flag && right is Call call && call.Function.IsCondition())
        {
            return flag.Value == 1 ? call : Not(call);
        }

        if (right is Constant && left is Call other && other.Function.IsCondition())
        {
            return EqualTo(right, left);
        }

        // x == x is the old way to ask for NaN; a comparison with an infinity asks for that.
        if (left is Constant { Value: var a } && double.IsInfinity(a))
        {
            return IsInfinite(right);
        }

        if (right is Constant { Value: var b } && double.IsInfinity(b))
        {
            return IsInfinite(left);
        }

        return Pool.Call(KnownFunction.IsZero, Pool.Subtract(left, right));
    }

    private Expression IsInfinite(Expression value)
    {
        member.Tested.Add(value);
        return Pool.Call(KnownFunction.IsInfinite, value);
    }

    private Expression ReadUnary(IUnaryOperation unary)
    {
        Expression operand = Read(unary.Operand);
        if (unary.OperatorMethod is { } method && !Numbers.IsReal(method.ContainingType) && !Numbers.IsReal(unary.Operand.Type)
            && method.ContainingType?.TypeKind != TypeKind.Interface)
        {
            return Opaque(unary);
        }

        switch (unary.OperatorKind)
        {
            case UnaryOperatorKind.Plus:
                return operand;
            case UnaryOperatorKind.Minus:
                Expression negated = Pool.Negate(operand);
                if (negated.HasTranscendental)
                {
                    Record(unary, KnownFunction.None, negated, OperandOf(unary.Operand, operand));
                }

                return negated;
            case UnaryOperatorKind.Not when unary.Type?.SpecialType == SpecialType.System_Boolean:
                return Not(operand);
            default:
                return Opaque(unary);
        }
    }

    private Expression ReadConversion(IConversionOperation conversion)
    {
        Expression operand = Read(conversion.Operand);
        ITypeSymbol? to = Bare(conversion.Type);
        ITypeSymbol? from = Bare(conversion.Operand.Type);
        if (Numbers.IsInteger(to) && Numbers.IsReal(from))
        {
            Expression whole = operand is Constant constant ? Pool.Constant(Math.Truncate(constant.Value), isInteger: true) : Pool.Call(KnownFunction.ToInteger, operand);
            if (whole.HasTranscendental)
            {
                Record(conversion, KnownFunction.ToInteger, whole, OperandOf(conversion.Operand, operand));
            }

            return whole;
        }

        if (Numbers.IsInteger(to) && from?.SpecialType == SpecialType.System_Object && operand is Element element)
        {
            // foreach over an array of integers reads objects.
            return Pool.Element(element.Collection, element.Index, isInteger: true);
        }

        if (Numbers.RealTypeOf(to) == RealType.Single && Numbers.RealTypeOf(from) == RealType.Double)
        {
            return RoundedToSingle(operand, conversion);
        }

        // Between numbers, to object and back, and from arrays to spans, the value stays what it is.
        return conversion.OperatorMethod is { } method && !Numbers.IsReal(method.ContainingType) && !Numbers.IsCollection(to)
            ? Pool.Unknown(method, conversion.Type, Numbers.IsInteger(to), operand)
            : operand;
    }
}
