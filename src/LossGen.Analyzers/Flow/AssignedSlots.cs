using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>The locals, parameters and captures that some operations may write.</summary>
internal static class AssignedSlots
{
    public static IEnumerable<object> In(ControlFlowGraph graph) => graph.Blocks.SelectMany(In);

    public static IEnumerable<object> In(BasicBlock block)
    {
        foreach (IOperation operation in block.Operations)
        {
            foreach (object slot in In(operation))
            {
                yield return slot;
            }
        }

        if (block.BranchValue is not null)
        {
            foreach (object slot in In(block.BranchValue))
            {
                yield return slot;
            }
        }
    }

    private static IEnumerable<object> In(IOperation root)
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

            switch (operation)
            {
                case IFlowCaptureOperation capture:
                    yield return capture.Id;
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
