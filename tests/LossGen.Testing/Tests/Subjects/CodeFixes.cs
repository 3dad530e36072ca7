using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing.Tests.Subjects;

/// <summary>Replaces the literal by 43.</summary>
internal class LiteralFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds => ["TT0001"];

    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Offer(context, "Write 43", "43");
        return Task.CompletedTask;
    }

    protected static void Offer(CodeFixContext context, string title, string replacement) => context.RegisterCodeFix(
        CodeAction.Create(
            title,
            async cancellation =>
            {
                SourceText text = await context.Document.GetTextAsync(cancellation).ConfigureAwait(false);
                return context.Document.WithText(text.WithChanges(new TextChange(context.Span, replacement)));
            },
            equivalenceKey: title),
        context.Diagnostics);
}

internal sealed class IdleFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Offer(context, "Write 42", "42");
        return Task.CompletedTask;
    }
}

internal sealed class WrongTextFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Offer(context, "Write 44", "44");
        return Task.CompletedTask;
    }
}

/// <summary>Leaves the diagnostic where the line ends in a comment.</summary>
internal sealed class HalfheartedFix : LiteralFix
{
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SourceText text = await context.Document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        if (!text.Lines.GetLineFromPosition(context.Span.Start).ToString().Contains("//")) Offer(context, "Write 43", "43");
    }
}

/// <summary>Fixes one by one, but its FixAll forgets all but the first.</summary>
internal sealed class ForgetfulFixAllFix : LiteralFix
{
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        SourceText text = await document.GetTextAsync(context.CancellationToken).ConfigureAwait(false);
        return document.WithText(text.WithChanges(new TextChange(diagnostics.MinBy(static d => d.Location.SourceSpan.Start)!.Location.SourceSpan, "43")));
    });
}

internal sealed class TwoChoicesFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Offer(context, "Write 43", "43");
        Offer(context, "Write 41", "41");
        return Task.CompletedTask;
    }
}

/// <summary>Never done: what it writes is reported again.</summary>
internal sealed class EndlessFix : LiteralFix
{
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Offer(context, "Write (42)", "(42)");
        return Task.CompletedTask;
    }
}

/// <summary>Writes an expression into a single identifier token, which no parser would.</summary>
internal sealed class FakeTreeFix : LiteralFix
{
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var literal = (LiteralExpressionSyntax)root.FindNode(context.Span, getInnermostNodeForTie: true);
        context.RegisterCodeFix(
            CodeAction.Create(
                "Write a sum",
                _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(literal, SyntaxFactory.IdentifierName("40 + 3")))),
                equivalenceKey: "sum"),
            context.Diagnostics);
    }
}
