using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Rules;
using LossGen.Generators.Specification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Generators.Parsing;

/// <summary>A model of the next token, or the reasons why a declaration is none.</summary>
/// <param name="Spec">The model; null if there is an error.</param>
/// <param name="Problems">What is to be reported.</param>
internal sealed record ParsedTokenModel(TokenModelSpec? Spec, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>No model and nothing to report.</summary>
    public static ParsedTokenModel Nothing { get; } = new(null, ImmutableArray<Diagnostic>.Empty);
}

/// <summary>Turns a class marked with <c>[NextTokenModel]</c> into a <see cref="TokenModelSpec"/>, or into the reasons why it cannot be one.</summary>
/// <remarks>The generator and the analyzer both use this, so that what is not generated is always reported.</remarks>
internal static class TokenModelParser
{
    public static ParsedTokenModel Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        AttributeData[] uses = TokenAttribute.AllOn(type).ToArray();
        if (uses.Length == 0 || type.TypeKind != TypeKind.Class || !SourceNames.AreComplete(type)) return ParsedTokenModel.Nothing;

        ImmutableArray<Diagnostic>.Builder problems = ImmutableArray.CreateBuilder<Diagnostic>();
        Location className = ModelAttribute.LocationOfClass(uses[0], cancellationToken);
        foreach (AttributeData repeated in uses.Skip(1).Concat(ModelAttribute.AllOn(type)))
        {
            Location location = repeated.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation() ?? Location.None;
            problems.Add(Diagnostic.Create(DeclarationRules.RepeatedAttribute, location, type.Name));
        }

        ClassChecks.Report(type, className, problems, cancellationToken);
        if (TokenAttribute.Read(uses[0], cancellationToken) is not { } attribute) return new(null, problems.ToImmutable());

        TokenShapeChecks.Report(attribute, problems);
        bool hasInitialValues = attribute.Embedding > 0 || attribute.HasHiddenLayers;
        ModelConstructors constructors = ConstructorChecks.Of(type, compilation, hasInitialValues, cancellationToken);
        MemberTypes types = MemberTypes.Compared(ModelTask.Multiclass, null, MemberChecks.TypeName(type));
        GeneratedMember[] generated =
            [.. TokenMembers.Of(hasInitialValues, constructors.CanBeCreated).Select(member => GeneratedMember.Of(member, types))];
        MemberChecks.Report(type, className, generated, compilation, problems, cancellationToken);
        NameChecks.Report(type, className, compilation, problems);
        if (problems.Any(static problem => problem.DefaultSeverity == DiagnosticSeverity.Error)) return new(null, problems.ToImmutable());

        var input = new InputSpec(TokenModelSpec.InputsOf(attribute.Vocabulary, attribute.Context, attribute.Embedding));
        var head = new HeadSpec(attribute.Vocabulary, ModelTask.Multiclass);
        ActivationKind activation = attribute.HasHiddenLayers ? (ActivationKind)((attribute.Activation ?? 0) + 1) : ActivationKind.None;
        var spec = new ModelSpec(
            SourceNames.Namespace(type),
            SourceNames.Containers(type),
            SourceNames.EscapeType(type.Name),
            input,
            ModelSpec.LayersOf(input, attribute.HiddenUnits, activation, head),
            head,
            EmitConstructor: constructors.IsOurs,
            SourceNames.HintSuffix(type))
        {
            SeedConstructor = constructors.Seed,
            CanBeCreated = constructors.CanBeCreated,
            EmitToString = MemberChecks.LeavesToStringToUs(type, cancellationToken),
            WarningIds = new(UseWarnings.IdsOf(constructors.Called is null ? [type] : [type, constructors.Called])
                .Distinct().OrderBy(static id => id, StringComparer.Ordinal).ToImmutableArray()),
        };
        var model = new TokenModelSpec(spec, attribute.Context, attribute.Embedding) { RanksOverloads = RanksOverloads(compilation) };
        return new(model, problems.ToImmutable());
    }

    private static bool RanksOverloads(Compilation compilation)
    {
        // The enum of the compiler that this is built against ends before C# 13.
        const int CSharp13 = 1300;
        return compilation is CSharpCompilation { LanguageVersion: var version } && (int)version >= CSharp13
            && compilation.GetTypeByMetadataName("System.Runtime.CompilerServices.OverloadResolutionPriorityAttribute") is not null;
    }
}
