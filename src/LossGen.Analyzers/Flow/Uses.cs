using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>Where the value of an expression goes: into the calls round it, or into those round a local that it is assigned to.</summary>
internal static class Uses
{
    private static readonly string[] AssertionNames = ["Assert", "AreEqual", "AreNotEqual", "AreApproximatelyEqual", "AlmostEqual", "ShouldBe", "Expect"];
    private static readonly string[] AssertionTypes = ["Assert", "Assertion", "Asserts", "Check", "Expect", "Verify", "Should"];

    /// <summary>The expression itself, or each mention of the local whose value it is, signs and other arithmetic in between.</summary>
    public static IEnumerable<SyntaxNode> Of(SyntaxNode expression, Mentions mentionsOf)
    {
        SyntaxNode whole = expression;
        while (whole.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax
            || (whole.Parent is BinaryExpressionSyntax && whole.Parent.Kind() is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression
                or SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression))
        {
            whole = whole.Parent!;
        }

        string? local = whole.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } => declarator.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => name.Identifier.ValueText,
            _ => null,
        };
        if (local is null || expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
        {
            return [expression];
        }

        IEnumerable<SyntaxNode> mentions = mentionsOf.Of(local, member);
        return mentions.Any() ? mentions : [expression];
    }

    /// <summary>
    /// Whether the local that an expression is the value of, arithmetic in between, is clamped before anything else is done with it,
    /// <c>x = 20 * log10(a); x = Clamp(x, low, high);</c>, or wherever it is used.
    /// </summary>
    public static bool IsClampedNext(SyntaxNode expression, Mentions mentionsOf)
    {
        StatementSyntax? statement = expression.FirstAncestorOrSelf<StatementSyntax>();
        SyntaxNode whole = expression.FirstAncestorOrSelf<VariableDeclaratorSyntax>() ?? statement ?? expression;
        bool isNegative = whole.DescendantNodes().Any(static node =>
            node.Kind() is SyntaxKind.UnaryMinusExpression or SyntaxKind.SubtractExpression or SyntaxKind.SubtractAssignmentExpression);
        SyntaxNode[] later = [.. Of(expression, mentionsOf).Where(mention => mention.SpanStart >= whole.Span.End).OrderBy(static mention => mention.SpanStart)];
        return later.FirstOrDefault() is IdentifierNameSyntax { Identifier.ValueText: var local } next && IsClamped(next)
            && !(isNegative && later.Any(IsRaised)) && (later.All(IsClamped) || IsClampedInPlace(next, local, statement, later));
    }

    /// <summary><c>x = Clamp(x, low, high);</c>, which runs whenever what is before it has.</summary>
    private static bool IsClampedInPlace(SyntaxNode next, string local, StatementSyntax? statement, SyntaxNode[] later) =>
        next.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax
        {
            Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax target },
        } step && target.Identifier.ValueText == local && statement?.Ancestors().Contains(step.Parent) == true
            && later.Where(mention => step.Span.Contains(mention.Span) && mention != target).All(IsClamped);

    /// <summary>Of minus a logarithm, Infinity stays what it is.</summary>
    private static bool IsRaised(SyntaxNode mention) => CallsRound(mention).Any(static call => call.Name == "Max");

    private static bool IsClamped(SyntaxNode mention) => CallsRound(mention).Any(call => IsClamp(call.Name) && (call.Name != "Max" || !IsTurned(mention, call.Call)));

    private static bool IsClamp(string name) => name == "Max" || Words.In(name).Any(static word => word.StartsWith("clamp", StringComparison.Ordinal)
        || word.StartsWith("clip", StringComparison.Ordinal) || word.StartsWith("limit", StringComparison.Ordinal));

    /// <summary>-x, c - x, x * x and |x|: of minus Infinity they are Infinity.</summary>
    private static bool IsTurned(SyntaxNode mention, SyntaxNode call) => mention.Ancestors().TakeWhile(outer => outer != call).Any(outer => outer switch
    {
        PrefixUnaryExpressionSyntax sign => sign.IsKind(SyntaxKind.UnaryMinusExpression),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } difference => difference.Right.Span.Contains(mention.Span),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } product => (product.Left.Span.Contains(mention.Span) ? product.Right : product.Left)
            .DescendantNodesAndSelf().Any(other => SyntaxFactory.AreEquivalent(other, mention)),
        InvocationExpressionSyntax inner => CalledNames.Of(inner) is "Abs" or "Pow",
        _ => false,
    });

    /// <summary>Whether the value of an expression, up to its sign and factors, is what the member or a lambda returns: also through a local, or handed to one call.</summary>
    public static bool IsReturned(SyntaxNode expression, Mentions mentionsOf) => Outlet(expression) switch
    {
        ReturnStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax => true,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => Outlet(call) is ReturnStatementSyntax or ArrowExpressionClauseSyntax,
        VariableDeclaratorSyntax { Identifier.ValueText: var local } => ReturnsLocal(local, expression, mentionsOf),
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var local } } => ReturnsLocal(local, expression, mentionsOf),
        _ => false,
    };

    private static bool ReturnsLocal(string local, SyntaxNode expression, Mentions mentionsOf) =>
        expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && mentionsOf.Of(local, member).Any(static mention => Outlet(mention) switch
        {
            ReturnStatementSyntax => true,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => Outlet(call) is ReturnStatementSyntax,
            _ => false,
        });

    /// <summary>Whether an expression, up to its sign and factors, is added to a variable, or is what a lambda returns; also through a local.</summary>
    public static bool IsAddedUp(SyntaxNode expression, Mentions mentionsOf) => IsTerm(Outlet(expression)) || Outlet(expression) is VariableDeclaratorSyntax declarator
        && expression.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
        && mentionsOf.Of(declarator.Identifier.ValueText, member).Any(static mention => IsTerm(Outlet(mention)));

    private static bool IsTerm(SyntaxNode? outlet) => outlet is LambdaExpressionSyntax or YieldStatementSyntax
        || outlet?.Kind() is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression or SyntaxKind.SelectClause;

    /// <summary>The call of which an expression, up to its sign and factors, is an argument; null where it is none.</summary>
    public static InvocationExpressionSyntax? TakenBy(SyntaxNode expression) => (Outlet(expression) as ArgumentSyntax)?.Parent?.Parent as InvocationExpressionSyntax;

    /// <summary>The name of the field, property or array that an expression is assigned to as it is; null where it goes elsewhere.</summary>
    public static string? StoredIn(SyntaxNode expression)
    {
        SyntaxNode whole = expression;
        while (whole.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax)
        {
            whole = whole.Parent;
        }

        return whole.Parent is AssignmentExpressionSyntax assignment && assignment.Right == whole
            ? assignment.Left.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
                .FirstOrDefault(static name => name.Parent is not MemberAccessExpressionSyntax access || access.Name == name)?.Identifier.ValueText
            : null;
    }

    /// <summary>Where a product or a quotient ends that an expression is part of: in a return, a declaration, an assignment, an argument, or something else.</summary>
    private static SyntaxNode? Outlet(SyntaxNode expression)
    {
        SyntaxNode node = expression;
        while (node.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax or SwitchExpressionArmSyntax or SwitchExpressionSyntax
            or EqualsValueClauseSyntax
            || (node.Parent is ConditionalExpressionSyntax choice && choice.Condition != node)
            || (node.Parent is BinaryExpressionSyntax && node.Parent.Kind() is SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression))
        {
            node = node.Parent!;
        }

        return node.Parent;
    }

    /// <summary>The calls round a node within the same expression, from the inside, with the argument of each that holds it; -1 for what it is called on.</summary>
    public static IEnumerable<EnclosingCall> CallsRound(SyntaxNode node)
    {
        ArgumentSyntax? argument = null;
        foreach (SyntaxNode outer in ExpressionsRound(node))
        {
            argument = outer as ArgumentSyntax ?? argument;
            if (outer is InvocationExpressionSyntax call)
            {
                yield return new EnclosingCall(call, argument is null ? -1 : call.ArgumentList.Arguments.IndexOf(argument));
            }
        }
    }

    public static IEnumerable<SyntaxNode> ExpressionsRound(SyntaxNode inner)
    {
        SyntaxNode? node = inner.Parent;
        while (node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
        {
            yield return node;
            node = node.Parent;
        }
    }

    /// <summary>A call that compares its arguments for a test: by its name, or by that of its type.</summary>
    public static bool IsAssertion(InvocationExpressionSyntax call)
    {
        string name = CalledNames.Of(call);
        string? type = (call.Expression as MemberAccessExpressionSyntax)?.Expression switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            InvocationExpressionSyntax inner => CalledNames.Of(inner),
            _ => null,
        };
        return AssertionNames.Any(known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase))
            || (type is not null && AssertionTypes.Any(known => type.EndsWith(known, StringComparison.Ordinal)));
    }
}
