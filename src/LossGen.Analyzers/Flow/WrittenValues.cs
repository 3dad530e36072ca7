using LossGen.Analyzers.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>The text of a value.</summary>
/// <param name="Text">A C# expression.</param>
/// <param name="Type">The type it has where it is written.</param>
/// <param name="ElementType">The type of its elements where it is an array of one dimension or a span.</param>
/// <param name="IntegerBits">The bits of its type where that is a whole number, otherwise 0.</param>
internal readonly record struct TypedText(string Text, RealType Type, RealType ElementType = RealType.None, int IntegerBits = 0);

/// <summary>Finds the text of a value at a site: where it is written within the site, or a variable that still holds it.</summary>
internal sealed class WrittenValues(MemberFlow member, SemanticModel model)
{
    public TypedText? Find(Site site, Expression value) => Written(site, value) ?? Variable(site, value);

    /// <summary>Math or MathF as a call within the site writes it; null where none is written.</summary>
    public string? LibraryOf(Site site)
    {
        // A site may stand in a helper that is declared in another file.
        if (site.Operation.Syntax.SyntaxTree != model.SyntaxTree) return null;
        foreach (InvocationExpressionSyntax call in site.Operation.Syntax.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>())
        {
            if (call.Expression is MemberAccessExpressionSyntax access
                && access.Expression is NameSyntax or MemberAccessExpressionSyntax or PredefinedTypeSyntax
                && model.GetSymbolInfo(access.Expression).Symbol is ITypeSymbol { Name: "Math" or "MathF" })
            {
                return access.Expression.ToString();
            }
        }

        return null;
    }

    private TypedText? Written(Site site, Expression value)
    {
        foreach (IOperation operation in Outermost(site.Operation))
        {
            if (!operation.IsImplicit && operation.Syntax is ExpressionSyntax syntax && !ReferenceEquals(operation, site.Operation)
                && member.ValueOf.TryGetValue(operation, out Expression? known) && ReferenceEquals(known, value)
                && site.Operation.Syntax.Span.Contains(syntax.Span))
            {
                while (syntax is ParenthesizedExpressionSyntax parenthesized)
                {
                    syntax = parenthesized.Expression;
                }

                return Typed(syntax.ToString(), model.GetTypeInfo(syntax).Type) with { IntegerBits = Numbers.BitsOf(WholeUnder(operation).Type) };
            }
        }

        return null;
    }

    /// <summary>A whole number under its conversions to a real type.</summary>
    private static IOperation WholeUnder(IOperation operation) => Fragment.Under(operation, static conversion => Numbers.BitsOf(conversion.Type) == 0);

    private static IEnumerable<IOperation> Outermost(IOperation root)
    {
        var pending = new Queue<IOperation>();
        pending.Enqueue(root);
        while (pending.Count > 0)
        {
            IOperation operation = pending.Dequeue();
            yield return operation;
            foreach (IOperation child in operation.ChildOperations)
            {
                pending.Enqueue(child);
            }
        }
    }

    /// <summary>A local or a parameter that still holds the value.</summary>
    private TypedText? Variable(Site site, Expression value)
    {
        if (value is Unknown { Origin: SymbolOrigin { Symbol: IParameterSymbol parameter } } && !site.State.Values.ContainsKey(parameter))
        {
            return IsVisible(site, parameter) ? Typed(parameter.Name, parameter.Type) : null;
        }

        foreach (KeyValuePair<object, Expression> slot in site.State.Values)
        {
            if (ReferenceEquals(slot.Value, value) && slot.Key is ILocalSymbol or IParameterSymbol && IsVisible(site, (ISymbol)slot.Key))
            {
                return Typed(((ISymbol)slot.Key).Name, slot.Key is ILocalSymbol local ? local.Type : ((IParameterSymbol)slot.Key).Type);
            }
        }

        return null;
    }

    private bool IsVisible(Site site, ISymbol symbol)
    {
        int start = site.Operation.Syntax.SpanStart;
        return model.LookupSymbols(start, name: symbol.Name).Any(found => SymbolEqualityComparer.Default.Equals(found, symbol)
            && (symbol is not ILocalSymbol || found.Locations[0].SourceSpan.End <= start));
    }

    private static TypedText Typed(string text, ITypeSymbol? type) => new(text, Numbers.RealTypeOf(type), type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => Numbers.RealTypeOf(array.ElementType),
        INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [var element] } => Numbers.RealTypeOf(element),
        _ => RealType.None,
    }, Numbers.BitsOf(type));
}
