using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.CodeFixes;

/// <summary>Where a using directive goes.</summary>
internal static class UsingDirectives
{
    /// <summary>The insertion: among the others, in order, System first; below a file's header if there are none yet. Null where
    /// conditional compilation would decide whether it holds.</summary>
    public static TextChange? Insertion(CompilationUnitSyntax root, SourceText text, int position, string space)
    {
        SyntaxList<UsingDirectiveSyntax> usings = ListFor(root, position);
        string lineBreak = LineBreaks.Of(text);
        string directive = $"using {space};";
        if (usings.Count == 0) return BelowHeader(root, directive, lineBreak);
        if (usings.Any(static one => HasCondition(one.GetLeadingTrivia())) || HasCondition(usings.Last().GetLastToken().GetNextToken().LeadingTrivia)) return null;

        // Global usings come before all others by language rule, aliases and static usings after the rest by convention.
        UsingDirectiveSyntax? before = usings.LastOrDefault(one => IsGlobal(one) || (IsPlain(one) && Compare(one.Name!.ToString(), space) < 0));
        if (before is not null)
        {
            string indentation = Indentation(before, text);
            return new TextChange(new TextSpan(text.Lines.GetLineFromPosition(before.Span.End).End, 0), lineBreak + indentation + directive);
        }

        UsingDirectiveSyntax first = usings.First();
        return new TextChange(new TextSpan(first.SpanStart, 0), directive + lineBreak + Indentation(first, text));
    }

    private static SyntaxList<UsingDirectiveSyntax> ListFor(CompilationUnitSyntax root, int position)
    {
        if (root.Usings.Any(static one => !IsGlobal(one))) return root.Usings;
        BaseNamespaceDeclarationSyntax? space = root.FindToken(position).Parent?.AncestorsAndSelf().OfType<BaseNamespaceDeclarationSyntax>()
            .FirstOrDefault(static declaration => declaration.Usings.Count > 0);
        return space?.Usings ?? root.Usings;
    }

    private static TextChange? BelowHeader(CompilationUnitSyntax root, string directive, string lineBreak)
    {
        SyntaxToken first = root.Externs.Count > 0 ? root.Externs.Last().GetLastToken().GetNextToken() : root.GetFirstToken(includeZeroWidth: true);
        if (HasCondition(first.LeadingTrivia)) return null;

        // What ends in an empty line, and directives, belong to the file. A comment right above belongs to what follows, except above a
        // namespace, where it is a header too.
        int place = first.FullSpan.Start;
        bool lineIsEmpty = true;
        bool afterComment = false;
        foreach (SyntaxTrivia trivia in first.LeadingTrivia)
        {
            if (trivia.IsDirective || (trivia.IsKind(SyntaxKind.EndOfLineTrivia) && lineIsEmpty)) place = trivia.FullSpan.End;
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                lineIsEmpty = true;
            }
            else if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia))
            {
                lineIsEmpty = trivia.IsDirective; // a directive's trivia holds its own line break
                afterComment = !trivia.IsDirective;
            }
        }

        bool isHeader = afterComment && first.Parent is BaseNamespaceDeclarationSyntax;
        return new TextChange(new TextSpan(isHeader ? first.SpanStart : place, 0), directive + lineBreak + lineBreak);
    }

    private static bool IsGlobal(UsingDirectiveSyntax one) => one.GlobalKeyword.IsKind(SyntaxKind.GlobalKeyword);

    private static bool IsPlain(UsingDirectiveSyntax one) => one is { Alias: null, Name: not null } && one.StaticKeyword.IsKind(SyntaxKind.None);

    private static int Compare(string left, string right)
    {
        bool leftIsSystem = IsSystem(left);
        return leftIsSystem == IsSystem(right) ? StringComparer.OrdinalIgnoreCase.Compare(left, right) : leftIsSystem ? -1 : 1;

        static bool IsSystem(string name) => name == "System" || name.StartsWith("System.", StringComparison.Ordinal);
    }

    private static string Indentation(SyntaxNode node, SourceText text)
    {
        string before = text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(node.SpanStart).Start, node.SpanStart));
        return string.IsNullOrWhiteSpace(before) ? before : "";
    }

    private static bool HasCondition(SyntaxTriviaList trivia) => trivia.Any(static one =>
        one.IsKind(SyntaxKind.IfDirectiveTrivia) || one.IsKind(SyntaxKind.ElifDirectiveTrivia)
        || one.IsKind(SyntaxKind.ElseDirectiveTrivia) || one.IsKind(SyntaxKind.EndIfDirectiveTrivia));
}
