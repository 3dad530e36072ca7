using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Factorials and gamma functions: methods of one number, known by their names or by their bodies. They leave the range of their type at arguments of some
/// tens or hundreds.
/// </summary>
internal static class FactorialFunctions
{
    private const int LongestBody = 4000;

    private static readonly string[] Verbs = ["get", "compute", "calculate", "calc", "eval", "evaluate", "find", "my"];

    private static readonly ImmutableHashSet<string> Gammas = ImmutableHashSet.Create(
        "gamma", "gammafunction", "gammafn", "gammafunc", "tgamma", "eulergamma", "gammalanczos", "lanczosgamma", "completegamma");

    private static readonly ImmutableHashSet<string> Factorials = ImmutableHashSet.Create(
        "factorial", "factorialof", "factorialn", "nfactorial", "factorialrecursive", "recursivefactorial", "factorialiterative", "factoriallong", "factorialint",
        "factorialdouble", "factorialfunction", "factoriel", "factorielle", "faktorial", "fatorial", "fakultaet", "fakultät", "silnia");

    // Also a fact, and the face of something: only of whole numbers, or with a body that shows it.
    private static readonly ImmutableHashSet<string> ShortFactorials = ImmutableHashSet.Create("fact", "fac", "fakt");

    // What such a function is computed with, or what its vector is multiplied by.
    private static readonly string[] Kin = ["gamma", "factorial", "gammln", "lanczos", "stirling", "multiplication", "product"];

    // What draws from a gamma distribution has its name as well.
    private static readonly string[] Draws = ["random", "rng", "sampl", "variate", "generator"];

    /// <summary>The largest argument whose result is in the range of the type; null for any other method, and for one that refuses larger arguments.</summary>
    public static double? LargestArgument(IMethodSymbol method, bool isChecked)
    {
        if (method.Parameters.Length != 1 || !IsNumber(method.Parameters[0].Type) || LargestFactorial(method.ReturnType) is not { } largest
            || (isChecked && Numbers.IsInteger(method.ReturnType)))
        {
            return null;
        }

        SyntaxNode? body = BodyOf(method);
        bool isGamma = IsGammaName(method.Name);
        bool isFactorial = IsFactorialName(method.Name) || (ShortFactorials.Contains(Normalized(method.Name)) && Numbers.IsInteger(method.Parameters[0].Type));
        if (body is null)
        {
            return (isGamma || isFactorial) && !Draws.Any(draw => Has(method.ContainingType?.Name, draw)) ? largest + (isGamma ? 1 : 0) : null;
        }

        string parameter = method.Parameters[0].Name;
        bool isKnown = body.FullSpan.Length <= LongestBody && ((isGamma || isFactorial) ? Shows(body, method.Name) : IsProduct(body, method.Name, parameter));
        return (isKnown || ((isGamma || isFactorial) && body.FullSpan.Length > LongestBody)) && !Refuses(body, parameter) ? largest + (isGamma ? 1 : 0) : null;
    }

    /// <summary>Of a method that did not bind, which most libraries give as double.</summary>
    public static double? LargestArgument(string unbound) => IsGammaName(unbound) ? LargestOfDouble + 1 : IsFactorialName(unbound) ? LargestOfDouble : null;

    private const double LargestOfDouble = 170;

    private static double? LargestFactorial(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte or SpecialType.System_Byte => 5,
        SpecialType.System_Int16 => 7,
        SpecialType.System_UInt16 => 8,
        SpecialType.System_Int32 or SpecialType.System_UInt32 => 12,
        SpecialType.System_Int64 or SpecialType.System_UInt64 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr => 20,
        SpecialType.System_Single => 34,
        SpecialType.System_Double => LargestOfDouble,
        _ => type is { Name: "Half", IsValueType: true } ? 8 : null,
    };

    private static bool IsNumber(ITypeSymbol type) => Numbers.IsInteger(type) || LargestFactorial(type) is not null;

    /// <summary>Whether a method of this name may be one.</summary>
    public static bool IsName(string name) => IsGammaName(name) || IsFactorialName(name) || ShortFactorials.Contains(Normalized(name));

    private static bool IsGammaName(string name) => name == "Γ" || Gammas.Contains(Normalized(name));

    private static bool IsFactorialName(string name) => Factorials.Contains(Normalized(name));

    /// <summary>In lower case, without the verb before it.</summary>
    private static string Normalized(string name)
    {
        string bare = name.Replace("_", "").ToLowerInvariant();
        return Verbs.FirstOrDefault(verb => bare.Length > verb.Length && bare.StartsWith(verb, StringComparison.Ordinal)) is { } found ? bare.Substring(found.Length) : bare;
    }

    private static bool Has(string? name, string part) => name?.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;

    private static SyntaxNode? BodyOf(IMethodSymbol method) => method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        BaseMethodDeclarationSyntax declared => (SyntaxNode?)declared.Body ?? declared.ExpressionBody,
        LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody,
        _ => null,
    };

    /// <summary>
    /// A body that may be that of the function whose name it has: the Lorentz factor, 1/√(1 - v²), and the gamma of a display, a power, have no loop, no
    /// table and no call of their like.
    /// </summary>
    private static bool Shows(SyntaxNode body, string self)
    {
        InvocationExpressionSyntax[] calls = [.. body.DescendantNodes().OfType<InvocationExpressionSyntax>()];
        string[] called = [.. calls.Select(CalledNames.Of)];
        return !called.Any(static name => name.StartsWith("Next", StringComparison.Ordinal) || Draws.Any(draw => Has(name, draw)))
            && (called.Any(name => name is "Aggregate" || name == self) || calls.Any(static call => call.Expression.ToString() is var name && Kin.Any(kin => Has(name, kin)))
                || (called.Contains("Pow") && called.Contains("Exp"))
                || body.DescendantNodes().Any(static node => IsLoop(node) || node is ElementAccessExpressionSyntax));
    }

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax;

    /// <summary>1·2·…·n: n·f(n - 1), a loop that multiplies by its counter and does nothing else, or the product of a range.</summary>
    private static bool IsProduct(SyntaxNode body, string self, string n) =>
        body.DescendantNodes().OfType<BinaryExpressionSyntax>().Any(product => product.IsKind(SyntaxKind.MultiplyExpression)
            && ((IsName(product.Left, n) && IsOneLess(product.Right, self, n)) || (IsName(product.Right, n) && IsOneLess(product.Left, self, n))))
        || body.DescendantNodes().Any(node => node switch
        {
            ForStatementSyntax { Declaration.Variables: [var counter], Condition: { } condition } loop =>
                (Mentions(condition, n) || (counter.Initializer is { } start && Mentions(start, n))) && Mentions(condition, counter.Identifier.ValueText)
                && !Mentions(condition, "Length") && IsProductBy(Only(loop.Statement), counter.Identifier.ValueText, body),
            WhileStatementSyntax { Statement: BlockSyntax { Statements: [var product, ExpressionStatementSyntax step] } } loop => Mentions(loop.Condition, n)
                && IsProductBy(product, n, body) && step.Expression is PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax && Mentions(step, n),
            _ => false,
        });

    /// <summary>f(n - 1), the method itself.</summary>
    private static bool IsOneLess(ExpressionSyntax value, string self, string n) => Bare(value) is InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } call
        && CalledNames.Of(call) == self && Bare(argument.Expression) is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } less
        && IsName(less.Left, n) && Bare(less.Right) is LiteralExpressionSyntax { Token.Value: 1 or 1L or 1.0 or 1f };

    /// <summary>r *= i or r = r * i, where r is returned.</summary>
    private static bool IsProductBy(StatementSyntax? statement, string counter, SyntaxNode body)
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

    /// <summary>It throws where the argument is too large, or where the product overflows.</summary>
    private static bool Refuses(SyntaxNode body, string n) => body.DescendantNodesAndSelf().Any(node => node switch
    {
        CheckedStatementSyntax { Keyword.RawKind: (int)SyntaxKind.CheckedKeyword } or CheckedExpressionSyntax { Keyword.RawKind: (int)SyntaxKind.CheckedKeyword } => true,
        InvocationExpressionSyntax call => CalledNames.Of(call).StartsWith("ThrowIfGreaterThan", StringComparison.Ordinal),
        BinaryExpressionSyntax test when IsTooLarge(test, n) => test.Ancestors().TakeWhile(ancestor => ancestor != body.Parent).Any(static holder => holder switch
        {
            IfStatementSyntax choice => choice.Statement.DescendantNodesAndSelf().Any(static inner => inner is ThrowStatementSyntax),
            ConditionalExpressionSyntax choice => choice.WhenTrue is ThrowExpressionSyntax,
            _ => false,
        }),
        _ => false,
    });

    /// <summary>n > 20, and not n > 0 or n > 1, which hold for all that a factorial is asked for.</summary>
    private static bool IsTooLarge(BinaryExpressionSyntax test, string n) => test.Kind() switch
    {
        SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression => IsName(test.Left, n) && !IsSmall(test.Right),
        SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression => IsName(test.Right, n) && !IsSmall(test.Left),
        _ => false,
    };

    private static bool IsSmall(ExpressionSyntax bound) => Bare(bound) is LiteralExpressionSyntax { Token.Value: 0 or 1 or 2 or 0.0 or 1.0 or 0f or 1f or 0L or 1L };
}
