using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Emission;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using LossGen.Generators.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace LossGen.Generators.Analyzers;

/// <summary>Reports valid declarations for which nothing, or a model of another declaration, was generated (LG0017).</summary>
/// <remarks>
/// The compilation it sees holds what all generators wrote; the generator saw what the user wrote. So the text is written once more, and
/// compared. At the end of a compilation only: an editor that runs generators on saving shows files that lag behind.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratedModelAnalyzer() : RuleAnalyzer(ImmutableArray.Create(GenerationRules.GeneratedForAnotherDeclaration))
{
    private const string Advice = "; a source generator does not see what other generators write, so write {0} in your own code";

    // The whole declaration may be another generator's.
    /// <inheritdoc/>
    private protected override GeneratedCodeAnalysisFlags GeneratedCode =>
        GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics;

    /// <inheritdoc/>
    private protected override void Register(AnalysisContext context)
    {
        context.RegisterCompilationStartAction(static start =>
        {
            var models = new ConcurrentBag<INamedTypeSymbol>();
            start.RegisterSymbolAction(
                symbol =>
                {
                    if (ModelAttribute.IsOn((INamedTypeSymbol)symbol.Symbol)) models.Add((INamedTypeSymbol)symbol.Symbol);
                },
                SymbolKind.NamedType);
            start.RegisterCompilationEndAction(end =>
            {
                foreach (INamedTypeSymbol model in models) Check(end, model);
            });
        });
    }

    private static void Check(CompilationAnalysisContext context, INamedTypeSymbol model)
    {
        CancellationToken cancellationToken = context.CancellationToken;
        if (ModelParser.Parse(model, context.Compilation, cancellationToken).Spec is not { } spec) return;
        if (Mismatch(model, spec, context) is not { } mismatch) return;

        Location place = ModelAttribute.LocationOfClass(ModelAttribute.AllOn(model).First(), cancellationToken);
        context.ReportDiagnostic(Diagnostic.Create(GenerationRules.GeneratedForAnotherDeclaration, place, model.Name, mismatch).WithPage(context.Options));
    }

    /// <summary>What the message says after the model's name; null if the generated text is that of the declaration.</summary>
    private static string? Mismatch(INamedTypeSymbol model, ModelSpec spec, CompilationAnalysisContext context)
    {
        SyntaxTree? written = model.DeclaringSyntaxReferences.Select(static part => part.SyntaxTree).FirstOrDefault(MemberChecks.IsWrittenByGenerator);
        if (written is null) return "is a valid model, but nothing was generated for it" + Say("the class and the [Feature] and [Label] members of its rows");

        IEnumerable<WeightsFile> files = context.Options.AdditionalFiles
            .Where(text => spec.Weights is not null && WeightsPath.Matches(text.Path, spec.Weights)).Select(WeightsFile.Of);
        string expected = ModelEmitter.Emit(spec, WeightsResolution.Of(spec, files).Weights, context.CancellationToken);
        if (written.GetText(context.CancellationToken).ToString() == expected) return null;

        var shape = GeneratedShape.Of(model, written, context.CancellationToken);
        return Difference("features", shape.Features, shape.FeatureNames, spec.Input.Features, spec.FeatureNames)
            ?? Difference("classes", shape.Classes, shape.ClassNames, spec.Head.Classes, spec.ClassNames)
            ?? "was generated from another declaration than it has now" + Say("what the model and its rows consist of");
    }

    private static string? Difference(string what, int count, IReadOnlyList<string> names, int countNow, IEnumerable<string> namesNow)
    {
        string[] now = namesNow.ToArray();
        if (count == countNow && names.SequenceEqual(now)) return null;
        return $"was generated with the {what} {Shown(count, names)}, but its rows have {Shown(countNow, now)} now"
            + Say(what == "features" ? "all members marked with [Feature]" : "the label and the values of its type");
    }

    private static string Say(string what) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Advice, what);

    /// <summary>All names if they are few.</summary>
    private static string Shown(int count, IReadOnlyList<string> names)
    {
        const int most = 12;
        string number = count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (names.Count == 0) return number;
        return names.Count <= most ? string.Join(", ", names) : $"{string.Join(", ", names.Take(most))}, … ({number})";
    }
}
