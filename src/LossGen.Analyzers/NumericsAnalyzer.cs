using System.Collections.Immutable;
using LossGen.Analyzers.Flow;
using LossGen.Analyzers.Matching;
using LossGen.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Analyzers;

/// <summary>
/// Flags logarithms and exponentials that overflow, cancel or turn NaN. A member without one costs a look at its text; every other is read once
/// (operation, canonical expression, interval), and the rules see only that reading.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NumericsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => RuleDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            // Looking up some twenty-five types is for compilations in which a member is read.
            var known = new Lazy<KnownSymbols>(() => new KnownSymbols(start.Compilation));
            TargetFrameworks targets = TargetFrameworks.Of(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
            var helpers = new HelperBodies(start.Compilation);
            var candidates = new Candidates();
            start.RegisterCodeBlockAction(block => Analyze(block, known, targets, helpers, candidates));
        });
    }

    private static void Analyze(
        CodeBlockAnalysisContext context, Lazy<KnownSymbols> known, TargetFrameworks targets, HelperBodies helpers, Candidates candidates)
    {
        if (!candidates.Contains(context.CodeBlock, context.CancellationToken))
        {
            return;
        }

        foreach (IOperation root in RootsOf(context.CodeBlock, context.SemanticModel, context.CancellationToken))
        {
            if (MemberFlow.Read(root, context.OwningSymbol, context.SemanticModel, known.Value, helpers,
                context.CancellationToken) is { Sites.Count: > 0 } flow)
            {
                AnalyzerConfigOptions options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.CodeBlock.SyntaxTree);
                var member = new MemberReading(flow, new Reach(known.Value, targets, context.OwningSymbol, context.SemanticModel, context.CancellationToken));
                var reports = new Reports(
                    diagnostic => context.ReportDiagnostic(diagnostic.WithPage(context.Options)), member.Reach, AccuracySeverity.Of(options));
                AllRules.Examine(member, reports, context.CancellationToken);
            }
        }
    }

    /// <summary>A body, an expression body, an initializer: whatever of the declaration runs.</summary>
    private static IEnumerable<IOperation> RootsOf(SyntaxNode block, SemanticModel model, System.Threading.CancellationToken cancellationToken)
    {
        IEnumerable<SyntaxNode> nodes = block switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } => [initializer],
            BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Initializer).OfType<SyntaxNode>(),
            PropertyDeclarationSyntax property => new SyntaxNode?[] { property.Initializer, property.ExpressionBody }.OfType<SyntaxNode>(),
            IndexerDeclarationSyntax { ExpressionBody: { } body } => [body],
            _ => [block],
        };
        foreach (SyntaxNode node in nodes)
        {
            if (model.GetOperation(node, cancellationToken) is { Parent: null } operation)
            {
                yield return operation;
            }
        }
    }
}
