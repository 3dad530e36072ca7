using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Calls: known functions, collections, random numbers, and the unknown rest.</summary>
internal sealed partial class OperationReader
{
    private Expression ReadInvocation(IInvocationOperation invocation) => ReadCall(
        invocation,
        invocation.TargetMethod,
        invocation.Instance,
        InParameterOrder(invocation));

    private static ImmutableArray<IOperation> InParameterOrder(IInvocationOperation invocation) =>
        invocation.Arguments.OrderBy(argument => argument.Parameter?.Ordinal ?? 0).Select(argument => argument.Value).ToImmutableArray();

    private Expression ReadCall(IOperation call, IMethodSymbol method, IOperation? instance, ImmutableArray<IOperation> arguments)
    {
        KnownFunction function = member.Known.Identify(method);
        if (function != KnownFunction.None)
        {
            return ReadKnown(call, function, arguments);
        }

        if (ReadBigLogarithm(call, method, arguments) is { } big)
        {
            return big;
        }

        if (member.Known.IsTensorPrimitives(method) || member.Known.IsStableElementwise(method))
        {
            return ReadTensorPrimitives(call, method, arguments);
        }

        if (arguments.Length > 0 && (member.Known.IsLinq(method) || (method.IsStatic && IsOfArray(method, arguments))))
        {
            return ReadLinq(call, method, arguments);
        }

        Expression? receiver = instance is null ? null : Read(instance);
        if (receiver is not null && (IsMapping(method, arguments) || IsCheckOfAll(method)))
        {
            return ReadLinq(call, method, arguments.Insert(0, instance!));
        }

        if (method.MethodKind == MethodKind.DelegateInvoke && receiver is not null && member.Lambdas.TryGetValue(receiver, out IFlowAnonymousFunctionOperation? lambda))
        {
            return RunLambda(lambda, [.. arguments.Select(Read)], records: false) ?? Opaque(call);
        }

        if (method.MethodKind == MethodKind.DelegateInvoke && receiver is not null && member.MethodGroups.TryGetValue(receiver, out KnownFunction held))
        {
            return ReadKnown(call, held, arguments);
        }

        Expression[] values = [.. arguments.Select(Read)];
        if (values.Length == 1 && method.Name is "CreateChecked" or "CreateSaturating" or "CreateTruncating")
        {
            // Between the number types of generic mathematics.
            return values[0];
        }

        if (LogDomain.Takes(method.Name))
        {
            member.LogDomain.Add(values);
        }

        if (IsValidation(method.Name))
        {
            member.Validated.UnionWith(values.Concat(values.SelectMany(Pool.StoresTo)));
        }

        Guards(method, arguments, values);
        ReadOutputs(call, method, values);
        FillSoftMax(method, receiver, arguments);
        return ReadLength(method, call.Type, receiver is null ? values : [receiver, .. values])
            ?? (IsUnity(method) ? ReadUnity(call, method.ContainingType.Name, method.Name, values) : null)
            ?? ReadCollectionMember(call, method, receiver, values)
            ?? ReadFactorial(call, method, receiver, values)
            ?? ReadHelper(call, method, receiver, arguments, values)
            ?? ReadVectorCall(call, method, instance, receiver, arguments, values)
            ?? ReadUnknown(call, method, receiver, values);
    }

    /// <summary>A factorial or a gamma function stays a call, whatever can be read of its body; the argument is its last part.</summary>
    private Expression? ReadFactorial(IOperation call, IMethodSymbol method, Expression? receiver, Expression[] values) =>
        member.Helpers.LargestFactorialArgument(method) is { } largest && values.Length == 1
            ? Pool.Unknown(new SymbolOrigin(method, largest), Numbers.IsInteger(call.Type), Numbers.RangeOf(call.Type),
                receiver is null ? values : [receiver, .. values])
            : null;

    /// <summary>A method of which only the name is known may write any array that it is given.</summary>
    private Expression ReadUnknown(IOperation call, IMethodSymbol method, Expression? receiver, Expression[] values)
    {
        member.Overwritten.ExceptWith(values);
        return ResultOf(call, method, receiver, values);
    }

    /// <summary>
    /// A call named for the softmax that returns nothing writes it into its last argument, or into what it is called on; one that writes it out, into the array it
    /// fills.
    /// </summary>
    private void FillSoftMax(IMethodSymbol method, Expression? receiver, ImmutableArray<IOperation> arguments)
    {
        if (method.ReturnsVoid && SoftMaxSources.IsName(method.Name)
            && (arguments.Length > 0 ? Read(arguments[arguments.Length - 1]) : receiver) is { } filled)
        {
            Pool.AddStore(filled, Pool.Call(KnownFunction.SoftMax, arguments.Length > 0 ? Read(arguments[0]) : filled));
        }
        else if (method.ReturnsVoid && member.Helpers.SoftMaxes.FilledBy(method) is { } written && written < arguments.Length)
        {
            Pool.AddStore(Read(arguments[written]), Pool.Call(KnownFunction.SoftMax, Read(arguments[0])));
        }
    }

    private Expression ReadKnown(IOperation call, KnownFunction function, ImmutableArray<IOperation> arguments)
    {
        Expression[] values = [.. arguments.Select(Read)];
        if (function == KnownFunction.LogBase && values.Length == 2 && values[1] is Constant { Value: Math.E })
        {
            (function, values) = (KnownFunction.Log, [values[0]]);
        }

        if (!function.Takes(values.Length))
        {
            return Opaque(call);
        }

        if (function is KnownFunction.LogAddExp or KnownFunction.LogSumExp)
        {
            member.LogDomain.Add(values);
        }

        Expression result = function switch
        {
            KnownFunction.NextReal or KnownFunction.NextInteger => Pool.Call(function, [Opaque(call), .. values]),
            KnownFunction.Round => Pool.Call(function, values[0]),
            _ => Pool.Call(function, values),
        };
        if (function is KnownFunction.Clamp or KnownFunction.Max or KnownFunction.Min)
        {
            NoteRoundedBounds(result, function, arguments, values);
        }

        if (function is KnownFunction.IsNaN or KnownFunction.IsInfinite or KnownFunction.IsFinite && values.Length == 1)
        {
            member.Tested.Add(values[0]);
        }

        if (function.IsTranscendental() || result.HasTranscendental)
        {
            Record(call, function, result, [.. arguments.Zip(values, (operation, value) => OperandOf(operation, value))]);
        }

        return result;
    }

    private Expression ReadTensorPrimitives(IOperation call, IMethodSymbol method, ImmutableArray<IOperation> arguments)
    {
        Expression[] values = [.. arguments.Select(Read)];
        Operand[] operands = [.. arguments.Zip(values, (operation, value) => OperandOf(operation, value))];
        if (values.Length == 0)
        {
            return Opaque(call);
        }

        Expression Each(Expression collection) => Pool.Element(collection, AnyIndex, isInteger: false);
        switch (method.Name)
        {
            case "Sum": return Pool.Fold(FoldKind.Sum, Each(values[0]), values[0]);
            case "Product": return Pool.Fold(FoldKind.Product, Each(values[0]), values[0]);
            case "Max" or "MaxNumber" when values.Length == 1: return Pool.Fold(FoldKind.Maximum, Each(values[0]), values[0]);
            case "Min" or "MinNumber" when values.Length == 1: return Pool.Fold(FoldKind.Minimum, Each(values[0]), values[0]);
            case "SoftMax" when values.Length == 2:
                Expression softMax = Pool.Call(KnownFunction.SoftMax, values[0]);
                Record(call, member.Known.IsStable(method) ? KnownFunction.None : KnownFunction.SoftMax, softMax, operands);
                Pool.AddStore(values[1], softMax);
                return softMax;
        }

        Expression? result = method.Name switch
        {
            "Add" when values.Length == 3 => Pool.Add(Each(values[0]), IsSpan(method, 1) ? Each(values[1]) : values[1]),
            "Subtract" when values.Length == 3 => Pool.Subtract(Each(values[0]), IsSpan(method, 1) ? Each(values[1]) : values[1]),
            "Multiply" when values.Length == 3 => Pool.Multiply(Each(values[0]), IsSpan(method, 1) ? Each(values[1]) : values[1]),
            "Divide" when values.Length == 3 => Pool.Divide(Each(values[0]), IsSpan(method, 1) ? Each(values[1]) : values[1]),
            "Negate" when values.Length == 2 => Pool.Negate(Each(values[0])),
            "Sigmoid" when values.Length == 2 => Pool.Call(KnownFunction.Sigmoid, Each(values[0])),
            _ => null,
        };
        KnownFunction function = member.Known.IdentifyElementwise(method);
        if (result is null && function != KnownFunction.None && values.Length == 2)
        {
            result = Pool.Call(function, Each(values[0]));
            Record(call, function, result, operands);
        }

        if (result is null)
        {
            return Opaque(call);
        }

        Pool.AddStore(values[values.Length - 1], result);
        member.Overwritten.Add(values[values.Length - 1]);
        return Opaque(call);
    }

    private static bool IsSpan(IMethodSymbol method, int parameter) => Numbers.IsCollection(method.OriginalDefinition.Parameters[parameter].Type);

    private Expression AnyIndex => Pool.Unknown("any", null, isInteger: true);

    private Expression? ReadCollectionMember(IOperation call, IMethodSymbol method, Expression? receiver, Expression[] values)
    {
        // As an extension or as a member: the same elements under another type.
        Expression? collection = receiver ?? (method.IsExtensionMethod || method.ContainingType?.Name is "MemoryMarshal" or "CollectionsMarshal" ? values.FirstOrDefault() : null);
        if (collection is null)
        {
            return null;
        }

        Expression[] bounds = receiver is null ? [.. values.Skip(1)] : values;
        switch (method.Name)
        {
            case "GetEnumerator" or "GetAsyncEnumerator":
                Expression enumerator = Opaque(call);
                member.Enumerated[enumerator] = collection;
                return enumerator;
            case "AsSpan" or "AsMemory" or "Slice" or "ToArray" or "ToList" or "AsReadOnly" or "AsEnumerable" or "Clone":
                return collection;
            case "Sum" when Numbers.IsReal(call.Type) && values.Length <= 1:
                return Pool.Fold(FoldKind.Sum, Pool.Element(collection, AnyIndex, isInteger: false), collection);
            case "GetLength" or "GetUpperBound" or "GetLongLength":
                return Pool.Call(KnownFunction.Count, collection, Opaque(call));
            case "Equals" when values.Length == 1
                && method.ContainingType?.SpecialType is (>= SpecialType.System_Char and <= SpecialType.System_Double) or SpecialType.System_String:
                return EqualTo(collection, values[0]);
            case "Add" or "Push" or "Enqueue" or "Append" when values.Length == 1 && receiver is not null:
                Pool.AddStore(collection, values[0]);
                return null;
            case "Clamp" or "Clip" or "Clipped" or "Clamped" when bounds.Length == 2 && !method.ReturnsVoid && !Numbers.IsNumber(call.Type)
                && method.Parameters.Skip(method.Parameters.Length - 2).All(static bound => Numbers.IsNumber(bound.Type)):
                // Each element of a vector.
                return Pool.Sequence(Pool.Call(KnownFunction.Clamp, Pool.Element(collection, AnyIndex, isInteger: false), bounds[0], bounds[1]), collection);
            case "CompareTo":
                return Pool.Subtract(collection, values.FirstOrDefault() ?? Pool.Zero);
            default:
                return null;
        }
    }

    /// <summary>
    /// A method whose body is not available. Two calls with the same arguments are assumed to return the same, so that a guard on its result
    /// counts; without arguments (a random source, a reader) each place gives its own value.
    /// </summary>
    private Expression ResultOf(IOperation call, IMethodSymbol method, Expression? receiver, Expression[] values)
    {
        bool isInteger = Numbers.IsInteger(call.Type);
        if (values.Length == 0 && !method.Name.StartsWith("get", StringComparison.OrdinalIgnoreCase))
        {
            return Pool.Unknown(call.Syntax, call.Type, isInteger, receiver is null ? [] : [receiver]);
        }

        return Pool.Unknown(method, call.Type, isInteger, receiver is null ? values : [receiver, .. values]);
    }

    private Expression ReadLambda(IFlowAnonymousFunctionOperation lambda, Expression[] parameters)
    {
        RunLambda(lambda, parameters, records);
        Expression value = Pool.Unknown(lambda.Syntax, lambda.Type, isInteger: false);
        member.Lambdas[value] = lambda;
        return value;
    }

    /// <summary>The value of a lambda's body for given arguments; null where the graph of the lambda is not available.</summary>
    internal Expression? RunLambda(IFlowAnonymousFunctionOperation lambda, Expression[] parameters, bool records)
    {
        if (graph is null || !member.TryEnter(lambda))
        {
            return null;
        }

        FlowState inside = State;
        for (int i = 0; i < lambda.Symbol.Parameters.Length; i++)
        {
            IParameterSymbol parameter = lambda.Symbol.Parameters[i];
            inside = inside.With(parameter, i < parameters.Length ? parameters[i] : Pool.Unknown(parameter, parameter.Type, Numbers.IsInteger(parameter.Type)));
        }

        ControlFlowGraph? body = member.GraphOf(graph, lambda);
        Expression? result = body is null ? null : member.Run(body, inside, records);
        member.Leave(lambda);
        if (body is not null)
        {
            // What the lambda writes outside itself may have happened any number of times.
            HashSet<object> written = [.. AssignedSlots.In(body)];
            State = State.Without(slot => written.Contains(slot));
        }

        return result;
    }
}
