using System.Collections.Immutable;
using System.Globalization;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports constant settings that the runtime library refuses (LG0010).</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SettingRangeAnalyzer() : RuleAnalyzer(ImmutableArray.Create(UsageRules.SettingOutOfRange))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterCompilationStartAction(static start =>
        {
            Dictionary<ISymbol, SettingRange> settings = Resolve(start.Compilation);
            INamedTypeSymbol? classifier = start.Compilation.GetTypeByMetadataName(SettingRanges.Classifier);
            if (settings.Count > 0)
            {
                start.RegisterOperationAction(operation => CheckAssignment(operation, settings), OperationKind.SimpleAssignment);
                start.RegisterOperationAction(operation => CheckArgument(operation, settings, classifier), OperationKind.Argument);
            }

            if (start.Compilation.GetTypeByMetadataName(SettingRanges.LearningRateSchedule) is { } schedule)
                start.RegisterOperationAction(operation => CheckConversion(operation, schedule), OperationKind.Conversion);
        });
    }

    /// <summary>The properties and parameters of the table, as far as the compilation has them.</summary>
    private static Dictionary<ISymbol, SettingRange> Resolve(Compilation compilation)
    {
        var settings = new Dictionary<ISymbol, SettingRange>(SymbolEqualityComparer.Default);
        foreach ((string type, string name, SettingRange range) in SettingRanges.Properties)
        {
            foreach (ISymbol property in MembersOf(compilation, type, name).OfType<IPropertySymbol>())
                settings[property] = range;
        }

        foreach ((string type, string method, string name, SettingRange range) in SettingRanges.Parameters)
        {
            foreach (IParameterSymbol parameter in MembersOf(compilation, type, method).OfType<IMethodSymbol>()
                .SelectMany(static candidate => candidate.Parameters)
                .Where(candidate => candidate.Name == name))
            {
                settings[parameter] = range;
            }
        }

        return settings;
    }

    private static ImmutableArray<ISymbol> MembersOf(Compilation compilation, string type, string name) =>
        compilation.GetTypeByMetadataName(type)?.GetMembers(name) ?? ImmutableArray<ISymbol>.Empty;

    // Initializers of objects and of with-expressions hold simple assignments, so one action serves them all.
    private static void CheckAssignment(OperationAnalysisContext context, Dictionary<ISymbol, SettingRange> settings)
    {
        var assignment = (ISimpleAssignmentOperation)context.Operation;
        if (assignment.Target is IPropertyReferenceOperation { Property: { } property }
            && settings.TryGetValue(property, out SettingRange? range))
        {
            Check(context, $"{property.ContainingType.Name}.{property.Name}", assignment.Value, range);
        }
    }

    private static void CheckArgument(OperationAnalysisContext context, Dictionary<ISymbol, SettingRange> settings, INamedTypeSymbol? classifier)
    {
        var argument = (IArgumentOperation)context.Operation;
        if (argument is not { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter }) return;
        if (settings.TryGetValue(parameter.OriginalDefinition, out SettingRange? range) || (range = RangeOfModels(parameter, classifier)) is not null)
        {
            ISymbol method = parameter.ContainingSymbol;
            Check(context, $"The argument '{parameter.Name}' of {method.ContainingType.Name}.{method.Name}", argument.Value, range);
        }
    }

    /// <summary>The range of a parameter of a model's method, of the model's class or of an interface that models have.</summary>
    private static SettingRange? RangeOfModels(IParameterSymbol parameter, INamedTypeSymbol? classifier)
    {
        foreach ((string method, string name, SettingRange range) in SettingRanges.OfModels)
        {
            if (parameter.Name == name && parameter.ContainingSymbol is { ContainingType: { } type } symbol && symbol.Name == method && IsModel(type)) return range;
        }

        return null;

        bool IsModel(INamedTypeSymbol type) => type.AllInterfaces.Any(one => SymbolEqualityComparer.Default.Equals(one.OriginalDefinition, classifier));
    }

    private static void CheckConversion(OperationAnalysisContext context, INamedTypeSymbol schedule)
    {
        var conversion = (IConversionOperation)context.Operation;
        if (conversion.OperatorMethod is { Parameters.Length: 1 } convert
            && convert.Parameters[0].Type.SpecialType == SpecialType.System_Double
            && SymbolEqualityComparer.Default.Equals(convert.ContainingType, schedule))
        {
            Check(context, "The learning rate", conversion.Operand, SettingRanges.ConvertedRate);
        }
    }

    private static void Check(OperationAnalysisContext context, string setting, IOperation value, SettingRange range)
    {
        // As a nullable number a constant is none.
        if (value is IConversionOperation { ConstantValue.HasValue: false, OperatorMethod: null } nullable) value = nullable.Operand;
        if (ToDouble(value.ConstantValue) is not { } number || range.Contains(number)) return;
        string text = Convert.ToString(value.ConstantValue.Value, CultureInfo.InvariantCulture);
        context.ReportDiagnostic(Diagnostic.Create(
            UsageRules.SettingOutOfRange, value.Syntax.GetLocation(), setting, text, range.Description).WithPage(context.Options));
    }

    private static double? ToDouble(Optional<object?> constant) => constant is { HasValue: true, Value: int or long or float or double }
        ? Convert.ToDouble(constant.Value, CultureInfo.InvariantCulture)
        : null;
}
