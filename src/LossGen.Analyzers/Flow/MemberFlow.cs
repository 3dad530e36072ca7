using System.Collections.Immutable;
using System.Threading;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The values of one member: every operation that a rule may report on, with its canonical value and what is known where it runs.
/// One walk over the control-flow graph in the order of its blocks builds static single assignment form; loops close when their last block is read.
/// </summary>
internal sealed class MemberFlow
{
    private const int MostBlocks = 4000;
    private const int DeepestLambda = 6;
    private const int DeepestPart = 6;

    private readonly ISymbol _owner;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;
    private readonly List<IOperation> _entered = [];
    private readonly HashSet<IMethodSymbol> _localFunctions = new(SymbolEqualityComparer.Default);
    private readonly HashSet<Element> _reading = [];
    private readonly Queue<(ControlFlowGraph Outer, IMethodSymbol Function)> _unreadFunctions = new();
    private readonly List<(Expression Place, Expression Value, FactSet Facts)> _fieldWrites = [];
    private readonly HelperBodies _helperBodies;
    private readonly Dictionary<ControlFlowGraph, HashSet<CaptureId>> _targets = [];
    private bool _readsFields = true;
    private TestedValues? _testedValues;
    private OwnerNames? _names;

    private MemberFlow(ISymbol owner, SemanticModel model, KnownSymbols known, HelperBodies helperBodies,
        CancellationToken cancellationToken)
    {
        _model = model;
        _cancellationToken = cancellationToken;
        _owner = owner;
        Written = new WrittenValues(this, model);
        Known = known;
        _helperBodies = helperBodies;
        Helpers = new Helpers(this, helperBodies);
        Ranges = new RangeEvaluator(Pool, KnownRange);
        Checked = new CheckedElements(Pool, Enumerated);
        LogDomain = new LogDomain(Pool);
    }

    public ExpressionPool Pool { get; } = new();

    public KnownSymbols Known { get; }

    public Helpers Helpers { get; }

    public RangeEvaluator Ranges { get; }

    /// <summary>How deep the reader is in the tree of operations, lambdas and helpers included: it recurses on the compiler's stack.</summary>
    public int Depth { get; set; }

    /// <summary>What the member and its types are called, and whether they test others.</summary>
    public OwnerNames Names => _names ??= OwnerNames.Of(_owner, _helperBodies.IsTest);

    /// <summary>The texts of values, for fixes.</summary>
    public WrittenValues Written { get; }

    /// <summary>Where the names of locals are written, for sites.</summary>
    public Mentions Mentions { get; } = new();

    public List<Site> Sites { get; } = [];

    /// <summary>The value of each operation when it was last read.</summary>
    public Dictionary<IOperation, Expression> ValueOf { get; } = [];

    /// <summary>Values that the code tests for being finite or a number.</summary>
    public HashSet<Expression> Tested { get; } = [];

    /// <summary>The same with what they are made of; to be called once the member has been read.</summary>
    public TestedValues TestedValues => _testedValues ??= new TestedValues(Tested);

    /// <summary>What the member compares, and the integers that it steps.</summary>
    public Comparisons Comparisons { get; } = new();

    /// <summary>What is handed to functions of logarithms.</summary>
    public LogDomain LogDomain { get; }

    /// <summary>Whether the member writes an infinity: it returns one, starts from one or compares with one.</summary>
    public bool NamesInfinity { get; internal set; }

    /// <summary>Values that are handed to a method that is named for checking them, whose body says nothing simple.</summary>
    public HashSet<Expression> Validated { get; } = [];

    /// <summary>What is known of the elements of a filtered sequence.</summary>
    public Dictionary<Expression, FactSet> Filters { get; } = [];

    /// <summary>The collection that an enumerator walks over.</summary>
    public Dictionary<Expression, Expression> Enumerated { get; } = [];

    /// <summary>What the member's loops have checked of all elements.</summary>
    internal CheckedElements Checked { get; }

    /// <summary>The known functions that delegates made from method groups call.</summary>
    public Dictionary<Expression, KnownFunction> MethodGroups { get; } = [];

    /// <summary>Clamped values one of whose bounds is 0 or 1 only because it was rounded, with that bound and the way it is written.</summary>
    public Dictionary<Expression, (double Bound, string Text)> RoundedBounds { get; } = [];

    public Dictionary<Expression, IFlowAnonymousFunctionOperation> Lambdas { get; } = [];

    /// <summary>Whether calls of factorials and gamma functions are kept as such.</summary>
    public bool KnowsFactorials { get; private init; } = true;

    /// <summary>Collections all of whose elements a library call writes.</summary>
    public HashSet<Expression> Overwritten { get; } = [];

    public static MemberFlow? Read(
        IOperation root,
        ISymbol owner,
        SemanticModel model,
        KnownSymbols known,
        HelperBodies helperBodies,
        CancellationToken cancellationToken)
    {
        ControlFlowGraph? graph = CreateGraph(root, cancellationToken);
        if (graph is null || graph.Blocks.Length > MostBlocks)
        {
            return null;
        }

        var flow = new MemberFlow(owner, model, known, helperBodies, cancellationToken);
        flow.Run(graph, FlowState.Empty, records: true);
        flow.ReadLocalFunctions();
        return flow;
    }

    /// <summary>
    /// The range of what a member writes into a field: of a constructor what is in it at the end, of another all that it writes. What other fields hold is
    /// left open, so that no two are asked about in turn.
    /// </summary>
    public static Interval RangeWritten(
        ControlFlowGraph graph,
        ISymbol field,
        SemanticModel model,
        KnownSymbols known,
        HelperBodies helperBodies,
        CancellationToken cancellationToken)
    {
        if (graph.Blocks.Length > MostBlocks)
        {
            return Interval.Everything;
        }

        var flow = new MemberFlow(field, model, known, helperBodies, cancellationToken) { _readsFields = false };
        var walk = new GraphWalk(flow, graph, FlowState.Empty, records: false);
        walk.Walk();
        if (graph.OriginalOperation is not IMethodBodyOperation)
        {
            KeyValuePair<object, Expression>[] left = [.. (walk.End ?? FlowState.Empty).Values.Where(slot => IsField(slot.Key, field))];
            return left.Length == 1 ? flow.Ranges.RangeOf(left[0].Value, walk.End!.Facts) : Interval.Everything;
        }

        return flow._fieldWrites.Where(write => IsField(write.Place, field))
            .Select(write => flow.Ranges.RangeOf(write.Value, write.Facts))
            .DefaultIfEmpty(Interval.Everything)
            .Aggregate(static (hull, range) => hull.Hull(range));
    }

    /// <summary>
    /// The largest argument for which a method of one number computes its result: for a larger one it throws, or returns a sign of it. An infinity is no sign: it goes
    /// into what is computed next.
    /// </summary>
    public static double LargestAnswered(ControlFlowGraph graph, IMethodSymbol method, SemanticModel model, KnownSymbols known, HelperBodies helperBodies)
    {
        if (graph.Blocks.Length > MostBlocks)
        {
            return double.PositiveInfinity;
        }

        // A factorial that calls itself is not asked about in turn.
        var flow = new MemberFlow(method, model, known, helperBodies, CancellationToken.None) { _readsFields = false, KnowsFactorials = false };
        var walk = new GraphWalk(flow, graph, FlowState.Empty, records: false);
        walk.Walk();
        IParameterSymbol parameter = method.Parameters[0];
        Expression argument = flow.Pool.Unknown(parameter, parameter.Type, Numbers.IsInteger(parameter.Type));
        return walk.Returns.Where(static returned => returned.Value is not Constant { Value: not double.PositiveInfinity })
            .Select(returned => flow.Ranges.RangeOf(argument, returned.Facts).High)
            .DefaultIfEmpty(double.PositiveInfinity).Max();
    }

    private static bool IsField(object place, ISymbol field) =>
        place is Unknown { Origin: SymbolOrigin { Symbol: var symbol } } && SymbolEqualityComparer.Default.Equals(symbol.OriginalDefinition, field);

    internal void AddFieldWrite(Expression place, Expression value, FactSet facts) => _fieldWrites.Add((place, value, facts));

    /// <summary>What holds when a method that runs for given arguments returns; null if it never does.</summary>
    internal FlowState? RunToEnd(ControlFlowGraph graph, FlowState entry)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var walk = new GraphWalk(this, graph, entry, records: false);
        walk.Walk();
        return walk.End;
    }

    /// <summary>The values that the member writes into a collection, anywhere.</summary>
    public IReadOnlyList<Expression> StoresTo(Expression collection) => Pool.StoresTo(collection);

    /// <summary>Whether a collection is a softmax by its origin: what such a method returned, or a field that another member fills with one.</summary>
    public bool IsSoftMax(Expression collection) => collection is Unknown { Origin: var origin }
        && (origin is SymbolOrigin { Symbol: var symbol } ? Helpers.SoftMaxes.Contains(symbol) : origin.CalledName is { } name && SoftMaxSources.IsName(name));

    internal static ControlFlowGraph? CreateGraph(IOperation root, CancellationToken cancellationToken) => root switch
    {
        IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellationToken),
        IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellationToken),
        IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block, cancellationToken),
        IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellationToken),
        IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellationToken),
        IParameterInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellationToken),
        _ => null,
    };

    /// <summary>The captures of a graph that are assigned to.</summary>
    internal HashSet<CaptureId> TargetsOf(ControlFlowGraph graph)
    {
        if (!_targets.TryGetValue(graph, out HashSet<CaptureId>? targets))
        {
            _targets.Add(graph, targets = AssignedSlots.Targets(graph));
        }

        return targets;
    }

    /// <summary>The method that a call which did not bind may mean.</summary>
    internal IMethodSymbol? CandidateOf(IOperation invalid, InvocationExpressionSyntax call)
    {
        // The call may stand in a helper that is declared in another file; within a graph no operation knows its model.
        SemanticModel? model = invalid.SemanticModel ?? (call.SyntaxTree == _model.SyntaxTree ? _model : _helperBodies.ModelOf(call));
        if (model is null) return null;
        SymbolInfo info = model.GetSymbolInfo(call, _cancellationToken);
        return info.Symbol as IMethodSymbol ?? info.CandidateSymbols.OfType<IMethodSymbol>().FirstOrDefault();
    }

    /// <summary>Guards against lambdas that call themselves, and against absurd nesting.</summary>
    internal bool TryEnter(IOperation lambda)
    {
        if (_entered.Count >= DeepestLambda || _entered.Contains(lambda))
        {
            return false;
        }

        _entered.Add(lambda);
        return true;
    }

    internal void Leave(IOperation lambda) => _entered.Remove(lambda);

    internal ControlFlowGraph? GraphOf(ControlFlowGraph outer, IFlowAnonymousFunctionOperation lambda)
    {
        for (ControlFlowGraph? graph = outer; graph is not null; graph = graph.Parent)
        {
            if (graph.OriginalOperation.Syntax.Span.Contains(lambda.Syntax.Span))
            {
                try
                {
                    return graph.GetAnonymousFunctionControlFlowGraph(lambda, _cancellationToken);
                }
                catch (ArgumentOutOfRangeException)
                {
                    // A delegate held in a variable belongs to the graph it was written in, which may be one further out.
                }
            }
        }

        return null;
    }

    /// <summary>Reads a graph from a given state on; the value it returns, if it returns one.</summary>
    internal Expression? Run(ControlFlowGraph graph, FlowState entry, bool records)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        if (records)
        {
            FindLocalFunctions(graph);
        }

        return new GraphWalk(this, graph, entry, records).Walk();
    }

    /// <summary>Records what a member, a lambda or a local function declares; a lambda that is read for two calls declares its functions once.</summary>
    private void FindLocalFunctions(ControlFlowGraph graph)
    {
        foreach (IMethodSymbol function in graph.LocalFunctions)
        {
            if (_localFunctions.Add(function))
            {
                _unreadFunctions.Enqueue((graph, function));
            }
        }
    }

    /// <summary>Reads each once, for any call and so with nothing known; what is read may declare more.</summary>
    private void ReadLocalFunctions()
    {
        while (_unreadFunctions.Count > 0)
        {
            (ControlFlowGraph outer, IMethodSymbol function) = _unreadFunctions.Dequeue();
            Run(outer.GetLocalFunctionControlFlowGraph(function, _cancellationToken), FlowState.Empty, records: true);
        }
    }

    private Interval KnownRange(Expression value)
    {
        Interval range = KnownApartFromType(value);
        Interval narrowed = range.Intersect(OfType(value)).Intersect(Checked.BoundsOf(value));
        return narrowed.IsEmpty ? range : narrowed;
    }

    /// <summary>What the type of a variable can hold, or that of the elements of a collection.</summary>
    private static Interval OfType(Expression value) => value switch
    {
        Unknown unknown => unknown.OfType,
        Element { IsInteger: true, Collection: Unknown { Origin: SymbolOrigin { Symbol: var symbol } } } => Numbers.RangeOf(Numbers.ElementTypeOf(symbol switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            IMethodSymbol method => method.ReturnType,
            _ => null,
        })),
        _ => Interval.Everything,
    };

    private Interval KnownApartFromType(Expression value)
    {
        switch (value)
        {
            case Element or Unknown { Parts.IsEmpty: false } when SourceOf(value) is { } method && _helperBodies.Tallies.Contains(method):
                return Interval.Positive;
            case Unknown { Origin: NamedOrigin { NamesTolerance: true } }:
                return Interval.Positive;
            case Element element when element.Collection is Unknown { Origin.Kind: OriginKind.Place }
                || Overwritten.Contains(element.Collection):
                return OfStores(element);
            case Element { Collection: Unknown } element when Checked.PositiveOf(element.Collection) is { } positive:
                return positive;
            case Unknown when Validated.Contains(value):
                return Interval.Everything.WithoutZero();
            case Unknown { Origin: SymbolOrigin { Symbol: IFieldSymbol or IPropertySymbol } origin } when _readsFields:
                return _helperBodies.RangeOf(origin.Symbol, Known, _cancellationToken);
            default:
                return Interval.Everything;
        }
    }

    /// <summary>The method that returned the collection of which a value is an element, or a part of one.</summary>
    private IMethodSymbol? SourceOf(Expression value)
    {
        Expression source = value;
        for (int depth = 0; depth < DeepestPart; depth++)
        {
            switch (source)
            {
                case Element element:
                    source = element.Collection;
                    break;
                case Unknown { Origin: SymbolOrigin { Symbol: IPropertySymbol or IFieldSymbol }, Parts: [var whole] }:
                    source = whole;
                    break;
                case Unknown { Origin: SymbolOrigin { Symbol: IMethodSymbol method } } when !ReferenceEquals(source, value):
                    return method;
                case Unknown { Origin: SyntaxOrigin { Syntax: InvocationExpressionSyntax call } } when !ReferenceEquals(source, value):
                    return call.SyntaxTree == _model.SyntaxTree ? _model.GetSymbolInfo(call, _cancellationToken).Symbol as IMethodSymbol : null;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The elements of an array made here are 0 or what is stored in it; those of one a library call filled, what it filled in.</summary>
    private Interval OfStores(Element element)
    {
        IReadOnlyList<Expression> stores = StoresTo(element.Collection);
        bool isFresh = element.Collection is Unknown
        {
            Origin: SyntaxOrigin
            {
                Syntax: BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax or StackAllocArrayCreationExpressionSyntax,
            },
        };
        if (stores.Count == 0 || (!isFresh && !Overwritten.Contains(element.Collection)) || !_reading.Add(element))
        {
            return Interval.Everything;
        }

        Interval range = Overwritten.Contains(element.Collection) ? Ranges.RangeOf(stores[0], FactSet.Empty) : Interval.Point(0);
        foreach (Expression store in stores)
        {
            range = range.Hull(Ranges.RangeOf(store, FactSet.Empty));
        }

        _reading.Remove(element);
        return range;
    }
}
