using System.Collections.Immutable;
using System.Globalization;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Bounds that rounding undoes: 1 - 1e-15f is 1, and (float)(1 - 1e-12) too.</summary>
internal sealed partial class OperationReader
{
    /// <summary>Notes a clamp one of whose bounds is written as something else than the 0 or the 1 that it is.</summary>
    private void NoteRoundedBounds(Expression clamp, KnownFunction function, ImmutableArray<IOperation> arguments, Expression[] values)
    {
        for (int i = function == KnownFunction.Clamp ? 1 : 0; i < values.Length; i++)
        {
            if (values[i] is Constant { Value: 0 or 1 } bound && IsWrittenOtherwise(arguments[i], bound.Value))
            {
                member.RoundedBounds[clamp] = (bound.Value, arguments[i].Syntax.ToString());
            }
            else if (member.RoundedBounds.TryGetValue(values[i], out (double Bound, string Text) inner)
                && function == (inner.Bound == 0 ? KnownFunction.Min : KnownFunction.Max))
            {
                // max(eps, min(1 - eps, p)): a bound on the other side leaves this one where it is.
                member.RoundedBounds[clamp] = inner;
            }
        }
    }

    private static bool IsWrittenOtherwise(IOperation bound, double value) => bound switch
    {
        IConversionOperation { Operand: { ConstantValue: { HasValue: true, Value: var inner } } operand } => Numbers.TryGetValue(inner, out double before)
            && (before != value || IsWrittenOtherwise(operand, value)),
        IFieldReferenceOperation { Field.DeclaringSyntaxReferences: [var declaration] } => IsWrittenOtherwise(declaration.GetSyntax(), value),
        ILocalReferenceOperation { Local.DeclaringSyntaxReferences: [var declaration] } => IsWrittenOtherwise(declaration.GetSyntax(), value),
        _ => IsWrittenOtherwise(bound.Syntax, value),
    };

    /// <summary>0.99999999f is 1, 1e-50f is 0, and a difference that is 1 has lost what it subtracts.</summary>
    private static bool IsWrittenOtherwise(SyntaxNode bound, double value) => bound switch
    {
        VariableDeclaratorSyntax { Initializer.Value: var initializer } => IsWrittenOtherwise(initializer, value),
        ParenthesizedExpressionSyntax inner => IsWrittenOtherwise(inner.Expression, value),
        CastExpressionSyntax cast => IsWrittenOtherwise(cast.Expression, value),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } => value == 1,
        LiteralExpressionSyntax literal => value == 1 ? literal.Token.Text[0] is '0' or '.' : literal.Token.Text.IndexOfAny(NonZeroDigits) >= 0,
        _ => false,
    };

    private static readonly char[] NonZeroDigits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

    /// <summary>A clamp in double, cast to float: its bounds are rounded as well. Of all other values the cast changes nothing that the rules look at.</summary>
    private Expression RoundedToSingle(Expression value, IOperation cast)
    {
        if (value is Phi { IsLoopHead: false } choice)
        {
            // if (p > 1 - 1e-12) p = 1 - 1e-12; and then the cast.
            if (choice.Inputs.Select(input => input.Value).OfType<Constant>().FirstOrDefault(bound => IsRounded(bound.Value)) is { } limit)
            {
                member.RoundedBounds[value] = ((float)limit.Value, TextOf(limit.Value, cast));
            }

            return value;
        }

        if (value is Constant constant)
        {
            return RoundedConstant(constant);
        }

        if (value is not Call { Function: KnownFunction.Clamp or KnownFunction.Max or KnownFunction.Min } clamp
            || clamp.Arguments.OfType<Constant>().FirstOrDefault(bound => IsRounded(bound.Value)) is not { } lost)
        {
            return value;
        }

        Expression rounded = Pool.Call(clamp.Function, [.. clamp.Arguments.Select(argument => argument is Constant bound && IsRounded(bound.Value)
            ? Pool.Constant((float)bound.Value)
            : RoundedToSingle(argument, cast))]);
        member.RoundedBounds[rounded] = ((float)lost.Value, TextOf(lost.Value, cast));
        return rounded;
    }

    /// <summary>What the type makes of a number that is known: 1 - eps of a variable that holds 1e-8f is 1.</summary>
    private Expression RoundedToType(Expression value, IOperation operation) =>
        value is Constant constant && Numbers.RealTypeOf(operation.Type) == RealType.Single ? RoundedConstant(constant) : value;

    private Expression RoundedConstant(Constant constant) => IsRounded(constant.Value) ? Pool.Constant((float)constant.Value) : constant;

    private static bool IsRounded(double bound) => bound is not (0 or 1) && (float)bound is 0 or 1;

    private static string TextOf(double bound, IOperation cast) => cast.Syntax is CastExpressionSyntax written
        ? $"({written.Type}){bound.ToString("R", CultureInfo.InvariantCulture)}"
        : bound.ToString("R", CultureInfo.InvariantCulture);
}
