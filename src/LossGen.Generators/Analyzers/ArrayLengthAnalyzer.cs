using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports arrays and constants written out in a call of a model that the model refuses (LG0011).</summary>
/// <remarks>Only the call itself is judged, and only certain faults are reported.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ArrayLengthAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.ArrayLengthDoesNotFit))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
    }

    private static void CheckCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        bool isOfLibrary = IsOfLibrary(call.TargetMethod);
        if (!isOfLibrary && !GeneratedMembers.IsMethodName(call.TargetMethod.Name)) return;

        INamedTypeSymbol? model = isOfLibrary ? call.TargetMethod.TypeArguments[0] as INamedTypeSymbol : call.TargetMethod.ContainingType;
        if (model is null) return;
        AttributeData? use = ModelAttribute.AllOn(model).FirstOrDefault();
        if (use is null || ModelAttribute.Read(use, context.CancellationToken) is not { } shape) return;

        RowSpec? row = null;
        if (shape.RowType is not null)
        {
            // What is wrong with the rows is another analyzer's to report.
            ImmutableArray<Diagnostic>.Builder problems = ImmutableArray.CreateBuilder<Diagnostic>();
            row = RowParser.Parse(shape, model, context.Compilation, problems, context.CancellationToken);
            if (row is null || RowParser.Shape(shape, row, problems) is not { } shapeOfRows) return;
            shape = shapeOfRows;
        }

        if (shape.Features <= 0 || shape.Classes <= 0) return;
        if (isOfLibrary || MemberChecks.IsGenerated(call.TargetMethod, row)) new CallCheck(context, model, shape, call).Run();
    }

    /// <summary>The static methods that take a model with rows and their truth.</summary>
    private static bool IsOfLibrary(IMethodSymbol method) =>
        method is { IsStatic: true, Name: "Of" or "Fit", TypeArguments.Length: 1 }
        && method.ContainingType is { Name: "Evaluation" or "TemperatureScaling" } holder
        && holder.ContainingNamespace is { Name: "LossGen", ContainingNamespace.IsGlobalNamespace: true };
}
