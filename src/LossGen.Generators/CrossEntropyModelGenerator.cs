using System.Text;
using LossGen.Generators.Emission;
using LossGen.Generators.Parsing;
using LossGen.Generators.Weights;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Generators;

/// <summary>
/// Writes the members of every class marked with <c>[CrossEntropyModel]</c>: attribute, then <see cref="ModelSpec"/>, then text.
/// </summary>
/// <remarks>
/// For an invalid declaration the generator emits nothing and reports nothing: <see cref="Analyzers.ModelDeclarationAnalyzer"/> reports it,
/// from the same parser, with locations that <c>#pragma warning</c> understands and that this cache must not hold.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class CrossEntropyModelGenerator : IIncrementalGenerator
{
    /// <summary>The tracking name of the step that turns a declaration into a <see cref="ModelSpec"/>, or null if it is invalid.</summary>
    internal const string ModelStep = "Model";

    /// <summary>The tracking name of the step that adds the trained weights to a <see cref="ModelSpec"/> that asks for a file of them.</summary>
    internal const string WeightsStep = "Weights";

    /// <summary>The tracking name of the step that turns a <see cref="ModelSpec"/> into text.</summary>
    internal const string OutputStep = "Output";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        Register(context, ModelAttribute.MetadataName);
        Register(context, ModelAttribute.TypedMetadataName);
    }

    /// <summary>The same steps for either attribute; a class with both is not a model (LG0009), so no file is written twice.</summary>
    private static void Register(IncrementalGeneratorInitializationContext context, string attribute)
    {
        // The rows of a typed model may be declared in another file. That is no gap: the transform of this provider runs again whenever the
        // compilation changes, and what it gives is compared by value.
        IncrementalValuesProvider<ModelSpec?> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (target, cancellationToken) => ModelParser
                    .Parse((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, cancellationToken).Spec)
            .WithTrackingName(ModelStep);

        IncrementalValuesProvider<ModelSpec> valid = models.Where(static spec => spec is not null).Select(static (spec, _) => spec!);
        IncrementalValuesProvider<GeneratedFile> files = valid
            .Combine(WeightsFiles.AskedForBy(valid, context.AdditionalTextsProvider))
            .Select(static (pair, _) => new TrainedModel(pair.Left, WeightsResolution.Of(pair.Left, pair.Right).Weights))
            .WithTrackingName(WeightsStep)
            .Select(static (model, cancellationToken) =>
                new GeneratedFile(model.Spec.HintName, ModelEmitter.Emit(model.Spec, model.Weights, cancellationToken)))
            .WithTrackingName(OutputStep);

        context.RegisterSourceOutput(files, static (output, file) =>
            output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));
    }

    private sealed record TrainedModel(ModelSpec Spec, PretrainedWeights? Weights);

    private sealed record GeneratedFile(string HintName, string Text);
}
