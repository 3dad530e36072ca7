using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>A small method: one expression after locals that are each written once; or, with several returns, its graph.</summary>
/// <param name="Statements">The locals.</param>
/// <param name="Result">The expression; null where there are several returns.</param>
/// <param name="Graph">The graph where there are several returns.</param>
/// <param name="HasExponential">Whether an exponential is written in it, so that what becomes of it is the method's own affair.</param>
internal sealed record HelperBody(ImmutableArray<IOperation> Statements, IOperation? Result, ControlFlowGraph? Graph, bool HasExponential);

/// <summary>The bodies of the compilation's small methods, each looked up once.</summary>
internal sealed class HelperBodies(Compilation compilation)
{
    // Longer methods are read at their declaration, not at each call.
    private const int MostStatements = 6;

    private const int LongestBody = 4000;

    // Of the text of a method with several returns.
    private const int LongestGraph = 1500;

    // Of the terms of a constant sum; each takes a frame of the compiler's stack.
    private const int DeepestConstant = 50;

    private readonly ConcurrentDictionary<IMethodSymbol, HelperBody?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IOperation>> _guards = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, ControlFlowGraph?> _graphs = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IMethodSymbol, double?> _factorials = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IFieldSymbol, double?> _fields = new(SymbolEqualityComparer.Default);

    private readonly ConcurrentDictionary<SyntaxNode, ControlFlowGraph?> _writers = new();
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _tests = new(SymbolEqualityComparer.Default);

    private TableLengths? _tables;
    private FieldRanges? _fieldRanges;
    private TallySources? _tallies;

    /// <summary>Whether a type is a fixture of tests.</summary>
    public bool IsTest(INamedTypeSymbol type) => _tests.GetOrAdd(type, found => OwnerNames.IsTestType(found, compilation));

    public HelperBody? Find(IMethodSymbol method) => method.IsVirtual || method.IsAbstract || method.DeclaringSyntaxReferences.IsEmpty
        ? null
        : _bodies.GetOrAdd(method, Read);

    /// <summary>The conditions under which a method that returns nothing throws at once: <c>if (x &lt;= 0) throw …</c>.</summary>
    public ImmutableArray<IOperation> FindGuards(IMethodSymbol method) => method.DeclaringSyntaxReferences.IsEmpty
        ? ImmutableArray<IOperation>.Empty
        : _guards.GetOrAdd(method, ReadGuards);

    /// <summary>The graph of a small method; null where it cannot be known which method runs, or where its body is not available.</summary>
    public ControlFlowGraph? FindGraph(IMethodSymbol method) => method.IsVirtual || method.IsAbstract || method.IsOverride || method.IsAsync
        || method.DeclaringSyntaxReferences.IsEmpty
            ? null
            : _graphs.GetOrAdd(method, ReadGraph);

    /// <summary>The largest argument of a factorial or a gamma function whose result is in the range of its type; null for any other method.</summary>
    public double? LargestFactorialArgument(IMethodSymbol method, KnownSymbols known) => method.Parameters.Length == 1
        ? _factorials.GetOrAdd((method.ReducedFrom ?? method).OriginalDefinition, found =>
            FactorialFunctions.LargestArgument(found, compilation.Options.CheckOverflow) is { } largest && !Refuses(found, largest, known) ? largest : null)
        : null;

    /// <summary>Whether a method answers for no argument past the largest one; Γ is in range up to 171.6.</summary>
    private bool Refuses(IMethodSymbol method, double largest, KnownSymbols known)
    {
        double limit = largest + (Numbers.IsInteger(method.Parameters[0].Type) ? 0 : 1);
        return FindGraph(method) is { } graph && ModelOf(method.DeclaringSyntaxReferences[0].GetSyntax()) is { } model
            && MemberFlow.LargestAnswered(graph, method, model, known, this) <= limit;
    }

    /// <summary>What is known of fields and properties wherever they are read.</summary>
    public Interval RangeOf(ISymbol symbol, KnownSymbols known, CancellationToken cancellationToken) => Fields.Of(symbol, known, cancellationToken);

    /// <summary>The range of what a constructor leaves in a field, or of all that another member or an initializer writes into it.</summary>
    public Interval RangeWritten(SyntaxNode holder, ISymbol symbol, KnownSymbols known, CancellationToken cancellationToken) =>
        holder.FullSpan.Length <= LongestBody && _writers.GetOrAdd(holder, ReadWriter) is { } graph && ModelOf(holder) is { } model
            ? MemberFlow.RangeWritten(graph, symbol, model, known, this, cancellationToken)
            : Interval.Everything;

    /// <summary>The graph of a member that writes fields, for all of them.</summary>
    private ControlFlowGraph? ReadWriter(SyntaxNode holder) => OperationOf(holder) is { } root ? MemberFlow.CreateGraph(root, CancellationToken.None) : null;

    /// <summary>What in the compilation returns or holds a softmax.</summary>
    public SoftMaxSources SoftMaxes { get; } = new();

    /// <summary>How long the tables of the compilation are.</summary>
    public TableLengths Tables => LazyInitializer.EnsureInitialized(ref _tables, () => new TableLengths(Writes))!;

    /// <summary>Where the types of the compilation write their fields.</summary>
    public FieldWrites Writes { get; } = new();

    /// <summary>What in the compilation returns counts or shares of what it met.</summary>
    public TallySources Tallies => LazyInitializer.EnsureInitialized(ref _tallies, () => new TallySources(this))!;

    public double? ConstantOf(IFieldSymbol field) => field.DeclaringSyntaxReferences.IsEmpty ? null : _fields.GetOrAdd(field, ReadField);

    private FieldRanges Fields => LazyInitializer.EnsureInitialized(ref _fieldRanges, () => new FieldRanges(this))!;

    private ControlFlowGraph? ReadGraph(IMethodSymbol method)
    {
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        return declaration is MethodDeclarationSyntax && declaration.FullSpan.Length <= LongestBody && OperationOf(declaration) is { } root
            ? MemberFlow.CreateGraph(root, CancellationToken.None)
            : null;
    }

    private HelperBody? Read(IMethodSymbol method)
    {
        if (BodyOf(method) is not { } block || block.Operations.Length > MostStatements)
        {
            return null;
        }

        bool hasExponential = block.Syntax.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Any(static call => CalledNames.Of(call) is "Exp" or "Exp2" or "Exp10" or "Pow" or "ExpM1");
        IOperation? last = block.Operations.LastOrDefault(operation => operation is not ILabeledOperation);
        if (last is not IReturnOperation { ReturnedValue: { } result }
            || !block.Operations.Take(block.Operations.Length - 1).All(operation => operation is IVariableDeclarationGroupOperation))
        {
            return GraphOf(method, block) is { } graph ? new HelperBody(ImmutableArray<IOperation>.Empty, null, graph, hasExponential) : null;
        }

        return new HelperBody(block.Operations.RemoveAt(block.Operations.Length - 1), result, null, hasExponential);
    }

    /// <summary>The graph of a method with several returns and no loop.</summary>
    private ControlFlowGraph? GraphOf(IMethodSymbol method, IBlockOperation block)
    {
        bool isStraight = block.Syntax.DescendantNodes().All(static node => node is not (ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax
            or DoStatementSyntax or GotoStatementSyntax or TryStatementSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
        return isStraight && block.Syntax.FullSpan.Length <= LongestGraph && method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax declaration
            && OperationOf(declaration) is IMethodBodyOperation body
                ? ControlFlowGraph.Create(body)
                : null;
    }

    private ImmutableArray<IOperation> ReadGuards(IMethodSymbol method)
    {
        if (BodyOf(method) is not { } block || block.Operations.Length > MostStatements)
        {
            return ImmutableArray<IOperation>.Empty;
        }

        return block.Operations.OfType<IConditionalOperation>()
            .Where(conditional => conditional.WhenFalse is null && Throws(conditional.WhenTrue))
            .Select(conditional => conditional.Condition)
            .ToImmutableArray();
    }

    private static bool Throws(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.Length > 0 && Throws(block.Operations[block.Operations.Length - 1]),
        IExpressionStatementOperation expression => expression.Operation is IThrowOperation,
        _ => statement is IThrowOperation,
    };

    private IBlockOperation? BodyOf(IMethodSymbol method)
    {
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        SyntaxNode? body = declaration switch
        {
            BaseMethodDeclarationSyntax { ExpressionBody: { } arrow } => arrow,
            BaseMethodDeclarationSyntax { Body: { } block } => block,
            LocalFunctionStatementSyntax { ExpressionBody: { } arrow } => arrow,
            LocalFunctionStatementSyntax { Body: { } block } => block,
            _ => null,
        };

        return body is null || body.FullSpan.Length > LongestBody ? null : OperationOf(body) as IBlockOperation;
    }

    private double? ReadField(IFieldSymbol field)
    {
        return field.DeclaringSyntaxReferences[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value }
            && OperationOf(value) is { } operation
                ? ValueOf(operation)
                : null;
    }

    /// <summary>Constants, and logarithms, exponentials and roots of constants: what a field is set to once.</summary>
    private static double? ValueOf(IOperation operation, int depth = 0)
    {
        if (depth > DeepestConstant)
        {
            return null;
        }

        if (operation.ConstantValue.HasValue)
        {
            return Numbers.TryGetValue(operation.ConstantValue.Value, out double number) ? number : null;
        }

        return operation switch
        {
            IConversionOperation conversion when Numbers.IsReal(conversion.Type) => ValueOf(conversion.Operand, depth + 1),
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Minus } minus => -ValueOf(minus.Operand, depth + 1),
            IInvocationOperation { Arguments.Length: 1, TargetMethod.ContainingType.Name: "Math" or "MathF" } call
                when ValueOf(call.Arguments[0].Value, depth + 1) is { } x => call.TargetMethod.Name switch
                {
                    "Log" => Math.Log(x),
                    "Exp" => Math.Exp(x),
                    "Sqrt" => Math.Sqrt(x),
                    _ => null,
                },
            IInvocationOperation { Arguments.Length: 2, TargetMethod: { Name: "Pow", ContainingType.Name: "Math" or "MathF" } } power
                when ValueOf(power.Arguments[0].Value, depth + 1) is { } x && ValueOf(power.Arguments[1].Value, depth + 1) is { } y => Math.Pow(x, y),
            IBinaryOperation binary when Numbers.IsReal(binary.Type)
                && ValueOf(binary.LeftOperand, depth + 1) is { } left && ValueOf(binary.RightOperand, depth + 1) is { } right => binary.OperatorKind switch
                {
                    BinaryOperatorKind.Add => left + right,
                    BinaryOperatorKind.Subtract => left - right,
                    BinaryOperatorKind.Multiply => left * right,
                    BinaryOperatorKind.Divide => left / right,
                    _ => null,
                },
            _ => null,
        };
    }

    private IOperation? OperationOf(SyntaxNode node) => ModelOf(node)?.GetOperation(node);

    /// <summary>The model of the file that a node stands in; null for the source of another project, which the editor refers to as a compilation.</summary>
    public SemanticModel? ModelOf(SyntaxNode node)
    {
        if (!compilation.ContainsSyntaxTree(node.SyntaxTree)) return null;

        // A helper may be declared in any file. Its semantic model is requested once per method, and only for members that call it beside a logarithm or an exponential.
#pragma warning disable RS1030 // Do not invoke Compilation.GetSemanticModel() within a diagnostic analyzer
        return compilation.GetSemanticModel(node.SyntaxTree);
#pragma warning restore RS1030
    }
}
