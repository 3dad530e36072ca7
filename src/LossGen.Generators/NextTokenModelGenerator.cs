using System.Text;
using LossGen.Generators.Emission.Tokens;
using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Generators;

/// <summary>
/// Writes the members of every class marked with <c>[NextTokenModel]</c>: attribute, then <see cref="TokenModelSpec"/>, then text.
/// </summary>
/// <remarks>
/// For an invalid declaration the generator emits nothing and reports nothing: <see cref="Analyzers.ModelDeclarationAnalyzer"/> reports it, from the same parser.
/// </remarks>
[Generator(LanguageNames.CSharp)]
public sealed class NextTokenModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TokenModelSpec> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                TokenAttribute.MetadataName,
                static (node, _) => node is ClassDeclarationSyntax,
                static (target, cancellationToken) => TokenModelParser
                    .Parse((INamedTypeSymbol)target.TargetSymbol, target.SemanticModel.Compilation, cancellationToken).Spec)
            .WithTrackingName(CrossEntropyModelGenerator.ModelStep)
            .Where(static spec => spec is not null)
            .Select(static (spec, _) => spec!);
        IncrementalValuesProvider<(string HintName, string Text)> files = models
            .Select(static (spec, cancellationToken) => (spec.Class.HintName, TokenModelEmitter.Emit(spec, cancellationToken)))
            .WithTrackingName(CrossEntropyModelGenerator.OutputStep);
        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8)));
    }
}
