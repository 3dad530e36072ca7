using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>A call of a small method, read in place of the call.</summary>
/// <param name="Value">What it returns; null where that is better left a call.</param>
/// <param name="Returned">What each of its returns gives, and what is known there.</param>
/// <param name="Division">The two sides of the division that it returns, if it returns one.</param>
/// <param name="HasExponential">Whether an exponential is written in the method itself.</param>
internal sealed record HelperCall(
    Expression? Value, ImmutableArray<PathValue> Returned, (Expression Top, Expression Bottom)? Division, bool HasExponential);

/// <summary>Analyses the small methods that a member calls: their value in terms of the arguments, and what they guarantee.</summary>
internal sealed class Helpers(MemberFlow member, HelperBodies bodies)
{
    private const int Deepest = 4;

    // Helpers that call helpers multiply; beyond this number of operations in all of them, a member's further calls count as calls to unknown code.
    private const int MostOperations = 50_000;

    private readonly HashSet<IMethodSymbol> _entered = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IMethodSymbol> _recursive = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<(ISymbol Method, string Arguments), HelperCall> _read = [];
    private int _depth;
    private int _operations;

    /// <summary>Counts an operation that is read inside a helper; false once there have been too many.</summary>
    public bool TrySpend() => ++_operations <= MostOperations;

    /// <summary>
    /// A call of a method that is small enough to be read in place of the call; null for every other. Where several returns meet, the value is
    /// null too unless all of them hold a logarithm or an exponential: only then is it of use to know what the method computes.
    /// </summary>
    public HelperCall? Inline(OperationReader caller, IMethodSymbol method, Expression? receiver, Expression[] arguments)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (receiver is not null && method.IsExtensionMethod)
        {
            arguments = [receiver, .. arguments];
        }

        if (_depth >= Deepest || _operations >= MostOperations
            || !(Numbers.IsReal(method.ReturnType) || Numbers.IsInteger(method.ReturnType) || method.ReturnType.SpecialType == SpecialType.System_Boolean)
            || bodies.Find(method) is not { } body || method.Parameters.Length != arguments.Length)
        {
            return null;
        }

        if (!_entered.Add(method))
        {
            // What calls itself stays a call: its name says more than its first few turns.
            _recursive.Add(method);
            return null;
        }

        _depth++;
        HelperCall result = body.Graph is { } graph ? ReadGraph(graph, method, arguments, body) : ReadExpression(caller, method, arguments, body);
        _depth--;
        _entered.Remove(method);
        return _recursive.Contains(method) ? null : result;
    }

    private HelperCall ReadExpression(OperationReader caller, IMethodSymbol method, Expression[] arguments, HelperBody body)
    {
        var reader = new OperationReader(member, null, Parameters(FlowState.Empty.With(caller.State.Facts), method, arguments), records: false);
        foreach (IOperation statement in body.Statements)
        {
            reader.Read(statement);
        }

        Expression value = reader.Read(body.Result);
        IOperation? bare = body.Result;
        while (bare is IConversionOperation or IParenthesizedOperation)
        {
            bare = bare is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)bare).Operand;
        }

        (Expression, Expression)? division = bare is IBinaryOperation { OperatorKind: BinaryOperatorKind.Divide } quotient && Numbers.IsReal(quotient.Type)
            ? (reader.Read(quotient.LeftOperand), reader.Read(quotient.RightOperand))
            : null;
        return new(value, ImmutableArray.Create(new PathValue(value, reader.State.Facts)), division, body.HasExponential);
    }

    /// <summary>Read without the caller's facts, so that two calls with the same arguments are the same value.</summary>
    private HelperCall ReadGraph(ControlFlowGraph graph, IMethodSymbol method, Expression[] arguments, HelperBody body)
    {
        string key = string.Join(",", arguments.Select(argument => argument.Id));
        if (_read.TryGetValue((method, key), out HelperCall? known))
        {
            return known;
        }

        _operations += graph.Blocks.Sum(block => block.Operations.Length + 1);
        Expression? value = member.Run(graph, Parameters(FlowState.Empty, method, arguments), records: false);
        ImmutableArray<PathValue> returned = value switch
        {
            Phi phi => phi.Inputs.ToImmutableArray(),
            not null => ImmutableArray.Create(new PathValue(value, FactSet.Empty)),
            null => ImmutableArray<PathValue>.Empty,
        };
        var result = new HelperCall(returned.All(input => input.Value.HasTranscendental) ? value : null, returned, null, body.HasExponential);
        _read[(method, key)] = result;
        return result;
    }

    private static FlowState Parameters(FlowState state, IMethodSymbol method, Expression[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            state = state.With(method.Parameters[i], arguments[i]);
        }

        return state;
    }

    /// <summary>What holds once a method that throws on bad arguments has returned.</summary>
    public FactSet FactsAfter(IMethodSymbol method, Expression[] arguments, FactSet facts)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_depth >= Deepest || _operations >= MostOperations || bodies.FindGuards(method) is not { IsEmpty: false } guards || method.Parameters.Length != arguments.Length)
        {
            return facts;
        }

        _depth++;
        var reader = new OperationReader(member, null, Parameters(FlowState.Empty, method, arguments), records: false);
        foreach (IOperation condition in guards)
        {
            facts = facts.Assume(member.Pool, reader.Read(condition), holds: false);
        }

        _depth--;
        return facts;
    }

    /// <summary>What the parameters of a small method hold when it returns, for given arguments; null where its body is not available.</summary>
    public FlowState? StateAfter(IMethodSymbol method, Expression[] arguments)
    {
        method = method.OriginalDefinition;
        if (_depth >= Deepest || _operations >= MostOperations || method.Parameters.Length != arguments.Length || bodies.FindGraph(method) is not { } graph)
        {
            return null;
        }

        FlowState state = FlowState.Empty;
        for (int i = 0; i < arguments.Length; i++)
        {
            state = state.With(method.Parameters[i], arguments[i]);
        }

        _depth++;
        _operations += graph.Blocks.Sum(static block => block.Operations.Length + 1);
        FlowState? end = member.RunToEnd(graph, state);
        _depth--;
        return end;
    }

    public SoftMaxSources SoftMaxes => bodies.SoftMaxes;

    public TableLengths Tables => bodies.Tables;

    /// <summary>The largest argument of a factorial or a gamma function whose result is in the range of its type; null for any other method.</summary>
    public double? LargestFactorialArgument(IMethodSymbol method) =>
        member.KnowsFactorials ? bodies.LargestFactorialArgument(method, member.Known) : null;

    public double? ConstantOf(IFieldSymbol field) => bodies.ConstantOf(field);
}
