using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>The locals, parameters and captures that some operations may write.</summary>
internal static class AssignedSlots
{
    public static IEnumerable<object> In(ControlFlowGraph graph)
    {
        HashSet<CaptureId> targets = Targets(graph);
        return graph.Blocks.SelectMany(block => In(block, targets));
    }

    /// <summary>The captures that are assigned to: the compiler sets a variable aside before it evaluates a value that branches.</summary>
    public static HashSet<CaptureId> Targets(ControlFlowGraph graph)
    {
        HashSet<CaptureId> targets = [];
        foreach (IOperation operation in graph.Blocks.SelectMany(OperationsOf).SelectMany(WithParts))
        {
            IOperation? target = operation switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation step => step.Target,
                IInvalidOperation unbound => UnboundOperators.TargetOf(unbound),
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                _ => null,
            };
            if (target is IFlowCaptureReferenceOperation capture)
            {
                targets.Add(capture.Id);
            }
        }

        return targets;
    }

    public static IEnumerable<object> In(BasicBlock block, HashSet<CaptureId> targets) =>
        OperationsOf(block).SelectMany(WithParts).SelectMany(operation => SlotsOf(operation, targets));

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block) => block.BranchValue is null ? block.Operations : block.Operations.Add(block.BranchValue);

    private static IEnumerable<IOperation> WithParts(IOperation root)
    {
        var pending = new Stack<IOperation>();
        pending.Push(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Pop();
            foreach (IOperation child in operation.ChildOperations)
            {
                pending.Push(child);
            }

            yield return operation;
        }
    }

    private static IEnumerable<object> SlotsOf(IOperation operation, HashSet<CaptureId> targets)
    {
        switch (operation)
        {
            case IFlowCaptureOperation capture:
                yield return capture.Id;
                if (targets.Contains(capture.Id) && SlotOf(capture.Value) is { } variable)
                {
                    yield return variable;
                }

                break;
            case IDeconstructionAssignmentOperation { Target: var target }:
                IOperation inner = target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;
                foreach (IOperation element in inner is ITupleOperation tuple ? tuple.Elements.AsEnumerable() : [inner])
                {
                    if (SlotOf(element) is { } part)
                    {
                        yield return part;
                    }
                }

                break;
            case IAssignmentOperation assignment when SlotOf(assignment.Target) is { } assigned:
                yield return assigned;
                break;
            case IIncrementOrDecrementOperation step when SlotOf(step.Target) is { } stepped:
                yield return stepped;
                break;
            case IInvalidOperation unbound when UnboundOperators.TargetOf(unbound) is { } target && SlotOf(target) is { } added:
                yield return added;
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when SlotOf(argument.Value) is { } passed:
                yield return passed;
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } symbol }:
                yield return symbol;
                break;
            case IRecursivePatternOperation { DeclaredSymbol: { } symbol }:
                yield return symbol;
                break;
            case IListPatternOperation { DeclaredSymbol: { } symbol }:
                yield return symbol;
                break;
        }
    }

    private static object? SlotOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFlowCaptureReferenceOperation capture => capture.Id,
        IDeclarationExpressionOperation declaration => SlotOf(declaration.Expression),
        _ => null,
    };
}
