using System.Collections.Immutable;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports options of a loss that set both class weights and label smoothing (LG0025).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WeightsWithSmoothingAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.WeightsWithSmoothing))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("LossGen.LossOptions") is not { } options) return;

            // The braces behind new and behind with.
            start.RegisterOperationAction(operation => Check(operation, options), OperationKind.ObjectOrCollectionInitializer);
        });
    }

    private static void Check(OperationAnalysisContext context, INamedTypeSymbol options)
    {
        ISimpleAssignmentOperation? weights = null, smoothing = null;
        foreach (IOperation part in ((IObjectOrCollectionInitializerOperation)context.Operation).Initializers)
        {
            if (part is not ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { } property } } assignment) continue;
            if (!SymbolEqualityComparer.Default.Equals(property.ContainingType, options)) continue;
            if (property.Name == "ClassWeights") weights = assignment;
            if (property.Name == "LabelSmoothing") smoothing = assignment;
        }

        if (weights is null || smoothing is null || IsNothing(weights.Value) || IsNothing(smoothing.Value)) return;
        context.ReportDiagnostic(Diagnostic.Create(UsageRules.WeightsWithSmoothing, smoothing.Syntax.GetLocation()).WithPage(context.Options));
    }

    /// <summary>0, or no weights.</summary>
    private static bool IsNothing(IOperation value)
    {
        while (value is IConversionOperation conversion) value = conversion.Operand;
        return value is IDefaultValueOperation || value.ConstantValue is { HasValue: true, Value: null or 0 or 0f or 0d };
    }
}
