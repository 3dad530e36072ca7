using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>A local, a parameter, a field, a property, or a method whose body is not available.</summary>
internal sealed class SymbolOrigin(ISymbol symbol, double? largestArgument = null) : Origin
{
    public ISymbol Symbol { get; } = symbol;

    public override double? LargestArgument { get; } = largestArgument;

    public override OriginKind Kind => Symbol switch
    {
        IPropertySymbol => OriginKind.Property,
        IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } } => OriginKind.LambdaParameter,
        IParameterSymbol => OriginKind.Parameter,
        _ => OriginKind.Symbol,
    };

    public override string Name => Symbol.Name;

    public override string? CalledName => Symbol is IMethodSymbol ? Symbol.Name : null;

    public override bool Equals(Origin? other) => other is SymbolOrigin same && SymbolEqualityComparer.Default.Equals(Symbol, same.Symbol);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Symbol);

    public override string ToString() => Symbol.Name;
}

/// <summary>An operation of which only the place in the code is known.</summary>
internal sealed class SyntaxOrigin(SyntaxNode syntax) : Origin
{
    public SyntaxNode Syntax { get; } = syntax;

    public override OriginKind Kind => OriginKind.Place;

    public override string? CalledName => Syntax is InvocationExpressionSyntax call ? CalledNames.Of(call) : null;

    public override bool Equals(Origin? other) => other is SyntaxOrigin same && ReferenceEquals(Syntax, same.Syntax);

    public override int GetHashCode() => Syntax.GetHashCode();

    public override string ToString() => Syntax.ToString();
}

/// <summary>
/// A placeholder of the reader's own, or a name that did not bind; the running total of a fold has the fold's place as well.
/// </summary>
internal sealed class NamedOrigin(string name, SyntaxNode? place = null) : Origin
{
    private static readonly string[] Tolerances = ["epsilon", "tolerance"];

    private readonly string _name = name;
    private readonly SyntaxNode? _place = place;

    public override OriginKind Kind => OriginKind.Name;

    /// <summary>A constant of a class that is not available, by the last part of its name: what is compared with a tolerance is compared with a number above 0.</summary>
    public bool NamesTolerance { get; } = Array.Exists(Tolerances, part => name.IndexOf(part, name.LastIndexOf('.') + 1, StringComparison.OrdinalIgnoreCase) >= 0);

    public override bool Equals(Origin? other) => other is NamedOrigin same && _name == same._name && ReferenceEquals(_place, same._place);

    public override int GetHashCode() => _name.GetHashCode() ^ (_place?.GetHashCode() ?? 0);

    public override string ToString() => _name;
}

/// <summary>A call with arguments of a method that did not bind.</summary>
internal sealed class UnboundCallOrigin(string method, int arguments, string? type = null) : Origin
{
    public override OriginKind Kind => OriginKind.Symbol;

    public override string CalledName => method;

    public override double? LargestArgument { get; } = arguments == 1 ? FactorialFunctions.LargestArgument(method, type) : null;

    public override bool Equals(Origin? other) => other is UnboundCallOrigin same && CalledName == same.CalledName && LargestArgument == same.LargestArgument;

    public override int GetHashCode() => CalledName.GetHashCode();

    public override string ToString() => CalledName;
}

/// <summary>Makes unknown values from what the compiler knows of them.</summary>
internal static class UnknownValues
{
    public static Expression Unknown(this ExpressionPool pool, ISymbol symbol, ITypeSymbol? type, bool isInteger,
        params Expression[] parts) =>
        pool.Unknown(new SymbolOrigin(symbol), isInteger, Numbers.RangeOf(type), parts);

    public static Expression Unknown(this ExpressionPool pool, SyntaxNode place, ITypeSymbol? type, bool isInteger,
        params Expression[] parts) =>
        pool.Unknown(new SyntaxOrigin(place), isInteger, Numbers.RangeOf(type), parts);

    public static Expression Unknown(this ExpressionPool pool, string name, ITypeSymbol? type, bool isInteger, params Expression[] parts) =>
        pool.Unknown(new NamedOrigin(name), isInteger, Numbers.RangeOf(type), parts);

    /// <summary>The running total of a fold, inside the lambda that adds to it.</summary>
    public static Expression Total(this ExpressionPool pool, SyntaxNode lambda, ITypeSymbol? type, bool isInteger) =>
        pool.Unknown(new NamedOrigin("total", lambda), isInteger, Numbers.RangeOf(type));
}

/// <summary>A variable as the target of an assignment whose value branches: the compiler sets it aside before it evaluates that.</summary>
internal sealed class TargetOrigin(ISymbol variable) : Origin
{
    public ISymbol Variable { get; } = variable;

    public override OriginKind Kind => OriginKind.Symbol;

    public override bool Equals(Origin? other) => other is TargetOrigin same && SymbolEqualityComparer.Default.Equals(Variable, same.Variable);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Variable);

    public override string ToString() => Variable.Name;
}
