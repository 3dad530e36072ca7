using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Ranges;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Fields, properties and elements: which one it is, what is in it and what a write to it leaves.</summary>
internal sealed partial class OperationReader
{
    /// <summary>Writing an element forgets what was known of the other elements: the indices may be equal.</summary>
    private Expression StorePlace(Expression place, Expression value)
    {
        if (place is Element element)
        {
            Pool.AddStore(element.Collection, value);
            State = State.Without(slot => slot is Element other && ReferenceEquals(other.Collection, element.Collection))
                .With(State.Facts.Without(known => known is Element other && ReferenceEquals(other.Collection, element.Collection)));
        }

        if (place is Unknown { Origin: SymbolOrigin { Symbol: IFieldSymbol or IPropertySymbol } })
        {
            member.AddFieldWrite(place, value, State.Facts);
        }

        return place is Element or Unknown ? Store(TargetOf(place) ?? (object)place, value) : value;
    }

    private Expression ReadPlace(IOperation operation)
    {
        Expression place = PlaceOf(operation);
        return State.Values.TryGetValue(place, out Expression? value) ? value : place;
    }

    private Expression PlaceOf(IOperation operation)
    {
        bool isInteger = Numbers.IsInteger(operation.Type);
        switch (operation)
        {
            case IFieldReferenceOperation { Field: { IsStatic: true, IsReadOnly: true } known } when member.Helpers.ConstantOf(known) is { } constant:
                member.NamesInfinity |= records && double.IsInfinity(constant);
                return Pool.Constant(constant, isInteger);
            case IFieldReferenceOperation field:
                Expression? holder = field.Instance is null ? null : Read(field.Instance);
                if (holder is Call { Function: KnownFunction.Tuple } tuple && field.Field.ContainingType.TupleElements is { IsDefault: false } names
                    && names.IndexOf(field.Field, 0, SymbolEqualityComparer.Default) is var part and >= 0 && part < tuple.Arguments.Length)
                {
                    return tuple.Arguments[part];
                }

                return Pool.Unknown(field.Field, field.Type, isInteger, holder is null ? [] : [holder]);
            case IPropertyReferenceOperation property:
                return PlaceOfProperty(property, isInteger);
            case IArrayElementReferenceOperation array:
                return ElementOfArray(Read(array.ArrayReference), Index(array.Indices), isInteger);
            case IImplicitIndexerReferenceOperation indexer:
                return Pool.Element(Read(indexer.Instance), Read(indexer.Argument), isInteger);
            case not null when IsPointerAccess(operation):
                Expression[] parts = [.. operation.ChildOperations.Select(Read)];
                return Pool.Element(parts[0], parts.Length == 2 ? parts[1] : Pool.Constant(0, isInteger: true), isInteger);
            default:
                return Read(operation);
        }
    }

    private Expression PlaceOfProperty(IPropertyReferenceOperation property, bool isInteger)
    {
        if (member.Known.ConstantOf(property.Property) is { } constant)
        {
            return Pool.Constant(constant);
        }

        if (IsUnity(property.Property) && ReadUnity(property, property.Property.ContainingType.Name, property.Property.Name, []) is { } unity)
        {
            return unity;
        }

        Expression? instance = property.Instance is null ? null : Read(property.Instance);
        if (instance is Call { Function: KnownFunction.Tuple } known && PositionIn(property.Property) is var position and >= 0 && position < known.Arguments.Length)
        {
            return known.Arguments[position];
        }

        Expression[] arguments = [.. property.Arguments.Select(argument => Read(argument.Value))];
        if (instance is not null && arguments.Length > 0)
        {
            return Pool.Element(instance, arguments.Length == 1 ? arguments[0] : Pool.Call(KnownFunction.Tuple, arguments), isInteger);
        }

        if (instance is not null && isInteger && property.Property.Name is "Length" or "Count" or "LongLength" or "Rank")
        {
            return Pool.Call(KnownFunction.Count, instance!);
        }

        if (instance is not null && isInteger && property.Property is { Name: "Value", ContainingType.Name: "KeyValuePair" })
        {
            return AtLeastOne(Pool.Unknown(property.Property, property.Type, isInteger: true, instance));
        }

        if (instance is not null && ReadLength(property.Property, property.Type, [instance]) is { } length)
        {
            return length;
        }

        // foreach: the enumerator represents the collection it walks over.
        return instance is not null && property.Property.Name == "Current" && member.Enumerated.TryGetValue(instance, out Expression? collection)
            ? ElementOf(collection, instance, isInteger)
            : Pool.Unknown(property.Property, property.Type, isInteger, instance is null ? [] : [instance]);
    }

    /// <summary>Which part of an anonymous object it is; -1 for a property of another type.</summary>
    private static int PositionIn(IPropertySymbol property) => property.ContainingType is { IsAnonymousType: true } type
        ? type.GetMembers().OfType<IPropertySymbol>().ToImmutableArray().IndexOf(property, 0, SymbolEqualityComparer.Default)
        : -1;

    private Expression Index(ImmutableArray<IOperation> indices) => indices.Length == 1
        ? Read(indices[0])
        : Pool.Call(KnownFunction.Tuple, [.. indices.Select(Read)]);

    /// <summary>What follows runs only where the index is within the array.</summary>
    private Expression ElementOfArray(Expression array, Expression index, bool isInteger)
    {
        if (index.IsInteger && index is not Constant && member.Helpers.Tables.Of(array) is { } length)
        {
            Expression isBelow = Pool.Call(KnownFunction.IsPositive, Pool.Subtract(Pool.Constant(length, isInteger: true), index));
            State = State.With(State.Facts.Assume(Pool, isBelow, holds: true).Assume(Pool, Pool.Call(KnownFunction.IsPositive, Pool.Negate(index)), holds: false));
        }

        return Pool.Element(array, index, isInteger);
    }

    private Expression ElementOf(Expression collection, Expression index, bool isInteger)
    {
        if (member.Filters.TryGetValue(collection, out FactSet? filter))
        {
            State = State.With(filter.All.Aggregate(State.Facts, (facts, fact) => facts.With(fact.Key, fact.Value)));
        }

        Expression element = Pool.Element(collection, index, isInteger);

        // The whole numbers in a dictionary are tallies.
        return isInteger && collection is Unknown { Origin: { Kind: OriginKind.Property, Name: "Values" } } ? AtLeastOne(element) : element;
    }

    /// <summary><c>p[i]</c> and <c>*p</c>, for which the compiler has no kind of operation.</summary>
    private static bool IsPointerAccess(IOperation operation) => operation.Kind == OperationKind.None && Numbers.IsNumber(operation.Type) && operation.Syntax switch
    {
        ElementAccessExpressionSyntax => operation.ChildOperations.Count == 2,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PointerIndirectionExpression } => operation.ChildOperations.Count == 1,
        _ => false,
    };
}
