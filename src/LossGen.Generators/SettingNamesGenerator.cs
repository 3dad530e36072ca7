using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Generators.Rules;
using LossGen.Generators.Specification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LossGen.Generators;

/// <summary>Writes nothing: reports settings of our attributes that do not exist (LG0027).</summary>
/// <remarks>
/// The compiler takes a misspelled setting for a missing type (CS0246), which misleads, and it stops at that error before analyzers run. Generators have
/// run by then, and what they report is printed.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class SettingNamesGenerator : IIncrementalGenerator
{
    /// <summary>The tracking name of the step that finds the settings.</summary>
    internal const string SettingsStep = "Settings";

    /// <summary>The attributes of the library, with the generic one by its metadata name.</summary>
    internal static readonly string[] Attributes =
    [
        ModelAttribute.MetadataName,
        ModelAttribute.TypedMetadataName,
        TokenAttribute.MetadataName,
        RowMember.FeatureMetadataName,
        RowMember.LabelMetadataName,
    ];

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValueProvider<string?> pages = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => HelpLinks.FolderOf(options));
        foreach (string attribute in Attributes)
        {
            Report(context, pages, context.SyntaxProvider.ForAttributeWithMetadataName(
                attribute,
                static (node, _) => UnknownSetting.IsPossibleIn(node),
                static (target, cancellationToken) => new EquatableArray<UnknownSetting>(UnknownSetting.In(target.Attributes, cancellationToken).ToImmutableArray())));
        }

        Report(context, pages, context.SyntaxProvider.CreateSyntaxProvider(
            static (node, _) => UnknownSetting.IsPossibleAt(node),
            static (at, cancellationToken) => new EquatableArray<UnknownSetting>(
                UnknownSetting.In((AttributeSyntax)at.Node, at.SemanticModel, Attributes, cancellationToken).ToImmutableArray())));
    }

    private static void Report(
        IncrementalGeneratorInitializationContext context, IncrementalValueProvider<string?> pages, IncrementalValuesProvider<EquatableArray<UnknownSetting>> unknown) =>
        context.RegisterSourceOutput(
            unknown.SelectMany(static (some, _) => some).WithTrackingName(SettingsStep).Combine(pages),
            static (output, pair) => output.ReportDiagnostic(pair.Left.ToDiagnostic().WithPage(pair.Right)));
}
