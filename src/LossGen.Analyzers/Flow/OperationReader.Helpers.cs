using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Methods of the user's own whose bodies are available: what they return, check and hand out.</summary>
internal sealed partial class OperationReader
{
    /// <summary>
    /// A small method is read in place of the call. Where it takes the logarithm of an argument, or divides, and the exponential is in the
    /// argument, the hazard is neither at the declaration nor in the argument: the call is a site itself.
    /// </summary>
    private Expression? ReadHelper(IOperation call, IMethodSymbol method, Expression? receiver, ImmutableArray<IOperation> arguments, Expression[] values)
    {
        if (member.Helpers.Inline(this, method, receiver, values) is not { } helper)
        {
            return null;
        }

        if (records && Forwarded(helper, arguments, values) is { } forwarded)
        {
            Record(call, forwarded.Function, forwarded, OperandOf(arguments[0], values[0]));
            return helper.Value;
        }

        if (!helper.HasExponential && records && values.Any(value => value.HasTranscendental || member.IsSoftMax(value)))
        {
            Operand OperandFor(Expression value)
            {
                int i = Array.IndexOf(values, value);
                return OperandOf(i < 0 ? call : arguments[i], value);
            }

            foreach ((Expression value, FactSet facts) in helper.Returned)
            {
                if (ExpressionPool.SplitCoefficient(value).Value is Call { Arguments.IsEmpty: false } logarithm
                    && (logarithm.Argument.HasTranscendental || (logarithm.Argument is Element element && member.IsSoftMax(element.Collection)))
                    && (logarithm.Function.IsLogarithm() || logarithm.Function is KnownFunction.Log1P or KnownFunction.NaiveLog1P))
                {
                    member.Sites.Add(new Site(call, member, logarithm.Function, logarithm,
                        ImmutableArray.Create(OperandFor(logarithm.Argument)), State.With(State.Facts.And(facts)), isHelperCall: true));
                    return helper.Value;
                }
            }

            if (helper is { Division: { } division, Value: { } quotient })
            {
                member.Sites.Add(new Site(call, member, KnownFunction.None, quotient,
                    ImmutableArray.Create(OperandFor(division.Top), OperandFor(division.Bottom)), State, isHelperCall: true));
            }
        }

        // Of what is known by its place in the helper only, the name of the call says more.
        return helper.Value is Unknown { Origin.Kind: OriginKind.Place } ? null : helper.Value;
    }

    /// <summary>
    /// The logarithm that a method hands its only argument on to, as a library's own <c>Log(float)</c> does: what is wrong with the argument is wrong at the call. One
    /// that checks the argument first does more than that.
    /// </summary>
    private Call? Forwarded(HelperCall helper, ImmutableArray<IOperation> arguments, Expression[] values) =>
        helper is { Value: Call { Function: KnownFunction.Log or KnownFunction.Log2 or KnownFunction.Log10 } logarithm, Returned: [{ Facts: var facts }] }
            && (facts.IsEmpty || ReferenceEquals(facts, State.Facts)) && values is [var argument] && ReferenceEquals(logarithm.Argument, argument)
            && Numbers.IsNumber(arguments[0].Type)
                ? logarithm
                : null;

    /// <summary>The facts that hold after a method that throws on bad arguments, or after an assertion.</summary>
    private void Guards(IMethodSymbol method, ImmutableArray<IOperation> arguments, Expression[] values)
    {
        Expression? condition = method.Name switch
        {
            "ThrowIfNegativeOrZero" when values.Length >= 1 => Pool.Call(KnownFunction.IsPositive, values[0]),
            "ThrowIfNegative" when values.Length >= 1 => Not(Pool.Call(KnownFunction.IsPositive, Pool.Negate(values[0]))),
            "ThrowIfZero" when values.Length >= 1 => Not(Pool.Call(KnownFunction.IsZero, values[0])),
            "ThrowIfLessThan" when values.Length >= 2 => Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(values[1], values[0]))),
            "ThrowIfLessThanOrEqual" when values.Length >= 2 => Pool.Call(KnownFunction.IsPositive, Pool.Subtract(values[0], values[1])),
            "ThrowIfGreaterThan" when values.Length >= 2 => Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(values[0], values[1]))),
            "ThrowIfGreaterThanOrEqual" when values.Length >= 2 => Pool.Call(KnownFunction.IsPositive, Pool.Subtract(values[1], values[0])),
            "ThrowIfEqual" when values.Length >= 2 => Not(EqualTo(values[0], values[1])),
            "Assert" or "Requires" or "Assume" or "Invariant" when arguments.Length >= 1 && arguments[0].Type?.SpecialType == SpecialType.System_Boolean => values[0],
            _ => null,
        };
        FactSet facts = condition is null ? State.Facts : State.Facts.Assume(Pool, condition, holds: true);
        if (method.ReturnsVoid || condition is not null)
        {
            facts = member.Helpers.FactsAfter(method, values, facts);
        }

        for (int i = 0; i < Math.Min(method.Parameters.Length, values.Length); i++)
        {
            foreach (AttributeData attribute in method.Parameters[i].GetAttributes())
            {
                if (attribute.AttributeClass?.Name == "DoesNotReturnIfAttribute" && attribute.ConstructorArguments.Length == 1
                    && attribute.ConstructorArguments[0].Value is bool leaves)
                {
                    facts = facts.Assume(Pool, values[i], !leaves);
                }
            }
        }

        State = State.With(facts);
    }

    /// <summary>After the call an out or ref argument holds what a small method left in it; of any other method nothing is known.</summary>
    private void ReadOutputs(IOperation call, IMethodSymbol method, Expression[] values)
    {
        if (call is not IInvocationOperation invocation || !invocation.Arguments.Any(IsOutput))
        {
            return;
        }

        FlowState? end = member.Helpers.StateAfter(method, values);
        foreach (IArgumentOperation argument in invocation.Arguments.Where(IsOutput))
        {
            object parameter = argument.Parameter!.OriginalDefinition;
            Assign(argument.Value, end is not null && end.Values.TryGetValue(parameter, out Expression? left)
                ? left
                : Pool.Unknown(argument.Syntax, argument.Value.Type, Numbers.IsInteger(argument.Value.Type)));
        }
    }

    private static bool IsOutput(IArgumentOperation argument) => argument.Parameter?.RefKind is RefKind.Out or RefKind.Ref;

    private static bool IsValidation(string method) => method.StartsWith("Validate", StringComparison.Ordinal) || method.StartsWith("Verify", StringComparison.Ordinal)
        || method.StartsWith("Ensure", StringComparison.Ordinal) || method.StartsWith("Require", StringComparison.Ordinal)
        || method.StartsWith("CheckPositive", StringComparison.Ordinal);
}
