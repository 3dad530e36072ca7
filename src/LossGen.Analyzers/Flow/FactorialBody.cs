using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>What the body of a method of one number shows of a factorial or a gamma function.</summary>
/// <param name="body">A block or an expression.</param>
/// <param name="method">The method.</param>
internal sealed class FactorialBody(SyntaxNode body, IMethodSymbol method)
{
    private const int LongestBody = 4000;

    // What such a function is computed with, or what its vector is multiplied by.
    private static readonly string[] Kin = ["gamma", "factorial", "gammln", "lanczos", "stirling", "multiplication", "product"];

    private readonly string _n = method.Parameters[0].Name;

    private InvocationExpressionSyntax[]? _found;

    private InvocationExpressionSyntax[] Invocations => _found ??= [.. body.DescendantNodes().OfType<InvocationExpressionSyntax>()];

    /// <summary>A body that may be that of the function whose name, which means nothing else, it has: a loop, or a call of its like.</summary>
    public bool MayBe => body.FullSpan.Length > LongestBody || (!IsDraw
        && (IsOfProducts || Invocations.Any(call => CalledNames.Of(call) == method.Name || Kin.Any(kin => SyntaxText.Has(call.Expression.ToString(), kin)))
            || IsPowerTimesExp || body.DescendantNodes().Any(IsLoop)));

    /// <summary>1·2·…·n and nothing else, whatever its name.</summary>
    public bool IsProduct => body.FullSpan.Length <= LongestBody && FindsProduct();

    /// <summary>Products by a counter, or of the function of a neighbouring argument; or a call of such a function.</summary>
    public bool IsOfProducts => !IsDraw && (IsProduct || IsRecursion() || body.DescendantNodes().Any(IsLoopOfProducts)
        || (Calls("Aggregate") && Calls("Range")) || Invocations.Any(IsKin));

    /// <summary>
    /// The gamma function, and not the Greek of an option, the gamma of a display, the ratio of heat capacities or the posterior of a hidden state: beside
    /// products, x^x·e^-x, or the exponential of x·log x or of a log-gamma.
    /// </summary>
    public bool IsGamma => !IsDraw && (IsOfProducts || IsPowerTimesExp || (Calls("Exp") && body.DescendantNodes().Any(static node =>
        node is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } product && (IsLog(product.Left) || IsLog(product.Right)))));

    /// <summary>What is looked up ends where the table ends, and a remainder of a product is in range.</summary>
    public bool IsTableOrRemainder => body.DescendantNodesAndSelf().Any(node => node switch
    {
        ElementAccessExpressionSyntax access => Mentions(access.ArgumentList, _n),
        _ => node.Kind() is SyntaxKind.ModuloExpression or SyntaxKind.ModuloAssignmentExpression,
    });

    /// <summary>It throws where the argument is too large, itself or by a guard, returns a sign of it there, or throws where the product overflows.</summary>
    public bool Refuses => RefusesItself || Invocations.Any(call => call is { Parent: ExpressionStatementSyntax, Expression: SimpleNameSyntax }
        && call.ArgumentList.Arguments.Any(argument => IsName(argument.Expression, _n)) && Guards(call));

    private bool IsDraw => Invocations.Any(static call => CalledNames.Of(call) is var name
        && (name.StartsWith("Next", StringComparison.Ordinal) || FactorialFunctions.NamesDraw(name)));

    /// <summary>Stirling's formula and Lanczos': a power whose exponent is of the argument, and an exponential or e.</summary>
    private bool IsPowerTimesExp => (Calls("Exp") || Mentions(body, "E"))
        && Invocations.Any(static call => CalledNames.Of(call) == "Pow" && call.ArgumentList.Arguments is [_, var exponent]
            && exponent.DescendantNodes().OfType<IdentifierNameSyntax>().Any());

    private bool RefusesItself => body.DescendantNodesAndSelf().Any(node => node switch
    {
        CheckedStatementSyntax { Keyword.RawKind: (int)SyntaxKind.CheckedKeyword } or CheckedExpressionSyntax { Keyword.RawKind: (int)SyntaxKind.CheckedKeyword } => true,
        InvocationExpressionSyntax call => CalledNames.Of(call) is var name && (name.StartsWith("ThrowIfGreaterThan", StringComparison.Ordinal)
            || IsCap(call, name) || (name is "IsInfinity" or "IsPositiveInfinity" or "IsFinite" && IsBeforeThrow(call))
            || (name == "Assert" && call.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(IsSmallEnough))),
        BinaryExpressionSyntax test when IsTooLarge(test) => test.Ancestors().TakeWhile(ancestor => ancestor != body.Parent).Any(holder => holder switch
        {
            IfStatementSyntax choice => choice.Statement.DescendantNodesAndSelf().Any(static inner => inner is ThrowStatementSyntax)
                || (choice.Condition.Span.Contains(test.Span) && Only(choice.Statement) is ReturnStatementSyntax { Expression: { } sign } && IsSign(sign)),
            ConditionalExpressionSyntax choice => choice.WhenTrue is ThrowExpressionSyntax || (choice.Condition.Span.Contains(test.Span) && IsSign(choice.WhenTrue)),
            _ => false,
        }),
        _ => false,
    });

    /// <summary>Math.Min(n, 170), Math.Clamp(n, 0, 170).</summary>
    private bool IsCap(InvocationExpressionSyntax call, string name) => name is "Min" or "Clamp" && call.ArgumentList.Arguments.Any(argument => IsName(argument.Expression, _n))
        && call.ArgumentList.Arguments.LastOrDefault(argument => !IsName(argument.Expression, _n)) is { Expression: var last }
        && Bare(last) is LiteralExpressionSyntax bound && !IsSmall(bound);

    private bool IsBeforeThrow(SyntaxNode test) => test.Ancestors().TakeWhile(ancestor => ancestor != body.Parent).OfType<IfStatementSyntax>().Any(choice =>
        choice.Condition.Span.Contains(test.Span) && choice.Statement.DescendantNodesAndSelf().Any(static inner => inner is ThrowStatementSyntax));

    /// <summary>A method of the same type that does nothing but look after its argument.</summary>
    private bool Guards(InvocationExpressionSyntax call) => CalledNames.Of(call) is var name && name != method.Name && method.ContainingType is { } type
        && type.GetMembers(name).OfType<IMethodSymbol>().Any(static guard => guard is { ReturnsVoid: true, Parameters.Length: >= 1 }
            && MethodBodies.BodyOf(guard) is { } inside && new FactorialBody(inside, guard).RefusesItself);

    private static bool IsKin(InvocationExpressionSyntax call)
    {
        string name = CalledNames.Of(call);
        string? type = call.Expression is MemberAccessExpressionSyntax access ? FactorialFunctions.LastName(access.Expression) : null;
        return FactorialFunctions.IsKnownByName(name, type) || SyntaxText.Has(name, "lanczos") || SyntaxText.Has(name, "stirling")
            || ((SyntaxText.Has(name, "gamm") || SyntaxText.Has(name, "factorial"))
                && (SyntaxText.Has(name, "log") || SyntaxText.Has(name, "ln") || SyntaxText.Has(name, "lgam")));
    }

    private bool Calls(string name) => Invocations.Any(call => CalledNames.Of(call) == name);

    private static bool IsLog(ExpressionSyntax value) => Bare(value) is InvocationExpressionSyntax call && CalledNames.Of(call) == "Log";

    /// <summary>x·f(x - 1), f(x + 1)/x, π/(sin(πx)·f(1 - x)).</summary>
    private bool IsRecursion() => Invocations.Any(call => CalledNames.Of(call) == method.Name && call.ArgumentList.Arguments is [var argument]
        && Bare(argument.Expression) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } near && Mentions(near, _n)
        && call.Ancestors().TakeWhile(static outer => outer is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
            .Any(static outer => outer.Kind() is SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.MultiplyAssignmentExpression));

    /// <summary>A loop that multiplies by what it counts: r *= i, r *= x - 1, r = r * x.</summary>
    private static bool IsLoopOfProducts(SyntaxNode node)
    {
        if (!IsLoop(node))
        {
            return false;
        }

        string[] counters =
        [
            .. node.DescendantNodes().Where(IsStep).SelectMany(static step => step.ChildNodes().OfType<IdentifierNameSyntax>().Take(1))
                .Select(static name => name.Identifier.ValueText),
            .. node is ForEachStatementSyntax { Expression: InvocationExpressionSyntax range } each && CalledNames.Of(range) == "Range"
                ? [each.Identifier.ValueText]
                : Array.Empty<string>(),
        ];
        return node.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(product => product.Kind() switch
        {
            SyntaxKind.MultiplyAssignmentExpression => IsCounted(product.Right),
            SyntaxKind.SimpleAssignmentExpression => product.Left is IdentifierNameSyntax { Identifier.ValueText: var result }
                && Bare(product.Right) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } both
                && ((IsName(both.Left, result) && IsCounted(both.Right)) || (IsName(both.Right, result) && IsCounted(both.Left))),
            _ => false,
        });

        bool IsCounted(ExpressionSyntax factor) => Bare(factor) switch
        {
            IdentifierNameSyntax name => counters.Contains(name.Identifier.ValueText),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression or (int)SyntaxKind.SubtractExpression } sum => IsCounted(sum.Left) || IsCounted(sum.Right),
            var step => IsStep(step),
        };
    }

    /// <summary>i++, x -= 1.</summary>
    private static bool IsStep(SyntaxNode node) => node.Kind() switch
    {
        SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression => true,
        SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression => node is AssignmentExpressionSyntax { Right: LiteralExpressionSyntax },
        _ => false,
    };

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    /// <summary>1·2·…·n: n·f(n - 1), a loop that multiplies by its counter and does nothing else, or the product of a range.</summary>
    private bool FindsProduct() =>
        body.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(product => product.IsKind(SyntaxKind.MultiplyExpression)
            && ((IsName(product.Left, _n) && IsOneLess(product.Right)) || (IsName(product.Right, _n) && IsOneLess(product.Left))))
        || body.DescendantNodes().Any(node => node switch
        {
            ForStatementSyntax { Declaration.Variables: [var counter], Condition: { } condition } loop =>
                (Mentions(condition, _n) || (counter.Initializer is { } start && Mentions(start, _n))) && Mentions(condition, counter.Identifier.ValueText)
                && !Mentions(condition, "Length") && IsProductBy(Only(loop.Statement), counter.Identifier.ValueText),
            WhileStatementSyntax { Statement: BlockSyntax { Statements: [var product, ExpressionStatementSyntax step] } } loop => Mentions(loop.Condition, _n)
                && IsProductBy(product, _n) && step.Expression is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax && Mentions(step, _n),
            _ => false,
        });

    /// <summary>f(n - 1), the method itself.</summary>
    private bool IsOneLess(ExpressionSyntax value) => Bare(value) is InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } call
        && CalledNames.Of(call) == method.Name && Bare(argument.Expression) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } less
        && IsName(less.Left, _n) && Bare(less.Right) is LiteralExpressionSyntax { Token.Value: 1 or 1L or 1.0 or 1f };

    /// <summary>r *= i or r = r * i, where r is returned.</summary>
    private bool IsProductBy(StatementSyntax? statement, string counter)
    {
        if (statement is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var result } } product })
        {
            return false;
        }

        bool isProduct = product.Kind() switch
        {
            SyntaxKind.MultiplyAssignmentExpression => IsName(product.Right, counter),
            SyntaxKind.SimpleAssignmentExpression => Bare(product.Right) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.MultiplyExpression } both
                && ((IsName(both.Left, result) && IsName(both.Right, counter)) || (IsName(both.Left, counter) && IsName(both.Right, result))),
            _ => false,
        };
        return isProduct && body.DescendantNodes().OfType<ReturnStatementSyntax>().Any(end => end.Expression is { } value && IsName(value, result));
    }

    private static StatementSyntax? Only(StatementSyntax statement) => statement is BlockSyntax block ? (block.Statements is [var only] ? only : null) : statement;

    private static bool IsName(ExpressionSyntax value, string name) => Bare(value) is IdentifierNameSyntax { Identifier.ValueText: var found } && found == name;

    private static bool Mentions(SyntaxNode node, string name) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(found => found.Identifier.ValueText == name);

    private static ExpressionSyntax Bare(ExpressionSyntax value) => value switch
    {
        ParenthesizedExpressionSyntax parenthesized => Bare(parenthesized.Expression),
        CastExpressionSyntax cast => Bare(cast.Expression),
        _ => value,
    };

    /// <summary>-1, 0, NaN: no value of the function, or not a large one.</summary>
    private static bool IsSign(ExpressionSyntax value) => Bare(value) is LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax }
        or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "NaN" or "MinValue" or "MaxValue" };

    /// <summary>n &lt;= 20, which an assertion holds.</summary>
    private bool IsSmallEnough(BinaryExpressionSyntax test) => test.Kind() is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
        && IsName(test.Left, _n) && !IsSmall(test.Right);

    /// <summary>n > 20, and not n > 0 or n > 1, which hold for all that a factorial is asked for.</summary>
    private bool IsTooLarge(BinaryExpressionSyntax test) => test.Kind() switch
    {
        SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression => IsName(test.Left, _n) && !IsSmall(test.Right),
        SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression => IsName(test.Right, _n) && !IsSmall(test.Left),
        _ => false,
    };

    private static bool IsSmall(ExpressionSyntax bound) => Bare(bound) is LiteralExpressionSyntax { Token.Value: 0 or 1 or 2 or 0.0 or 1.0 or 0f or 1f or 0L or 1L };
}
