using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using LossGen.Generators.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports why the trained weights that a model asks for cannot be baked in: LG0012 and LG0013.</summary>
/// <remarks>The model itself is generated nevertheless, so that the only errors beside these are uses of what is missing.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WeightsAnalyzer() : RuleAnalyzer(ImmutableArray.Create(WeightsRules.FileNotFound, WeightsRules.FileDoesNotFit))
{
    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (ModelAttribute.AllOn(type).FirstOrDefault() is not { } data
            || ModelAttribute.Read(data, context.CancellationToken) is not { Weights: { } asked } attribute
            || ModelParser.Parse(type, context.Compilation, context.CancellationToken).Spec is not { } spec)
        {
            return;
        }

        ImmutableArray<AdditionalText> texts = context.Options.AdditionalFiles;
        IEnumerable<WeightsFile> files = texts.Where(text => WeightsPath.Matches(text.Path, asked)).Select(WeightsFile.Of);
        WeightsResolution resolution = WeightsResolution.Of(spec, files);
        if (resolution.Rule is not { } rule) return;

        Location location = attribute.LocationOf(ModelAttribute.WeightsArgument);
        string message = resolution.Message!;
        if (!texts.Any(text => WeightsPath.Matches(text.Path, asked))) message += "; " + Advice(asked, texts);
        Diagnostic problem = rule.Id == WeightsRules.FileNotFound.Id
            ? Diagnostic.Create(rule, location, asked, message)
            : Diagnostic.Create(rule, location, asked, type.Name, message);
        context.ReportDiagnostic(problem.WithPage(context.Options));
    }

    private static string Advice(string asked, ImmutableArray<AdditionalText> texts)
    {
        if (texts.FirstOrDefault(text => WeightsPath.MatchesButForCase(text.Path, asked)) is { } other)
            return $"'{other.Path}' is, but upper and lower case differ";
        return WeightsPath.FileName(asked).Length == 0
            ? "expected the name of a file"
            : $"expected <AdditionalFiles Include=\"{asked}\" /> in the project file";
    }
}
