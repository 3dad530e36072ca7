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
    public static readonly DiagnosticDescriptor Rule = new("TT0001", "Title", "do not write {0}", "Test", DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor OtherRule = new("TT0002", "Title", "do not write {0} either", "Test", DiagnosticSeverity.Warning, true);

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

internal sealed class WrongSpanAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        context.ReportDiagnostic(Diagnostic.Create(Rule, literal.Parent!.GetLocation(), literal.Token.ValueText));
}

internal sealed class WrongIdAnalyzer : LiteralAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, OtherRule];

    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        context.ReportDiagnostic(Diagnostic.Create(OtherRule, literal.GetLocation(), literal.Token.ValueText));
}

internal sealed class ThrowingAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        throw new FormatException("the analyzer stumbled");
}

internal sealed class TwiceReportingAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal)
    {
        base.Report(context, literal);
        context.ReportDiagnostic(Diagnostic.Create(Rule, literal.Parent!.GetLocation(), literal.Token.ValueText));
    }
}

internal sealed class SilentAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal)
    {
    }
}

/// <summary>Speaks in generated code too.</summary>
internal sealed class GeneratedCodeAnalyzer : LiteralAnalyzer
{
    public override void Initialize(AnalysisContext context)
    {
        base.Initialize(context);
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
    }
}

/// <summary>Reports "= 42" twice from the same start: up to its end, and the sign alone.</summary>
internal sealed class EqualsReportingAnalyzer : LiteralAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal)
    {
        var initializer = (EqualsValueClauseSyntax)literal.Parent!;
        context.ReportDiagnostic(Diagnostic.Create(Rule, initializer.GetLocation(), "42"));
        context.ReportDiagnostic(Diagnostic.Create(Rule, initializer.EqualsToken.GetLocation(), "42"));
    }
}

/// <summary>Reports a rule that no pragma silences, for each literal 42, or only where there is a pragma.</summary>
internal class UnsilencableAnalyzer : LiteralAnalyzer
{
    public static readonly DiagnosticDescriptor LoudRule =
        new("TT0003", "Title", "never write {0}", "Test", DiagnosticSeverity.Warning, true, customTags: WellKnownDiagnosticTags.NotConfigurable);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule, LoudRule];

    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal) =>
        context.ReportDiagnostic(Diagnostic.Create(LoudRule, literal.GetLocation(), literal.Token.ValueText));
}

internal sealed class PragmaHatingAnalyzer : UnsilencableAnalyzer
{
    protected override void Report(SyntaxNodeAnalysisContext context, LiteralExpressionSyntax literal)
    {
        context.ReportDiagnostic(Diagnostic.Create(Rule, literal.GetLocation(), literal.Token.ValueText));
        if (literal.SyntaxTree.GetRoot(context.CancellationToken).ContainsDirectives) base.Report(context, literal);
    }
}
