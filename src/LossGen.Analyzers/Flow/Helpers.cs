using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Analyses the small methods that a member calls: their value in terms of the arguments, and what they guarantee.</summary>
internal sealed class Helpers(MemberFlow member, HelperBodies bodies)
{
    private const int Deepest = 4;

    // Helpers that call helpers multiply; beyond this number of operations in all of them, a member's further calls count as calls to unknown code.
    private const int MostOperations = 50_000;

    private int _depth;
    private int _operations;

    /// <summary>Counts an operation that is read inside a helper; false once there have been too many.</summary>
    public bool TrySpend() => ++_operations <= MostOperations;

    /// <summary>The value of a call of a method whose body is one expression, locals aside; null for every other method.</summary>
    public Expression? Inline(OperationReader caller, IMethodSymbol method, Expression? receiver, Expression[] arguments)
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

        FlowState state = FlowState.Empty.With(caller.State.Facts);
        for (int i = 0; i < arguments.Length; i++)
        {
            state = state.With(method.Parameters[i], arguments[i]);
        }

        _depth++;
        var reader = new OperationReader(member, null, state, records: false);
        foreach (IOperation statement in body.Statements)
        {
            reader.Read(statement);
        }

        Expression result = reader.Read(body.Result);
        _depth--;
        return result;
    }

    /// <summary>What holds once a method that throws on bad arguments has returned.</summary>
    public FactSet FactsAfter(IMethodSymbol method, Expression[] arguments, FactSet facts)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_depth >= Deepest || _operations >= MostOperations || bodies.FindGuards(method) is not { IsEmpty: false } guards || method.Parameters.Length != arguments.Length)
        {
            return facts;
        }

        FlowState state = FlowState.Empty;
        for (int i = 0; i < arguments.Length; i++)
        {
            state = state.With(method.Parameters[i], arguments[i]);
        }

        _depth++;
        var reader = new OperationReader(member, null, state, records: false);
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

    public double? ConstantOf(IFieldSymbol field) => bodies.ConstantOf(field);
}
