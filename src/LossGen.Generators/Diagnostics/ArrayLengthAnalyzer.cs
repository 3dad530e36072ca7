using System.Collections.Immutable;
using System.Globalization;
using LossGen.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Diagnostics;

/// <summary>Reports arrays written out in a call of a model whose length the model refuses (LG0011).</summary>
/// <remarks>Only arrays whose length stands in the call itself are judged: it speaks only when it is certain.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ArrayLengthAnalyzer : DiagnosticAnalyzer
{
    private const string ClassWeights = "ClassWeights";
    private const string Loss = "Loss";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(UsageRules.ArrayLengthDoesNotFit);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(CheckCall, OperationKind.Invocation);
    }

    private static void CheckCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        INamedTypeSymbol model = call.TargetMethod.ContainingType;
        if (call.TargetMethod.IsStatic || !GeneratedMembers.IsMethodName(call.TargetMethod.Name)) return;

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

        if (shape.Features <= 0 || !MemberChecks.IsGenerated(call.TargetMethod, row)) return;

        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument is not { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter }) continue;
            switch (parameter.Ordinal, parameter.Type.Name)
            {
                case (0, _) when TakesNumbers(parameter):
                    CheckRows(context, model, shape, argument, isOneRow: call.TargetMethod.Parameters.Length == 1);
                    break;
                case (_, "LossOptions" or "TrainingOptions"):
                    CheckClassWeights(context, model, shape, argument.Value);
                    break;
            }
        }
    }

    /// <summary>Whether a parameter takes rows as numbers, not as objects, of which any number will do.</summary>
    private static bool TakesNumbers(IParameterSymbol parameter) =>
        (parameter.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.SpecialType == SpecialType.System_Single;

    private static void CheckRows(
        OperationAnalysisContext context, INamedTypeSymbol model, ModelAttribute shape, IArgumentOperation argument, bool isOneRow)
    {
        if (WrittenLength.Of(argument.Value) is not { } length) return;
        bool fits = isOneRow ? length == shape.Features : length > 0 && length % shape.Features == 0;
        if (fits) return;

        string features = Count(shape.Features, "feature");
        string expected = isOneRow ? Text(shape.Features) : $"a multiple of {Text(shape.Features)}, and at least one row";
        Report(context, argument.Value, $"'{argument.Parameter!.Name}'", length, "number", expected, model, features);
    }

    /// <summary>Follows options written out in the argument down to their class weights.</summary>
    private static void CheckClassWeights(
        OperationAnalysisContext context, INamedTypeSymbol model, ModelAttribute shape, IOperation options)
    {
        if (WrittenLength.Unwrap(options) is not IObjectCreationOperation { Initializer: { } initializer }) return;

        foreach (ISimpleAssignmentOperation assignment in initializer.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is not IPropertyReferenceOperation { Property: { } property }) continue;
            switch (property.ContainingType.Name, property.Name)
            {
                case ("TrainingOptions", Loss):
                    CheckClassWeights(context, model, shape, assignment.Value);
                    break;

                // No class weights at all are equal class weights.
                case ("LossOptions", ClassWeights) when WrittenLength.Of(assignment.Value) is > 0 and { } length && length != shape.Classes:
                    string classes = Count(shape.Classes, "class");
                    Report(context, assignment.Value, "'LossOptions.ClassWeights'", length, "weight", Text(shape.Classes), model, classes);
                    break;
            }
        }
    }

    private static void Report(
        OperationAnalysisContext context,
        IOperation array,
        string what,
        int length,
        string unit,
        string expected,
        INamedTypeSymbol model,
        string shape) => context.ReportDiagnostic(Diagnostic.Create(
            UsageRules.ArrayLengthDoesNotFit, array.Syntax.GetLocation(), what, Count(length, unit), expected, model.Name, shape).WithPage(context.Options));

    private static string Count(int count, string unit) => (count, unit) switch
    {
        (1, _) => $"1 {unit}",
        (_, "class") => $"{Text(count)} classes",
        _ => $"{Text(count)} {unit}s",
    };

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
