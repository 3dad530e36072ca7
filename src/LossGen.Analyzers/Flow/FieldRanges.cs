using System.Collections.Concurrent;
using System.Threading;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The ranges of fields and properties that only their own type writes: what its constructors leave in them, with the checks passed on the way, and
/// what its other members write.
/// </summary>
internal sealed class FieldRanges(HelperBodies bodies)
{
    // A field with more writers than this is a variable, not a checked parameter.
    private const int MostWriters = 6;

    private readonly ConcurrentDictionary<ISymbol, Interval> _ranges = new(SymbolEqualityComparer.Default);

    public Interval Of(ISymbol symbol, KnownSymbols known, CancellationToken cancellationToken) =>
        symbol.DeclaringSyntaxReferences.Length != 1 || !Numbers.IsNumber(TypeOf(symbol))
            ? Interval.Everything
            : symbol.IsStatic ? OfStatic(symbol)
            : _ranges.GetOrAdd(symbol.OriginalDefinition, one => Find(one, known, cancellationToken));

    /// <summary>A private static field that nothing writes is a constant in all but name.</summary>
    private Interval OfStatic(ISymbol symbol) => symbol is IFieldSymbol { DeclaredAccessibility: Accessibility.Private, IsReadOnly: false, IsConst: false } field
        && bodies.ConstantOf(field) is { } constant && !bodies.Writes.Of(field.ContainingType.OriginalDefinition, field.Name).Any()
            ? Interval.Point(constant)
            : Interval.Everything;

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol is IFieldSymbol field ? field.Type : (symbol as IPropertySymbol)?.Type;

    private Interval Find(ISymbol symbol, KnownSymbols known, CancellationToken cancellationToken)
    {
        if (symbol is IPropertySymbol property && FieldBehind(property, known, cancellationToken) is { } field)
        {
            return Of(field, known, cancellationToken);
        }

        return IsWrittenOnlyByType(symbol) && symbol.ContainingType is { TypeKind: TypeKind.Class or TypeKind.Struct } type
            ? OfWrites(symbol, type, known, cancellationToken)
            : Interval.Everything;
    }

    private static bool IsWrittenOnlyByType(ISymbol symbol) => symbol switch
    {
        IFieldSymbol field => field.IsReadOnly || field.DeclaredAccessibility == Accessibility.Private,
        IPropertySymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } property => property.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax
        {
            ExpressionBody: null, AccessorList: { } accessors,
        } && accessors.Accessors.All(static accessor => accessor.Body is null && accessor.ExpressionBody is null)
            && property.SetMethod is null or { DeclaredAccessibility: Accessibility.Private, IsInitOnly: false },
        _ => false,
    };

    /// <summary>The field that a property returns: <c>Rate =&gt; _rate</c>.</summary>
    private IFieldSymbol? FieldBehind(IPropertySymbol property, KnownSymbols known, CancellationToken cancellationToken)
    {
        if (property.IsVirtual || property.IsAbstract || property.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) is not PropertyDeclarationSyntax declaration)
        {
            return null;
        }

        AccessorDeclarationSyntax? getter = declaration.AccessorList?.Accessors.FirstOrDefault(static accessor => accessor.Keyword.ValueText == "get");
        ExpressionSyntax? returned = declaration.ExpressionBody?.Expression ?? getter?.ExpressionBody?.Expression
            ?? (getter?.Body?.Statements is [ReturnStatementSyntax { Expression: { } value }] ? value : null);
        string? name = returned switch
        {
            IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var member } => member,
            _ => null,
        };
        return name is null ? null : property.ContainingType.GetMembers(name).OfType<IFieldSymbol>().FirstOrDefault();
    }

    private Interval OfWrites(ISymbol symbol, INamedTypeSymbol type, KnownSymbols known, CancellationToken cancellationToken)
    {
        SyntaxNode[] writes = [.. bodies.Writes.Of(type, symbol.Name)];
        SyntaxNode?[] holders = [.. writes.Select(FieldWrites.HolderOf).Distinct()];
        ConstructorDeclarationSyntax[] constructors = [.. type.InstanceConstructors.SelectMany(static one => one.DeclaringSyntaxReferences)
            .Select(reference => reference.GetSyntax(cancellationToken)).OfType<ConstructorDeclarationSyntax>()];
        if (holders.Contains(null) || holders.Length > MostWriters || !writes.All(FieldWrites.IsPlain))
        {
            return Interval.Everything;
        }

        Interval? range = Initial(symbol, known, cancellationToken);
        SyntaxNode[] others = [.. holders.Where(static holder => holder is not ConstructorDeclarationSyntax).OfType<SyntaxNode>()];
        bool isUnset = constructors.Length == 0
            || constructors.Any(constructor => !holders.Contains(constructor) && !Delegates(constructor, others));
        if (range is null && isUnset)
        {
            range = Interval.Point(0);
        }

        foreach (SyntaxNode holder in holders.OfType<SyntaxNode>())
        {
            Interval written = bodies.RangeWritten(holder, symbol, known, cancellationToken);
            range = range is { } before ? before.Hull(written) : written;
        }

        return range ?? Interval.Everything;
    }

    /// <summary>Leaves the writing to another constructor, or to a member that writes.</summary>
    private static bool Delegates(ConstructorDeclarationSyntax constructor, SyntaxNode[] writers) =>
        constructor.Initializer?.ThisOrBaseKeyword.ValueText == "this"
        || writers.Select(NameOf).Intersect(FieldWrites.Mentions(constructor)).Any();

    private static string NameOf(SyntaxNode writer) => writer switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        _ => "",
    };

    private Interval? Initial(ISymbol symbol, KnownSymbols known, CancellationToken cancellationToken)
    {
        SyntaxNode? initializer = symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellationToken) switch
        {
            VariableDeclaratorSyntax field => field.Initializer,
            PropertyDeclarationSyntax property => property.Initializer,
            _ => null,
        };
        return initializer is null ? null : bodies.RangeWritten(initializer, symbol, known, cancellationToken);
    }
}
