using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Testing.Tests.Subjects;

/// <summary>Reports each literal 42.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal class LiteralAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor Rule = new("TT0001", "Title", "do not write {0}", "Test", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            node =>
            {
                if (node.Node is LiteralExpressionSyntax { Token.ValueText: "42" } literal) Report(node, literal);
            },
            SyntaxKind.NumericLiteralExpression);
    }

    protected virtual void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        context.ReportDiagnostic(Diagnostic.Create(Rule, literal.GetLocation(), literal.Token.ValueText));
}

internal sealed class ThrowingAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        throw new FormatException("the analyzer stumbled");
}
