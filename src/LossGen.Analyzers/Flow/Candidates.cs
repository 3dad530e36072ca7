using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Analyzers.Flow;

/// <summary>
/// Finds the members worth reading before anything is bound or even walked: by the text of a file, and by the syntax round what was found there. Almost no
/// member names a logarithm or an exponential, and most that seem to write to a log. Each file is searched once.
/// </summary>
internal sealed class Candidates
{
    // What every name begins with, so that one search a beginning is enough.
    private static readonly string[] Beginnings = ["Log", "Exp", "SoftMax", "Softmax", "Epsilon", "Pow", "exp", "PointwiseExp"];

    private static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        "Log", "Log2", "Log10", "Log1P", "Log1p", "LogP1", "Log2P1", "Log10P1", "Exp", "Exp2", "Exp10", "ExpM1", "Exp2M1", "Exp10M1", "SoftMax", "Softmax", "Epsilon",
        "exp", "Exps", "PointwiseExp");

    // What the calls of factorials and gamma functions end with: as variables the words are as common as anything.
    private static readonly string[] Endings = ["torial(", "amma(", "ammaFunction(", "Fact(", "fact(", "Fac(", "fac(", "Γ("];

    private const int LongestPower = 400;

    private readonly ConcurrentDictionary<SyntaxTree, int[]> _places = new();

    public bool Contains(SyntaxNode block, CancellationToken cancellationToken)
    {
        int[] places = _places.GetOrAdd(block.SyntaxTree, tree => PlacesIn(tree, cancellationToken));
        if (places.Length == 0)
        {
            return false;
        }

        int next = Array.BinarySearch(places, block.SpanStart);
        next = next < 0 ? ~next : next;
        return next < places.Length && places[next] < block.Span.End;
    }

    private static int[] PlacesIn(SyntaxTree tree, CancellationToken cancellationToken)
    {
        List<int> places = PlacesIn(tree.GetText(cancellationToken).ToString());
        if (places.Count > 0)
        {
            SyntaxNode root = tree.GetRoot(cancellationToken);
            places.RemoveAll(place => root.FindToken(place) is var name && (name.SpanStart != place || !MayBeFunction(name)));
            places.Sort();
        }

        return [.. places];
    }

    private static List<int> PlacesIn(string text)
    {
        var places = new List<int>();
        foreach (string beginning in Beginnings)
        {
            for (int i = text.IndexOf(beginning, StringComparison.Ordinal); i >= 0; i = text.IndexOf(beginning, i + 1, StringComparison.Ordinal))
            {
                if (i > 0 && !IsPartOfName(text[i - 1]) && IsCandidate(text, i))
                {
                    places.Add(i);
                }
            }
        }

        foreach (string ending in Endings)
        {
            for (int i = text.IndexOf(ending, StringComparison.Ordinal); i >= 0; i = text.IndexOf(ending, i + 1, StringComparison.Ordinal))
            {
                int start = i;
                while (start > 0 && IsPartOfName(text[start - 1]))
                {
                    start--;
                }

                if (FactorialFunctions.IsName(text.Substring(start, i + ending.Length - 1 - start)))
                {
                    places.Add(start);
                }
            }
        }

        return places;
    }

    private static bool IsCandidate(string text, int start)
    {
        int end = start;
        while (end < text.Length && IsPartOfName(text[end]))
        {
            end++;
        }

        string name = text.Substring(start, end - start);
        return Names.Contains(name) || (name == "Pow" && IsPowerOfInterest(text, end));
    }

    /// <summary><c>Pow(Math.E, …)</c>, and powers with a quotient in them: <c>Pow(product, 1.0 / n)</c>. Every other power is of no interest here.</summary>
    private static bool IsPowerOfInterest(string text, int end)
    {
        int open = 0;
        for (int i = end; i < Math.Min(text.Length, end + LongestPower); i++)
        {
            switch (text[i])
            {
                case '/' when open > 0:
                case ',' when open == 1 && text[i - 1] == 'E' && text[i - 2] == '.':
                    return true;
                case '(':
                    open++;
                    break;
                case ')' when --open == 0:
                case ';':
                    return false;
            }
        }

        return false;
    }

    private static bool IsPartOfName(char character) => char.IsLetterOrDigit(character) || character == '_';

    /// <summary>
    /// A name that is used, and as a function is: no declaration, no comment, no string; no <c>Log.Info(…)</c>, which is a type; no call of a logger; and no
    /// <c>Epsilon</c> that is only compared with.
    /// </summary>
    private static bool MayBeFunction(SyntaxToken name)
    {
        if (name.Parent is not SimpleNameSyntax used)
        {
            return false;
        }

        ExpressionSyntax whole = used;
        if (used.Parent is MemberAccessExpressionSyntax access)
        {
            if (access.Expression == used)
            {
                return false;
            }

            whole = access;
        }

        return whole.Parent switch
        {
            // Most that is called exp is a variable.
            not InvocationExpressionSyntax when name.ValueText == "exp" => false,
            InvocationExpressionSyntax when FactorialFunctions.IsName(name.ValueText) => IsInQuotient(whole),
            InvocationExpressionSyntax call => name.ValueText != "Log" || IsOfNumbers(call.ArgumentList.Arguments),
            BinaryExpressionSyntax comparison => name.ValueText != "Epsilon" || !IsComparison(comparison),
            ObjectCreationExpressionSyntax or BaseTypeSyntax or TypeArgumentListSyntax => false,
            _ => true,
        };
    }

    /// <summary>A factor or a term of a product or a quotient, or kept in a variable: what is only returned or printed is what was asked for.</summary>
    private static bool IsInQuotient(SyntaxNode call) => call.Ancestors().TakeWhile(static node => node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax)
        .Any(static node => node.Kind() is SyntaxKind.MultiplyExpression or SyntaxKind.DivideExpression or SyntaxKind.MultiplyAssignmentExpression
            or SyntaxKind.DivideAssignmentExpression or SyntaxKind.SimpleAssignmentExpression)
        || call.Ancestors().Any(static node => node is EqualsValueClauseSyntax);

    /// <summary>The arguments of a logarithm are numbers; those of a logger are mostly texts.</summary>
    private static bool IsOfNumbers(SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        foreach (ArgumentSyntax argument in arguments)
        {
            if (IsText(argument.Expression.GetFirstToken()) || IsText(argument.Expression.GetLastToken()))
            {
                return false;
            }
        }

        return arguments.Count > 0;
    }

    private static bool IsText(SyntaxToken token) => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringStartToken
        or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedStringEndToken;

    private static bool IsComparison(BinaryExpressionSyntax operation) => operation.Kind() is SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression
        or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression or SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression;
}
