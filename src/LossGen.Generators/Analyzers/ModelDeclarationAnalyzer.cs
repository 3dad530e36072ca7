using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>
/// Reports why a class marked with <c>[CrossEntropyModel]</c> or <c>[NextTokenModel]</c> cannot be a model: LG0001 to LG0009, LG0014 to LG0016 for its rows,
/// and LG0022 to LG0024 for its hidden layers.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelDeclarationAnalyzer() : RuleAnalyzer(DeclarationRules.All)
{
    // A model, or its rows, may be completed by another generator; a problem is then in that generator's file.
    /// <inheritdoc/>
    private protected override GeneratedCodeAnalysisFlags GeneratedCode =>
        GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;

    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(
            static symbol =>
            {
                var type = (INamedTypeSymbol)symbol.Symbol;
                foreach (Diagnostic problem in ModelParser.Parse(type, symbol.Compilation, symbol.CancellationToken).Problems)
                    symbol.ReportDiagnostic(problem.WithPage(symbol.Options));
                foreach (Diagnostic problem in TokenModelParser.Parse(type, symbol.Compilation, symbol.CancellationToken).Problems)
                    symbol.ReportDiagnostic(problem.WithPage(symbol.Options));
            },
            SymbolKind.NamedType);
    }
}
