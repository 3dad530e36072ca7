using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Analyzers.Flow;

/// <summary>Patterns: what they test, part by part, and the variables that they declare.</summary>
internal sealed partial class OperationReader
{
    private Expression ReadPattern(Expression value, IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                if (IsNotFinite(constant.Value.ConstantValue))
                {
                    // Unlike ==, the pattern is true of NaN.
                    member.Tested.Add(value);
                }

                return EqualTo(value, Read(constant.Value));
            case IRelationalPatternOperation relational:
                return ReadComparison(value, relational);
            case INegatedPatternOperation negated:
                return Not(ReadPattern(value, negated.Pattern));
            case IBinaryPatternOperation both:
                return Pool.Call(
                    both.OperatorKind == BinaryOperatorKind.And ? KnownFunction.And : KnownFunction.Or,
                    ReadPattern(value, both.LeftPattern),
                    ReadPattern(value, both.RightPattern));
            case IDeclarationPatternOperation declaration:
                Declare(declaration.DeclaredSymbol, value);
                return Opaque(pattern);
            case IRecursivePatternOperation recursive:
                Declare(recursive.DeclaredSymbol, value);
                return All(pattern, PositionalParts(value, recursive).Concat(PropertyParts(value, recursive)));
            case IListPatternOperation list:
                Declare(list.DeclaredSymbol, value);
                return All(pattern, ListParts(value, list));
            default:
                return Opaque(pattern);
        }
    }

    private Expression ReadComparison(Expression value, IRelationalPatternOperation relational)
    {
        Expression limit = Read(relational.Value);
        return relational.OperatorKind switch
        {
            BinaryOperatorKind.GreaterThan => Pool.Call(KnownFunction.IsPositive, Pool.Subtract(value, limit)),
            BinaryOperatorKind.LessThan => Pool.Call(KnownFunction.IsPositive, Pool.Subtract(limit, value)),
            BinaryOperatorKind.GreaterThanOrEqual => Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(limit, value))),
            BinaryOperatorKind.LessThanOrEqual => Not(Pool.Call(KnownFunction.IsPositive, Pool.Subtract(value, limit))),
            _ => Opaque(relational),
        };
    }

    private void Declare(ISymbol? variable, Expression value)
    {
        if (variable is not null)
        {
            Store(variable, value);
        }
    }

    /// <summary>That the value has the right type and length is a condition of its own: of a pattern that does not match nothing is known.</summary>
    private Expression All(IPatternOperation pattern, IEnumerable<Expression> parts) =>
        parts.ToArray().Aggregate(Opaque(pattern), (all, part) => Pool.Call(KnownFunction.And, all, part));

    /// <summary>The elements of a tuple, and of a record the properties that its positions are named for.</summary>
    private IEnumerable<Expression> PositionalParts(Expression value, IRecursivePatternOperation pattern)
    {
        ImmutableArray<IParameterSymbol> outputs = (pattern.DeconstructSymbol as IMethodSymbol)?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;
        for (int i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
        {
            IPatternOperation subpattern = pattern.DeconstructionSubpatterns[i];
            Expression part = value is Call { Function: KnownFunction.Tuple } tuple && i < tuple.Arguments.Length
                ? tuple.Arguments[i]
                : i < outputs.Length && PositionalProperty(pattern.MatchedType, outputs[i]) is { } property
                    ? Pool.Unknown(property, property.Type, Numbers.IsInteger(property.Type), value)
                    : Opaque(subpattern);
            yield return ReadPattern(part, subpattern);
        }
    }

    private static IPropertySymbol? PositionalProperty(ITypeSymbol type, IParameterSymbol output) => type.IsRecord
        ? type.GetMembers(output.Name).OfType<IPropertySymbol>().FirstOrDefault()
        : null;

    private IEnumerable<Expression> PropertyParts(Expression value, IRecursivePatternOperation pattern)
    {
        foreach (IPropertySubpatternOperation subpattern in pattern.PropertySubpatterns)
        {
            Expression part = subpattern.Member switch
            {
                IPropertyReferenceOperation { Property: var property } when Numbers.IsInteger(property.Type) && property.Name is "Length" or "Count" =>
                    Pool.Call(KnownFunction.Count, value),
                IMemberReferenceOperation { Member: var symbol } => PartOf(value, symbol, subpattern.Member.Type),
                _ => Opaque(subpattern),
            };
            yield return ReadPattern(part, subpattern.Pattern);
        }
    }

    /// <summary>A property or a field of a value, as a reference to it would read it.</summary>
    private Expression PartOf(Expression value, ISymbol symbol, ITypeSymbol? type)
    {
        Expression place = Pool.Unknown(symbol, type, Numbers.IsInteger(type), value);
        return State.Values.TryGetValue(place, out Expression? known) ? known : place;
    }

    /// <summary>The elements before a slice; how many it takes, and so which elements follow it, is not known.</summary>
    private IEnumerable<Expression> ListParts(Expression value, IListPatternOperation pattern)
    {
        bool isBeforeSlice = true;
        for (int i = 0; i < pattern.Patterns.Length; i++)
        {
            IPatternOperation subpattern = pattern.Patterns[i];
            isBeforeSlice &= subpattern is not ISlicePatternOperation;
            Expression part = isBeforeSlice
                ? Pool.Element(value, Pool.Constant(i, isInteger: true), Numbers.IsInteger(subpattern.InputType))
                : Opaque(subpattern);
            yield return ReadPattern(part, subpattern);
        }
    }

    private static bool IsNotFinite(Optional<object?> constant) => constant is { HasValue: true, Value: var value }
        && Numbers.TryGetValue(value, out double number) && (double.IsNaN(number) || double.IsInfinity(number));
}
