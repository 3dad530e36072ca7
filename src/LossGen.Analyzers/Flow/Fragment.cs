using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>The types of real numbers that fixes are written for; None is any other type.</summary>
internal enum RealType
{
    None,
    Single,
    Double,
}

/// <summary>The operator of a binary operation or of a compound assignment; None where neither is written.</summary>
internal enum Operator
{
    None,
    Add,
    Subtract,
    Multiply,
    Divide,
    Other,
}

/// <summary>A piece of the member's code, with queries about the way it is written.</summary>
internal sealed class Fragment(IOperation operation, MemberFlow member)
{
    public Place Place => new(operation.Syntax);

    public RealType RealType => Numbers.RealTypeOf(operation.Type);

    /// <summary>Of a type of real numbers, generic and decimal ones included.</summary>
    public bool IsReal => Numbers.IsReal(operation.Type);

    public bool IsInteger => Numbers.IsInteger(operation.Type);

    public bool IsInt32 => operation.Type?.SpecialType == SpecialType.System_Int32;

    public bool IsByte => operation.Type?.SpecialType == SpecialType.System_Byte;

    public bool IsCompileTimeConstant => operation.ConstantValue.HasValue;

    /// <summary>The value of a constant expression, where it is a number.</summary>
    public double? Constant =>
        operation.ConstantValue is { HasValue: true, Value: var value } && Numbers.TryGetValue(value, out double number) ? number : null;

    /// <summary>The value when it was last read; null for what was not read.</summary>
    public Expression? Value => member.ValueOf.TryGetValue(operation, out Expression? value) ? value : null;

    /// <summary>What is written under casts and implicit conversions.</summary>
    public Fragment Unconverted => new(Under(operation), member);

    /// <summary>What is written under implicit conversions, casts kept.</summary>
    public Fragment WithoutImplicitConversions => new(Under(operation, static conversion => conversion.IsImplicit), member);

    /// <summary>A cast, or a conversion that is not written.</summary>
    public bool IsConversion => operation is IConversionOperation;

    public bool IsBinary => operation is IBinaryOperation
        || (operation is IInvalidOperation unbound && UnboundOperators.KindOf(unbound) != BinaryOperatorKind.None && UnboundOperators.TargetOf(unbound) is null);

    /// <summary>The only place that reads a local, which holds what a call returned.</summary>
    public bool IsOnlyReadOfCall => operation is ILocalReferenceOperation { Local: var local } && LocalUses.IsOnlyReadOfCall(local, operation.Syntax);

    public Operator Operator => operation switch
    {
        IBinaryOperation binary => Of(binary.OperatorKind),
        ICompoundAssignmentOperation compound => Of(UnboundOperators.KindOf(compound)),
        IInvalidOperation unbound when UnboundOperators.KindOf(unbound) is not BinaryOperatorKind.None and var kind => Of(kind),
        _ => Operator.None,
    };

    /// <summary>The known function that is called here; None where nothing is called or the function is unknown.</summary>
    public KnownFunction Function => operation is IInvocationOperation call ? member.Known.Identify(call.TargetMethod) : KnownFunction.None;

    /// <summary>The name of the method that is called here, through casts, whether it bound or not; null where there is no call.</summary>
    public string? NameOfCall => CalledNames.Of(operation);

    /// <summary>The type that a call of a generic method is made for, where it is one real type.</summary>
    public RealType TypeArgument =>
        operation is IInvocationOperation { TargetMethod.TypeArguments: [var argument] } ? Numbers.RealTypeOf(argument) : RealType.None;

    /// <summary>
    /// The two sides of a binary operation, the arguments of a call in the order in which they are written; nothing for all others.
    /// </summary>
    public ImmutableArray<Fragment> Operands
    {
        get
        {
            MemberFlow owner = member;
            return operation switch
            {
                IBinaryOperation binary => ImmutableArray.Create<Fragment>(new(binary.LeftOperand, owner), new(binary.RightOperand, owner)),
                IInvocationOperation call => call.Arguments.Select(argument => new Fragment(argument.Value, owner)).ToImmutableArray(),
                _ => ImmutableArray<Fragment>.Empty,
            };
        }
    }

    /// <summary>What a minus is written before; null where none is.</summary>
    public Fragment? Negated => operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus ? new(minus.Operand, member) : null;

    public override string ToString() => operation.Syntax.ToString();

    private static Operator Of(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.Add => Operator.Add,
        BinaryOperatorKind.Subtract => Operator.Subtract,
        BinaryOperatorKind.Multiply => Operator.Multiply,
        BinaryOperatorKind.Divide => Operator.Divide,
        _ => Operator.Other,
    };

    /// <summary>An operation without the conversions that are applied to it.</summary>
    internal static IOperation Under(IOperation operation, Func<IConversionOperation, bool>? isLeftOut = null)
    {
        while (operation is IConversionOperation conversion && isLeftOut?.Invoke(conversion) != false)
        {
            operation = conversion.Operand;
        }

        return operation;
    }
}
