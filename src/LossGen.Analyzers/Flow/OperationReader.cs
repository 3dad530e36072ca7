using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Reads one operation after the other in the order in which they run: gives each its value and carries the state on.</summary>
internal sealed partial class OperationReader(MemberFlow member, ControlFlowGraph? graph, FlowState state, bool records)
{
    // Deeper nesting than this is machine-made; it is read as one unknown value.
    private const int Deepest = 150;

    public FlowState State { get; private set; } = state;

    private ExpressionPool Pool => member.Pool;

    public Expression Read(IOperation? operation)
    {
        if (operation is null)
        {
            return Pool.Zero;
        }

        if (member.Depth >= Deepest || (graph is null && !member.Helpers.TrySpend()))
        {
            return Opaque(operation);
        }

        member.Depth++;
        Expression value = operation.ConstantValue.HasValue && Numbers.TryGetValue(operation.ConstantValue.Value, out double constant)
            ? ReadConstant(operation, constant)
            : ReadOperation(operation);
        member.Depth--;
        if (records)
        {
            member.ValueOf[operation] = value;
        }

        return value;
    }

    private Expression ReadConstant(IOperation operation, double constant)
    {
        member.NamesInfinity |= records && double.IsInfinity(constant);

        // The parts of a constant expression may still be calls: nameof and sizeof are not, and no call is constant; only casts are of interest.
        return Pool.Constant(constant, Numbers.IsInteger(operation.Type));
    }

    private Expression ReadOperation(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => ReadSlot(local.Local, local.Type),
        IParameterReferenceOperation parameter => ReadSlot(parameter.Parameter, parameter.Type),
        IFlowCaptureReferenceOperation capture => ReadCapture(capture),

        // The target of an assignment to come: the variable, not what is in it now.
        IFlowCaptureOperation capture when VariableOf(capture.Value) is { } variable && graph is not null && member.TargetsOf(graph).Contains(capture.Id) =>
            Store(capture.Id, Pool.Unknown(new TargetOrigin(variable), isInteger: false, Interval.Everything)),
        IFlowCaptureOperation capture => Store(capture.Id, Read(capture.Value)),
        IFieldReferenceOperation or IPropertyReferenceOperation or IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => ReadPlace(operation),
        IInvocationOperation invocation => ReadInvocation(invocation),
        IInvalidOperation invalid => ReadInvalid(invalid),
        IBinaryOperation binary => ReadBinary(binary),
        IUnaryOperation unary => ReadUnary(unary),
        IConversionOperation conversion => ReadConversion(conversion),
        ISimpleAssignmentOperation assignment => Assign(assignment.Target, Read(assignment.Value)),
        ICompoundAssignmentOperation compound => ReadCompound(compound),
        IIncrementOrDecrementOperation step => ReadStep(step),
        IDeconstructionAssignmentOperation deconstruction => ReadDeconstruction(deconstruction),
        IIsPatternOperation pattern => ReadPattern(Read(pattern.Value), pattern.Pattern),
        IConditionalOperation { WhenFalse: not null } conditional => ReadConditional(conditional),
        IExpressionStatementOperation statement => Read(statement.Operation),
        IVariableDeclarationGroupOperation or IVariableDeclarationOperation => ReadChildren(operation),
        IVariableDeclaratorOperation { Initializer: { } initializer } declarator => Store(declarator.Symbol, Read(initializer.Value)),
        IParenthesizedOperation parenthesized => Read(parenthesized.Operand),
        ITranslatedQueryOperation query => Read(query.Operation),
        IDelegateCreationOperation creation => Read(creation.Target),
        IArgumentOperation argument => Read(argument.Value),
        IFlowAnonymousFunctionOperation lambda => ReadLambda(lambda, []),
        IMethodReferenceOperation reference => ReadMethodGroup(reference),
        IDefaultValueOperation when Numbers.IsNumber(operation.Type) && operation.Type is not null => Pool.Constant(0, Numbers.IsInteger(operation.Type)),
        IInstanceReferenceOperation => Pool.Unknown("this", operation.Type, isInteger: false),
        ITupleOperation tuple => Pool.Call(KnownFunction.Tuple, [.. tuple.Elements.Select(Read)]),
        IArrayCreationOperation { Initializer: { } elements } array => ReadElements(array, elements.ElementValues),
        _ when operation.Syntax is CollectionExpressionSyntax && operation is not IConversionOperation => ReadElements(operation, operation.ChildOperations),
        IAnonymousObjectCreationOperation { Initializers: var parts } => Pool.Call(KnownFunction.Tuple, [.. parts.Select(ReadPart)]),
        _ when IsPointerAccess(operation) => ReadPlace(operation),
        _ => ReadChildren(operation),
    };

    /// <summary>An array with its elements: nothing else is in it.</summary>
    private Expression ReadElements(IOperation array, IEnumerable<IOperation> elements)
    {
        Expression[] values = [.. elements.Select(Read)];
        Expression made = Opaque(array);
        foreach (Expression value in values)
        {
            Pool.AddStore(made, value);
        }

        if (values.Length > 0)
        {
            member.Overwritten.Add(made);
        }

        return made;
    }

    /// <summary>What a property of an anonymous object is set to.</summary>
    private Expression ReadPart(IOperation initializer) => Read(initializer is ISimpleAssignmentOperation assignment ? assignment.Value : initializer);

    private Expression ReadMethodGroup(IMethodReferenceOperation reference)
    {
        Expression group = ReadChildren(reference);
        if (member.Known.Identify(reference.Method) is var function and not KnownFunction.None)
        {
            member.MethodGroups[group] = function;
        }

        return group;
    }

    private Expression ReadChildren(IOperation operation)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            Read(child);
        }

        return Opaque(operation);
    }

    /// <summary>A value of which only the place in the code is known.</summary>
    private Expression Opaque(IOperation operation) => Pool.Unknown(operation.Syntax, operation.Type, Numbers.IsInteger(operation.Type));

    private Expression ReadSlot(ISymbol symbol, ITypeSymbol? type) => State.Values.TryGetValue(symbol, out Expression? value)
        ? value
        : Pool.Unknown(symbol, type, Numbers.IsInteger(type));

    private Expression ReadCapture(IFlowCaptureReferenceOperation capture)
    {
        if (!State.Values.TryGetValue(capture.Id, out Expression? captured))
        {
            return Opaque(capture);
        }

        return TargetOf(captured) is { } variable ? ReadSlot(variable, capture.Type) : captured;
    }

    private static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The variable that a captured target is.</summary>
    private static ISymbol? TargetOf(Expression place) => place is Unknown { Origin: TargetOrigin { Variable: var variable } } ? variable : null;

    private Expression Store(object slot, Expression value)
    {
        State = State.With(slot, value);
        return value;
    }

    private Expression Assign(IOperation target, Expression value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                return Store(local.Local, value);
            case IParameterReferenceOperation parameter:
                return Store(parameter.Parameter, value);
            case IDeclarationExpressionOperation declaration:
                return Assign(declaration.Expression, value);
            case IFlowCaptureReferenceOperation capture:
                return State.Values.TryGetValue(capture.Id, out Expression? place) ? StorePlace(place, value) : value;
            case IDiscardOperation:
                return value;
            default:
                return StorePlace(PlaceOf(target), value);
        }
    }

    private Expression ReadCompound(ICompoundAssignmentOperation compound)
    {
        Expression target = Read(compound.Target);
        Expression value = Read(compound.Value);
        BinaryOperatorKind kind = UnboundOperators.KindOf(compound);
        Expression result = Arithmetic(compound, kind, compound.OperatorMethod, target, value, compound.Target.Type, compound.Value.Type);
        if (kind is BinaryOperatorKind.Divide or BinaryOperatorKind.Multiply)
        {
            Record(compound, KnownFunction.None, result, OperandOf(compound.Target, target), OperandOf(compound.Value, value));
        }

        if (value.IsConstant(1) && kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract)
        {
            AddStep(target);
        }

        return Assign(compound.Target, result);
    }

    private void AddStep(Expression before)
    {
        if (records && before.IsInteger && (before.HasTranscendental || before is Phi))
        {
            member.Comparisons.AddStep(before, State.Facts);
        }
    }

    private Expression ReadStep(IIncrementOrDecrementOperation step)
    {
        Expression before = Read(step.Target);
        Expression one = Pool.Constant(1, before.IsInteger);
        Expression after = step.Kind == OperationKind.Increment ? Pool.Add(before, one) : Pool.Subtract(before, one);
        AddStep(before);
        Assign(step.Target, after);
        return step.IsPostfix ? before : after;
    }

    private Expression ReadDeconstruction(IDeconstructionAssignmentOperation deconstruction)
    {
        Expression value = Read(deconstruction.Value);
        IOperation target = deconstruction.Target is IDeclarationExpressionOperation declaration ? declaration.Expression : deconstruction.Target;
        if (target is ITupleOperation tuple)
        {
            for (int i = 0; i < tuple.Elements.Length; i++)
            {
                Expression part = value is Call { Function: KnownFunction.Tuple } values && values.Arguments.Length == tuple.Elements.Length
                    ? values.Arguments[i]
                    : PartOf(value, tuple.Elements[i]);
                Assign(tuple.Elements[i], part);
            }
        }

        return value;
    }

    /// <summary>What a deconstruction takes from a value of which the parts are not known: of an element of a table it is from that table.</summary>
    private Expression PartOf(Expression value, IOperation target) =>
        Pool.Unknown(target.Syntax, target.Type, Numbers.IsInteger(target.Type), value);

    private Expression ReadConditional(IConditionalOperation conditional)
    {
        Expression condition = Read(conditional.Condition);
        FlowState before = State;
        State = before.With(before.Facts.Assume(Pool, condition, holds: true));
        Expression whenTrue = Read(conditional.WhenTrue);
        FactSet trueFacts = State.Facts;
        State = before.With(before.Facts.Assume(Pool, condition, holds: false));
        Expression whenFalse = Read(conditional.WhenFalse);
        FactSet falseFacts = State.Facts;
        State = before;
        return Merge(conditional.Syntax, new PathValue(whenTrue, trueFacts), new PathValue(whenFalse, falseFacts));
    }

    private Expression Merge(object slot, params PathValue[] inputs)
    {
        if (inputs.All(input => ReferenceEquals(input.Value, inputs[0].Value)))
        {
            return inputs[0].Value;
        }

        Phi phi = Pool.Phi(slot, -1, isLoopHead: false, inputs.All(input => input.Value.IsInteger));
        foreach ((Expression value, FactSet facts) in inputs)
        {
            phi.Add(value, facts);
        }

        return phi;
    }

    private Operand OperandOf(IOperation operation, Expression value) => new(new Fragment(operation, member), value);

    private void Record(IOperation operation, KnownFunction function, Expression value, params Operand[] operands)
    {
        if (records)
        {
            member.Sites.Add(new Site(operation, member, function, value, operands.ToImmutableArray(), State));
        }
    }
}
