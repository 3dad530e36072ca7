using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>What the analyzers of this assembly have in common: they run concurrently and leave alone what tools wrote, unless they say otherwise.</summary>
/// <param name="rules">The rules that the analyzer may report.</param>
public abstract class RuleAnalyzer(ImmutableArray<DiagnosticDescriptor> rules) : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = rules;

    /// <summary>What the analyzer does with the code of generators.</summary>
    private protected virtual GeneratedCodeAnalysisFlags GeneratedCode => GeneratedCodeAnalysisFlags.None;

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCode);
        Register(context);
    }

    /// <summary>Registers the actions of the analyzer.</summary>
    private protected abstract void Register(AnalysisContext context);
}
