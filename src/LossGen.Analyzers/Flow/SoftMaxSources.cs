using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// The methods of a compilation that return a softmax, and the fields and properties that hold one: by the name of the call, or because
/// exponentials are divided by their sum. Asked only of what is logged; looked up in the text, each symbol once.
/// </summary>
internal sealed class SoftMaxSources
{
    private const int Deepest = 3;

    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, int?> _filled = new(SymbolEqualityComparer.Default);

    public bool Contains(ISymbol symbol) => Contains(symbol.OriginalDefinition, 0);

    /// <summary>The position of the parameter into whose elements a method writes a softmax; null where there is none.</summary>
    public int? FilledBy(IMethodSymbol method) => method.OriginalDefinition is { DeclaringSyntaxReferences: [var declared], ContainingType: not null } original
        ? _filled.GetOrAdd(original, _ => FindFilled(original, declared.GetSyntax(), 0))
        : null;

    private int? FindFilled(IMethodSymbol method, SyntaxNode declaration, int depth)
    {
        IParameterSymbol? filled = method.Parameters.FirstOrDefault(parameter => VectorNames.IsVector(parameter.Type)
            && Fills(declaration, parameter.Name, method.ContainingType, depth + 1));
        return filled?.Ordinal;
    }

    /// <summary>A name that says softmax, and neither its logarithm nor a loss or a derivative.</summary>
    public static bool IsName(string name) => Has(name, "softmax") && !Has(name, "log") && !Has(name, "loss") && !Has(name, "entropy")
        && !Has(name, "grad") && !Has(name, "deriv") && !Has(name, "backward") && !Has(name, "prime");

    private static bool Has(string name, string part) => name.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    private bool Contains(ISymbol symbol, int depth)
    {
        if (symbol is IMethodSymbol && IsName(symbol.Name))
        {
            return true;
        }

        if (symbol.DeclaringSyntaxReferences.IsEmpty || symbol.ContainingType is null || depth > Deepest)
        {
            return false;
        }

        if (_known.TryGetValue(symbol, out bool known))
        {
            return known;
        }

        bool holds = symbol is IMethodSymbol || symbol.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax { ExpressionBody: not null }
            ? Returns(symbol, depth)
            : IsFilled(symbol, depth);
        _known.TryAdd(symbol, holds);
        return holds;
    }

    private bool Returns(ISymbol method, int depth)
    {
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        IEnumerable<ExpressionSyntax> results = declaration switch
        {
            MethodDeclarationSyntax { ExpressionBody.Expression: { } arrow } => [arrow],
            PropertyDeclarationSyntax { ExpressionBody.Expression: { } arrow } => [arrow],
            MethodDeclarationSyntax { Body: { } body } => body.DescendantNodes().OfType<ReturnStatementSyntax>()
                .Select(static result => result.Expression).OfType<ExpressionSyntax>(),
            _ => [],
        };
        return results.Any(result => IsSoftMax(result, declaration, method.ContainingType, depth));
    }

    private bool IsFilled(ISymbol holder, int depth) => holder is IFieldSymbol or IPropertySymbol && holder.ContainingType.DeclaringSyntaxReferences
        .SelectMany(static part => part.GetSyntax().DescendantNodes().OfType<BaseMethodDeclarationSyntax>())
        .Any(member => Fills(member, holder.Name, holder.ContainingType, depth));

    private bool IsSoftMax(ExpressionSyntax value, SyntaxNode member, INamedTypeSymbol type, int depth) => value switch
    {
        ParenthesizedExpressionSyntax inner => IsSoftMax(inner.Expression, member, type, depth),
        InvocationExpressionSyntax call when CalledNames.Of(call) is var name => IsName(name)
            || (call.Expression is MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax made, Name.Identifier.ValueText: "ToArray" or "ToList" }
                && IsSoftMax(made, member, type, depth))
            || SoftMaxText.IsMapped(call, member)
            || (call.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
                && type.GetMembers(name).OfType<IMethodSymbol>().ToArray() is [var called] && Contains(called, depth + 1)),
        BinaryExpressionSyntax quotient => SoftMaxText.IsShareOfExponentials(quotient, member),
        IdentifierNameSyntax { Identifier.ValueText: var local } => Fills(member, local, type, depth),
        _ => false,
    };

    /// <summary>Whether a member sets a variable to a softmax, hands it to a call that fills it with one, or writes one out into it.</summary>
    private bool Fills(SyntaxNode member, string name, INamedTypeSymbol type, int depth) => member.DescendantNodes().Any(node => node switch
    {
        VariableDeclaratorSyntax { Initializer.Value: InvocationExpressionSyntax or BinaryExpressionSyntax } local => local.Identifier.ValueText == name
            && IsSoftMax(local.Initializer.Value, member, type, depth),
        AssignmentExpressionSyntax
        {
            RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: not ElementAccessExpressionSyntax, Right: InvocationExpressionSyntax or BinaryExpressionSyntax,
        } assignment => IsNamed(assignment.Left, name) && IsSoftMax(assignment.Right, member, type, depth),
        AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax element } store when IsNamed(Holder(element.Expression), name) => SoftMaxText.IsShare(store, member),
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.DivideAssignmentExpression } whole when IsNamed(whole.Left, name) => SoftMaxText.IsShare(whole, member),
        InvocationExpressionSyntax { Parent: ExpressionStatementSyntax } call => FillsArgument(call, name, type, depth),
        _ => false,
    });

    private bool FillsArgument(InvocationExpressionSyntax call, string name, INamedTypeSymbol type, int depth)
    {
        string method = CalledNames.Of(call);
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        if (IsName(method))
        {
            return arguments.LastOrDefault() is { } last && IsNamed(last.Expression, name);
        }

        return depth < Deepest && call.Expression is SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
            && type.GetMembers(method).OfType<IMethodSymbol>().ToArray() is [{ DeclaringSyntaxReferences: [var declared] } called]
            && arguments.Any(argument => IsNamed(argument.Expression, name))
            && FindFilled(called, declared.GetSyntax(), depth + 1) is { } position && position < arguments.Count && IsNamed(arguments[position].Expression, name);
    }

    /// <summary>The object whose array it is: probs of probs.W.</summary>
    private static ExpressionSyntax Holder(ExpressionSyntax array) =>
        array is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax holder } ? holder : array;

    private static bool IsNamed(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name.Identifier.ValueText: var member } => member == name,
        _ => false,
    };
}
