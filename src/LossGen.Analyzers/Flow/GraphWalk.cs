using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace LossGen.Analyzers.Flow;

/// <summary>One walk over a control-flow graph. Blocks are numbered in the order of the source, so a branch to an earlier block closes a loop.</summary>
internal sealed class GraphWalk(MemberFlow member, ControlFlowGraph graph, FlowState entry, bool records)
{
    private readonly FlowState?[] _before = new FlowState?[graph.Blocks.Length];
    private readonly FlowState?[] _after = new FlowState?[graph.Blocks.Length];
    private readonly Expression?[] _condition = new Expression?[graph.Blocks.Length];
    private readonly object[]?[] _written = new object[]?[graph.Blocks.Length];
    private readonly Dictionary<int, List<Phi>> _loopHeads = [];
    private readonly Dictionary<int, FactSet> _backFacts = [];
    private readonly List<PathValue> _returned = [];

    /// <summary>What it returns, and what is known where it does; to be asked after the walk.</summary>
    public IReadOnlyList<PathValue> Returns => _returned;

    /// <summary>What holds where the graph returns; null if it never does. To be asked after the walk.</summary>
    public FlowState? End => StateBefore(graph.Blocks[graph.Blocks.Length - 1]);

    public Expression? Walk()
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            // Where all paths end there is nothing to read.
            if (block.Kind == BasicBlockKind.Exit || StateBefore(block) is not { } state)
            {
                continue;
            }

            _before[block.Ordinal] = state;
            var reader = new OperationReader(member, graph, state, records);
            foreach (IOperation operation in block.Operations)
            {
                reader.Read(operation);
            }

            Expression? branchValue = block.BranchValue is null ? null : reader.Read(block.BranchValue);
            _condition[block.Ordinal] = branchValue;
            if (records && branchValue is not null && block.ConditionKind != ControlFlowConditionKind.None)
            {
                member.Comparisons.AddCondition(branchValue);
            }

            _after[block.Ordinal] = reader.State;
            if (branchValue is not null && block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return && block.ConditionKind == ControlFlowConditionKind.None)
            {
                _returned.Add(new PathValue(branchValue, reader.State.Facts));
            }

            CloseLoops(block);
        }

        foreach (KeyValuePair<int, FactSet> loop in _backFacts)
        {
            member.Checked.Add(_loopHeads[loop.Key], loop.Value, IsLeftEarly(loop.Key));
        }

        return Returned();
    }

    /// <summary>Whether a loop can end elsewhere than at its head, and the code after it run: what it has not come to is not checked.</summary>
    private bool IsLeftEarly(int head)
    {
        int last = graph.Blocks[head].Predecessors.Max(static branch => branch.Source.Ordinal);
        BasicBlock[] after = [.. Exits(graph.Blocks[head])];
        var seen = new HashSet<BasicBlock>();
        var next = new Stack<BasicBlock>(graph.Blocks.Where(block => block.Ordinal > head && block.Ordinal <= last).SelectMany(Exits));
        while (next.Count > 0)
        {
            BasicBlock block = next.Pop();
            if (after.Length == 0 || after.Contains(block))
            {
                return true;
            }

            if (seen.Add(block))
            {
                foreach (BasicBlock exit in Exits(block))
                {
                    next.Push(exit);
                }
            }
        }

        return false;

        // A throw and a return of a value go to no block.
        IEnumerable<BasicBlock> Exits(BasicBlock block) => new[] { block.ConditionalSuccessor, block.FallThroughSuccessor }
            .Where(static branch => branch?.Semantics == ControlFlowBranchSemantics.Regular).Select(static branch => branch!.Destination)
            .OfType<BasicBlock>().Where(exit => exit.Kind != BasicBlockKind.Exit && exit.Ordinal > last);
    }

    private Expression? Returned()
    {
        if (_returned.Count == 0)
        {
            return null;
        }

        if (_returned.All(input => ReferenceEquals(input.Value, _returned[0].Value)))
        {
            return _returned[0].Value;
        }

        Phi phi = member.Pool.Phi(graph, -1, isLoopHead: false, _returned.All(input => input.Value.IsInteger));
        foreach ((Expression value, FactSet facts) in _returned)
        {
            phi.Add(value, facts);
        }

        return phi;
    }

    private FlowState? StateBefore(BasicBlock block)
    {
        if (block.Kind == BasicBlockKind.Entry)
        {
            return entry;
        }

        var incoming = new List<FlowState>();
        bool isOneCondition = true;
        int lastBack = -1;
        foreach (ControlFlowBranch branch in block.Predecessors)
        {
            if (branch.Source.Ordinal >= block.Ordinal)
            {
                lastBack = Math.Max(lastBack, branch.Source.Ordinal);
            }
            else if (StateAlong(branch) is { } state)
            {
                incoming.Add(state);
                isOneCondition &= branch.Source.ConditionKind != ControlFlowConditionKind.None;
            }
        }

        if (incoming.Count == 0)
        {
            return StateOfHandler(block);
        }

        FlowState merged = incoming.Count == 1 ? incoming[0] : Merge(block, incoming, isOneCondition);
        return lastBack < 0 ? merged : OpenLoop(block, lastBack, merged);
    }

    /// <summary>The state at the end of a branch's source, with what its condition says.</summary>
    private FlowState? StateAlong(ControlFlowBranch branch)
    {
        BasicBlock source = branch.Source;
        if (_after[source.Ordinal] is not { } state)
        {
            return null;
        }

        state = WithoutLeft(state, branch);
        if (source.ConditionKind == ControlFlowConditionKind.None || _condition[source.Ordinal] is not { } condition)
        {
            return state;
        }

        bool holds = (source.ConditionKind == ControlFlowConditionKind.WhenTrue) == branch.IsConditionalSuccessor;
        return state.With(state.Facts.Assume(member.Pool, condition, holds));
    }

    /// <summary>Variables and intermediate values that the branch takes out of their scope are done with; carried on, they would be merged at every join.</summary>
    private static FlowState WithoutLeft(FlowState state, ControlFlowBranch branch)
    {
        foreach (ControlFlowRegion region in branch.LeavingRegions)
        {
            state = state.Without(region.Locals.Cast<object>().Concat(region.CaptureIds.Select(id => (object)id)));
        }

        return state;
    }

    /// <summary>Where all paths come from tests, as those of <c>a || b</c> do, which one was taken still matters.</summary>
    private FlowState Merge(BasicBlock block, List<FlowState> incoming, bool isOneCondition)
    {
        FlowState first = incoming[0];
        FactSet facts = isOneCondition
            ? FactSet.Either([.. incoming.Select(state => state.Facts)])
            : incoming.Skip(1).Aggregate(first.Facts, (common, state) => common.Meet(state.Facts));
        FlowState merged = first.With(facts);
        foreach (KeyValuePair<object, Expression> slot in first.Values)
        {
            if (IsSameIn(incoming, slot.Key, slot.Value))
            {
                continue;
            }

            Expression?[] values = [.. incoming.Select(state => state.Values.TryGetValue(slot.Key, out Expression? value) ? value : Untouched(slot.Key))];
            if (values.Contains(null))
            {
                merged = merged.Without([slot.Key]);
            }
            else if (values.Any(value => !ReferenceEquals(value, slot.Value)))
            {
                merged = merged.With(slot.Key, Meeting(block, slot.Key, incoming, values!));
            }
        }

        foreach (object key in incoming.Skip(1).SelectMany(state => state.Values.Keys).Where(key => !first.Values.ContainsKey(key)).Distinct().ToArray())
        {
            if (Untouched(key) is { } untouched)
            {
                Expression[] values = [.. incoming.Select(state => state.Values.TryGetValue(key, out Expression? value) ? value : untouched)];
                merged = merged.With(key, Meeting(block, key, incoming, values));
            }
        }

        return merged;
    }

    private static bool IsSameIn(List<FlowState> incoming, object slot, Expression value)
    {
        for (int i = 1; i < incoming.Count; i++)
        {
            if (!incoming[i].Values.TryGetValue(slot, out Expression? other) || !ReferenceEquals(value, other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A parameter, or an outer variable, that one path has not written still holds what it held.</summary>
    private Expression? Untouched(object slot) => slot switch
    {
        IParameterSymbol parameter => member.Pool.Unknown(parameter, parameter.Type, Numbers.IsInteger(parameter.Type)),
        Expression place => place,
        _ => null,
    };

    private Phi Meeting(BasicBlock block, object slot, List<FlowState> incoming, Expression?[] values)
    {
        Phi phi = member.Pool.Phi(slot, block.Ordinal, isLoopHead: false, values.All(value => value!.IsInteger));
        for (int i = 0; i < values.Length; i++)
        {
            phi.Add(values[i]!, incoming[i].Facts);
        }

        return phi;
    }

    /// <summary>What the loop writes is unknown at its head: its own value of each turn. Memory is forgotten.</summary>
    private FlowState OpenLoop(BasicBlock head, int last, FlowState state)
    {
        HashSet<object> written = [];
        for (int i = head.Ordinal; i <= last; i++)
        {
            written.UnionWith(WrittenIn(i));
            if (i > head.Ordinal)
            {
                // An inner loop may end at its head, before its body, and go straight to the next turn of this one.
                last = graph.Blocks[i].Predecessors.Aggregate(last, static (furthest, branch) => Math.Max(furthest, branch.Source.Ordinal));
            }
        }

        FlowState inside = state.Without(slot => slot is Expression);
        var phis = new List<Phi>();
        foreach (object slot in written)
        {
            Expression? before = state.Values.TryGetValue(slot, out Expression? value) ? value : slot is IParameterSymbol ? Untouched(slot) : null;
            if (before is null)
            {
                continue;
            }

            Phi phi = member.Pool.Phi(slot, head.Ordinal, isLoopHead: true, IsInteger(slot, before));
            phi.Add(before, state.Facts);
            phis.Add(phi);
            inside = inside.With(slot, phi);
        }

        _loopHeads[head.Ordinal] = phis;
        return inside;
    }

    // A block is queried once for each loop and try around it.
    private object[] WrittenIn(int block) => _written[block] ??= AssignedSlots.In(graph.Blocks[block], member.TargetsOf(graph)).Distinct().ToArray();

    private static bool IsInteger(object slot, Expression before) => slot switch
    {
        ILocalSymbol local => Numbers.IsInteger(local.Type),
        IParameterSymbol parameter => Numbers.IsInteger(parameter.Type),
        _ => before.IsInteger,
    };

    private void CloseLoops(BasicBlock block)
    {
        Close(block.ConditionalSuccessor);
        Close(block.FallThroughSuccessor);

        void Close(ControlFlowBranch? branch)
        {
            if (branch?.Destination is { } head && head.Ordinal <= block.Ordinal && _loopHeads.TryGetValue(head.Ordinal, out List<Phi>? phis)
                && StateAlong(branch) is { } state)
            {
                _backFacts[head.Ordinal] = _backFacts.TryGetValue(head.Ordinal, out FactSet? before) ? before.Meet(state.Facts) : state.Facts;
                foreach (Phi phi in phis)
                {
                    if (state.Values.TryGetValue(phi.Slot, out Expression? value))
                    {
                        phi.Add(value, state.Facts);
                    }
                }
            }
        }
    }

    /// <summary>A catch or finally block starts from what held before its try, without what the try writes.</summary>
    private FlowState? StateOfHandler(BasicBlock block)
    {
        ControlFlowRegion? region = block.EnclosingRegion;
        while (region is not null && region.Kind is not (ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter
            or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally))
        {
            region = region.EnclosingRegion;
        }

        ControlFlowRegion? whole = region?.EnclosingRegion;
        while (whole is not null && whole.Kind is not (ControlFlowRegionKind.TryAndCatch or ControlFlowRegionKind.TryAndFinally))
        {
            whole = whole.EnclosingRegion;
        }

        if (whole is null || region!.FirstBlockOrdinal != block.Ordinal && !block.IsReachable)
        {
            return null;
        }

        if (_before[whole.FirstBlockOrdinal] is not { } state)
        {
            return null;
        }

        HashSet<object> written = [];
        ControlFlowRegion tried = whole.NestedRegions[0];
        for (int i = tried.FirstBlockOrdinal; i <= tried.LastBlockOrdinal; i++)
        {
            written.UnionWith(WrittenIn(i));
        }

        return state.Without(slot => slot is Expression || written.Contains(slot));
    }
}
