using System.Globalization;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace LossGen.Generators.Analyzers;

/// <summary>One call of a model: what its arguments have to be, as far as the call itself shows.</summary>
internal sealed class CallCheck(OperationAnalysisContext context, INamedTypeSymbol model, ModelAttribute shape, IInvocationOperation call)
{
    private readonly int _classes = shape.Classes;
    private readonly int _features = shape.Features;

    /// <summary>The rows of the call, where the call states their number.</summary>
    private int? _rows;

    private bool IsBinary => shape.Task == (int)ModelTask.Binary || (shape.Task == (int)ModelTask.Auto && _classes == 2);

    private string Method => call.TargetMethod.Name;

    public void Run()
    {
        IArgumentOperation[] arguments = call.Arguments
            .Where(static argument => argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: not null })
            .ToArray();
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter!.Name is "rows" or "row") Rows(argument);
        }

        foreach (IArgumentOperation argument in arguments)
        {
            switch (argument.Parameter!.Name)
            {
                case "labels":
                    PerRow(argument, 1, "label", because: null);
                    Labels(argument);
                    break;
                case "targets":
                    PerRow(argument, _classes, "target", Count(_classes, "class"));
                    break;
                case "destination":
                    Destination(argument);
                    break;
                case "gradient":
                    Gradient(argument);
                    break;
                case "label":
                    Label(argument);
                    break;
                case "index" when argument.Value.ConstantValue is { HasValue: true, Value: int index } && (index < 0 || index >= _classes):
                    ReportClass(argument, $"the value {Text(index)}", $"0 to {Text(_classes - 1)}");
                    break;
                case "options":
                    Options(argument.Value);
                    break;
            }
        }
    }

    private void Rows(IArgumentOperation argument)
    {
        if (argument.Parameter!.Name == "row" && !TakesNumbers(argument.Parameter))
        {
            _rows = 1;
            return;
        }

        if (WrittenLength.Of(argument.Value) is not { } length) return;
        if (!TakesNumbers(argument.Parameter))
        {
            _rows = length;
            return;
        }

        bool isOne = argument.Parameter.Name == "row";
        bool fits = isOne ? length == _features : length > 0 && length % _features == 0;
        if (fits)
        {
            _rows = length / _features;
            return;
        }

        string expected = isOne ? Text(_features) : $"a multiple of {Text(_features)}, and at least one row";
        Report(argument.Value, argument, Count(length, "number"), expected, Count(_features, "feature"));
    }

    private void Destination(IArgumentOperation argument)
    {
        switch (Method)
        {
            case "Logits":
                PerRow(argument, IsBinary ? 1 : _classes, "number", IsBinary ? "one logit" : Count(_classes, "class"));
                break;
            case "Probabilities":
                PerRow(argument, _classes, "number", Count(_classes, "class"));
                break;
            case "Predict":
                PerRow(argument, 1, "place", because: null);
                break;
            case "WriteFeatures" when WrittenLength.Of(argument.Value) is { } length && length != _features:
                Report(argument.Value, argument, Count(length, "number"), Text(_features), Count(_features, "feature"));
                break;
        }
    }

    private void Gradient(IArgumentOperation argument)
    {
        if (Method == "InputGradient")
        {
            PerRow(argument, _features, "number", Count(_features, "feature"));
            return;
        }

        long parameters = (IsBinary ? 1L : _classes) * (_features + 1L);
        if (WrittenLength.Of(argument.Value) is { } length && length != parameters)
            Report(argument.Value, argument, Count(length, "number"), Text(parameters), Count(parameters, "parameter"));
    }

    /// <summary>An argument with this many elements for each of the rows.</summary>
    private void PerRow(IArgumentOperation argument, int each, string unit, string? because)
    {
        if (_rows is not { } rows || WrittenLength.Of(argument.Value) is not { } length || length == (long)rows * each) return;
        string of = because is null ? "" : because + ", in ";
        Report(argument.Value, argument, Count(length, unit), Text((long)rows * each), $"{of}{Count(rows, "row")} here");
    }

    private void Labels(IArgumentOperation argument)
    {
        foreach ((int index, object? value) in WrittenLength.Constants(argument.Value))
        {
            if (value is not int label || (label >= 0 && label < _classes)) continue;
            ReportClass(argument, $"the label {Text(label)} at {Text(index)}", $"0 to {Text(_classes - 1)}");
            return;
        }
    }

    /// <summary>The class whose probability is requested.</summary>
    private void Label(IArgumentOperation argument)
    {
        if (Method != "Probability") return;
        if (argument.Value.ConstantValue is not { HasValue: true, Value: { } constant } || constant is bool) return;
        decimal value = Convert.ToDecimal(constant, CultureInfo.InvariantCulture);
        string has = $"the value {value.ToString(CultureInfo.InvariantCulture)}";
        if (argument.Parameter!.Type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } type)
        {
            if (value < 0 || value >= _classes) ReportClass(argument, has, $"0 to {Text(_classes - 1)}");
            return;
        }

        IReadOnlyList<(decimal Value, IFieldSymbol Field)> values = EnumValues.Of(type);
        if (EnumValues.IsFlags(type)) values = EnumValues.SingleBits(values, type);
        if (!values.Any(entry => entry.Value == value)) ReportClass(argument, has, $"one of {type.Name}'s");
    }

    /// <summary>Follows options written out in the argument down to their weights.</summary>
    private void Options(IOperation options)
    {
        if (WrittenLength.Unwrap(options) is not IObjectCreationOperation { Initializer: { } initializer }) return;

        foreach (ISimpleAssignmentOperation assignment in initializer.Initializers.OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is not IPropertyReferenceOperation { Property: { } property }) continue;
            switch (property.ContainingType.Name, property.Name)
            {
                case ("TrainingOptions", "Loss"):
                    Options(assignment.Value);
                    break;

                // No weights at all are equal weights.
                case ("LossOptions", "ClassWeights")
                    when WrittenLength.Of(assignment.Value) is > 0 and { } length && length != _classes:
                    Report(assignment.Value, "LossOptions.ClassWeights", Count(length, "weight"), Text(_classes), Count(_classes, "class"));
                    break;
                case ("LossOptions", "SampleWeights")
                    when WrittenLength.Of(assignment.Value) is > 0 and { } length && _rows is { } rows && length != rows:
                    Report(assignment.Value, "LossOptions.SampleWeights", Count(length, "weight"), Text(rows), $"{Count(rows, "row")} here");
                    break;
            }
        }
    }

    /// <summary>Whether a parameter takes rows as numbers, not as objects.</summary>
    private static bool TakesNumbers(IParameterSymbol parameter) =>
        (parameter.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.SpecialType == SpecialType.System_Single;

    private void Report(IOperation value, IArgumentOperation argument, string has, string expected, string because) =>
        Report(value, argument.Parameter!.Name, has, expected, because);

    private void ReportClass(IArgumentOperation argument, string has, string expected) =>
        Report(argument.Value, argument, has, expected, Count(_classes, "class"));

    private void Report(IOperation value, string what, string has, string expected, string because) =>
        context.ReportDiagnostic(Diagnostic.Create(
            UsageRules.ArrayLengthDoesNotFit, value.Syntax.GetLocation(), $"'{what}'", has, expected, model.Name, because).WithPage(context.Options));

    private static string Count(long count, string unit) => (count, unit) switch
    {
        (1, _) => $"1 {unit}",
        (_, "class") => $"{Text(count)} classes",
        _ => $"{Text(count)} {unit}s",
    };

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
