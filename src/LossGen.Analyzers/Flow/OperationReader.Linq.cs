using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Queries: what the elements are after Select, what is known of them after Where, and what a fold makes of them.</summary>
internal sealed partial class OperationReader
{
    private static bool IsMapping(IMethodSymbol method, ImmutableArray<IOperation> arguments) =>
        method.Name is "Select" or "Map" or "ConvertAll" or "Apply" or "Where" or "FindAll" && arguments.Any(argument => FunctionOf(argument) is not null);

    /// <summary>Those of arrays and lists.</summary>
    private static bool IsCheckOfAll(IMethodSymbol method) => method.Name is "TrueForAll" or "Exists"
        && method.ContainingType is { SpecialType: SpecialType.System_Array } or { Name: "List" or "ImmutableList", TypeArguments.Length: 1 };

    /// <summary>Array.TrueForAll, Array.Exists, Array.ConvertAll.</summary>
    private static bool IsOfArray(IMethodSymbol method, ImmutableArray<IOperation> arguments) => IsCheckOfAll(method)
        || (method is { Name: "ConvertAll", ContainingType.SpecialType: SpecialType.System_Array } && arguments.Any(argument => FunctionOf(argument) is not null));

    private Expression ReadLinq(IOperation call, IMethodSymbol method, ImmutableArray<IOperation> arguments)
    {
        if (method.Name == "Range" && arguments.Length == 2)
        {
            return ReadRange(call, Read(arguments[0]), Read(arguments[1]));
        }

        Expression source = Read(arguments[0]);
        IOperation? function = arguments.Skip(1).FirstOrDefault(argument => FunctionOf(argument) is not null);
        switch (method.Name)
        {
            case "Where" or "FindAll" or "TakeWhile" or "SkipWhile" when function is not null:
                return ReadWhere(call, source, function);
            case "Select" or "Map" or "ConvertAll" or "Apply" when function is not null:
                return WithFilterOf(source, Pool.Sequence(Body(function, source, others: Others(arguments, function)), source));
            case "Sum" or "Max" or "Min" or "Average":
                return ReadFold(call, method.Name, source, function is null ? Each(source, call) : Body(function, source));
            case "Aggregate" when LambdaOf(arguments.Last()) is { } lambda:
                return ReadAggregate(call, source, lambda, arguments.Length > 2 ? Read(arguments[1]) : null);
            case "Aggregate" when FunctionOf(arguments.Last()) is IMethodReferenceOperation { Method: var chosen }
                && member.Known.Identify(chosen) is KnownFunction.Max or KnownFunction.Min:
                return FoundBy(member.Known.Identify(chosen), Each(source, call), source, arguments.Length > 2 ? Read(arguments[1]) : null);
            case "Zip" when arguments.Length == 3 && LambdaOf(arguments[2]) is { } pair:
                Expression second = Read(arguments[1]);
                return Pool.Sequence(RunLambda(pair, [Each(source, call), Each(second, call)], records) ?? Opaque(call), source);
            case "All" or "TrueForAll" or "Any" or "Exists" when arguments.Length == 2 && !IsPart(arguments[0]):
                // All: the least of the truth values is 1. Any: the largest is.
                return Pool.Fold(method.Name is "All" or "TrueForAll" ? FoldKind.Minimum : FoldKind.Maximum, ReadPredicate(arguments[1], source), source);
            case "Count" or "LongCount":
                return ReadCount(arguments, source, function, call);
            case "First" or "Last" or "Single" or "ElementAt" or "FirstOrDefault" or "LastOrDefault":
                ReadRest(arguments, source);
                return Pool.Element(source, Opaque(call), Numbers.IsInteger(call.Type));
            case "OrderBy" or "OrderByDescending" or "ThenBy" or "Distinct" or "ToArray" or "ToList" or "Take" or "Skip" or "Reverse" or "AsEnumerable"
                or "AsParallel" or "Append" or "Prepend" or "Concat" or "Cast" or "DefaultIfEmpty" or "ToHashSet":
                ReadRest(arguments, source);
                return source;
            default:
                ReadRest(arguments, source);
                return Opaque(call);
        }
    }

    /// <summary>x.Skip(1), also sorted or otherwise passed on: what holds of it says nothing of the rest.</summary>
    private static bool IsPart(IOperation source)
    {
        IOperation? operation = source;
        while (operation is IConversionOperation or IInvocationOperation or IArgumentOperation)
        {
            if (operation is IInvocationOperation { TargetMethod.Name: "Skip" or "Take" or "SkipLast" or "TakeLast" })
            {
                return true;
            }

            operation = operation switch
            {
                IConversionOperation conversion => conversion.Operand,
                IArgumentOperation argument => argument.Value,
                IInvocationOperation { Instance: { } instance } => instance,
                IInvocationOperation { Arguments: [var first, ..] } => first.Value,
                _ => null,
            };
        }

        return false;
    }

    /// <summary>A count of what was met: a key that was never met has no count.</summary>
    private Expression AtLeastOne(Expression count) => Pool.Call(KnownFunction.Max, count, Pool.Constant(1, isInteger: true));

    /// <summary>A group has at least the element that made it, and what equals an element of the same collection is at least that element.</summary>
    private Expression ReadCount(ImmutableArray<IOperation> arguments, Expression source, IOperation? predicate, IOperation call)
    {
        if (predicate is not null)
        {
            Expression matches = Pool.Call(KnownFunction.Count, Opaque(call));
            return FindsItself(Body(predicate, source)) ? AtLeastOne(matches) : matches;
        }

        ReadRest(arguments, source);
        Expression count = Pool.Call(KnownFunction.Count, source);
        IOperation bare = arguments[0];
        while (bare is IConversionOperation conversion)
        {
            bare = conversion.Operand;
        }

        bool isFound = bare.Type?.Name == "IGrouping"
            || (member.Filters.TryGetValue(source, out FactSet? filter) && filter.All.Any()
                && filter.All.All(fact => fact.Key.IsDifferenceInCollection && fact.Value.Equals(Interval.Point(0))));
        return isFound ? AtLeastOne(count) : count;
    }

    /// <summary><c>x =&gt; x == c</c> where x and c are elements of one collection.</summary>
    private static bool FindsItself(Expression condition) => condition is Call { Function: KnownFunction.IsZero, Argument.IsDifferenceInCollection: true };

    private Expression ReadRange(IOperation call, Expression first, Expression count)
    {
        Expression number = Pool.Unknown(call.Syntax, call.Type, isInteger: true, count);
        Expression range = Pool.Sequence(number, Opaque(call));
        if (first is Constant start)
        {
            double last = count is Constant many ? Math.Max(start.Value, start.Value + many.Value - 1) : double.PositiveInfinity;
            member.Filters[range] = FactSet.Empty.With(number, new Interval(start.Value, last));
        }

        return range;
    }

    private void ReadRest(ImmutableArray<IOperation> arguments, Expression source)
    {
        foreach (IOperation argument in arguments.Skip(1))
        {
            if (FunctionOf(argument) is not null)
            {
                Body(argument, source);
            }
            else
            {
                Read(argument);
            }
        }
    }

    private Expression ReadWhere(IOperation call, Expression source, IOperation predicate)
    {
        FlowState before = State;
        Expression element = Each(source, predicate);
        FactSet known = State.Facts;
        Expression condition = Body(predicate, source, element);
        State = before;
        Expression filtered = Pool.Sequence(element, Opaque(call));
        FactSet filter = Only(known.Assume(Pool, condition, holds: true), known);
        member.Filters[filtered] = member.Filters.TryGetValue(source, out FactSet? outer)
            ? outer.All.Aggregate(filter, (facts, fact) => facts.With(fact.Key, fact.Value))
            : filter;
        return filtered;
    }

    private static FactSet Only(FactSet facts, FactSet known) =>
        facts.Without(value => known.Knows(value) && known[value].Equals(facts[value]));

    private Expression WithFilterOf(Expression source, Expression sequence)
    {
        if (member.Filters.TryGetValue(source, out FactSet? filter))
        {
            member.Filters[sequence] = filter;
        }

        return sequence;
    }

    private Expression ReadFold(IOperation call, string name, Expression source, Expression body)
    {
        switch (name)
        {
            case "Sum":
                return Pool.Fold(FoldKind.Sum, body, source);
            case "Average":
                return Pool.Divide(Pool.Fold(FoldKind.Sum, body, source), Pool.Call(KnownFunction.Count, source));
            default:
                return Pool.Fold(name == "Max" ? FoldKind.Maximum : FoldKind.Minimum, body, source);
        }
    }

    private Expression ReadAggregate(IOperation call, Expression source, IFlowAnonymousFunctionOperation lambda, Expression? seed)
    {
        Expression total = Pool.Total(lambda.Syntax, call.Type, Numbers.IsInteger(call.Type));
        bool isInteger = lambda.Symbol.Parameters is [_, var taken, ..] && Numbers.IsInteger(taken.Type);
        Expression element = ElementOf(source, Pool.Unknown(call.Syntax, null, isInteger: true), isInteger);
        Expression body = RunLambda(lambda, [total, element], records) ?? Opaque(call);
        Expression added = Pool.Subtract(body, total);
        Expression factor = Pool.Divide(body, total);
        if (!added.Contains(total))
        {
            return Pool.Add(Pool.Fold(FoldKind.Sum, added, source), seed ?? Pool.Zero);
        }

        if (!factor.Contains(total))
        {
            return Pool.Multiply(Pool.Fold(FoldKind.Product, factor, source), seed ?? Pool.One);
        }

        if (body is Phi { IsLoopHead: false } choice && choice.Inputs.Select(static input => input.Value).Where(value => !ReferenceEquals(value, total)).ToArray() is [var other])
        {
            return Extremum.IsChoice(choice, FoldKind.Maximum, Pool) ? FoundBy(KnownFunction.Max, other, source, seed)
                : Extremum.IsChoice(choice, FoldKind.Minimum, Pool) ? FoundBy(KnownFunction.Min, other, source, seed)
                : Opaque(call);
        }

        return body is Call { Function: KnownFunction.Max or KnownFunction.Min } extremum
            && extremum.Arguments.FirstOrDefault(argument => !ReferenceEquals(argument, total)) is { } compared
            ? FoundBy(extremum.Function, compared, source, seed)
            : Opaque(call);
    }

    /// <summary>The largest or the smallest of what the elements give and of what the search begins with.</summary>
    private Expression FoundBy(KnownFunction function, Expression compared, Expression source, Expression? seed)
    {
        Expression found = Pool.Fold(function == KnownFunction.Max ? FoldKind.Maximum : FoldKind.Minimum, compared, source);
        return seed is null ? found : Pool.Call(function, found, seed);
    }

    /// <summary>One element, representing all; what a filter says of it is known from here on.</summary>
    private Expression Each(Expression source, IOperation place) =>
        ElementOf(source, Pool.Unknown(place.Syntax, null, isInteger: true), ElementTypeIsInteger(place));

    private static bool ElementTypeIsInteger(IOperation place) =>
        LambdaOf(place) is { Symbol.Parameters.Length: > 0 } lambda ? Numbers.IsInteger(lambda.Symbol.Parameters[0].Type) : Numbers.IsInteger(place.Type);

    /// <summary>
    /// One element of each further collection that a mapping takes: the second parameter of <c>t.Map((a, b) =&gt; …, u)</c>. It is at the same
    /// place as that of the first.
    /// </summary>
    private Expression[] Others(ImmutableArray<IOperation> arguments, IOperation function) => [.. arguments.Skip(1)
        .Where(argument => argument != function && FunctionOf(argument) is null && !Numbers.IsNumber(argument.Type))
        .Select(argument => ElementOf(Read(argument), Pool.Unknown(function.Syntax, null, isInteger: true), isInteger: false))];

    private Expression Body(IOperation function, Expression source, Expression? element = null, Expression[]? others = null)
    {
        FlowState before = State;
        element ??= Each(source, function);
        Expression value = LambdaOf(function) is { } lambda
            ? RunLambda(lambda, [element, .. others ?? []], records) ?? Opaque(function)
            : MethodGroup(function, element);
        State = State.With(before.Facts);
        return value;
    }

    /// <summary>A condition on each element; in a method that is read in place of its call, a lambda of one expression has no graph of its own.</summary>
    private Expression ReadPredicate(IOperation predicate, Expression source)
    {
        if (graph is not null || predicate is not IDelegateCreationOperation
            {
                Target: IAnonymousFunctionOperation { Symbol.Parameters: [var parameter], Body.Operations: [IReturnOperation { ReturnedValue: { } condition }] } lambda,
            })
        {
            return FunctionOf(predicate) is null ? Read(predicate) : Body(predicate, source);
        }

        FlowState before = State;
        State = State.With(parameter, ElementOf(source, Pool.Unknown(lambda.Syntax, null, isInteger: true), Numbers.IsInteger(parameter.Type)));
        Expression value = Read(condition);
        State = before;
        return value;
    }

    /// <summary><c>Select(Math.Log)</c>.</summary>
    private Expression MethodGroup(IOperation function, Expression element)
    {
        if (FunctionOf(function) is not IMethodReferenceOperation { Method: var method } reference)
        {
            Read(function);
            return Opaque(function);
        }

        KnownFunction known = member.Known.Identify(method);
        if (known == KnownFunction.None)
        {
            return member.Helpers.Inline(this, method, null, [element])?.Value ?? Pool.Unknown(method, method.ReturnType, Numbers.IsInteger(method.ReturnType), element);
        }

        Expression value = Pool.Call(known, element);
        Record(reference, known, value, OperandOf(reference, element));
        return value;
    }

    private static IOperation? FunctionOf(IOperation argument)
    {
        IOperation? inner = argument;
        while (inner is IConversionOperation or IDelegateCreationOperation or IArgumentOperation)
        {
            inner = inner switch
            {
                IConversionOperation conversion => conversion.Operand,
                IDelegateCreationOperation creation => creation.Target,
                _ => ((IArgumentOperation)inner).Value,
            };
        }

        return inner is IFlowAnonymousFunctionOperation or IMethodReferenceOperation ? inner : null;
    }

    private static IFlowAnonymousFunctionOperation? LambdaOf(IOperation argument) => FunctionOf(argument) as IFlowAnonymousFunctionOperation;
}
