using System.Collections.Immutable;
using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>
/// Turns a class marked with <c>[CrossEntropyModel]</c> into a <see cref="ModelSpec"/>, or into the reasons why it cannot be one.
/// </summary>
/// <remarks>The generator and the analyzer both use this, so that what is not generated is always reported.</remarks>
internal static class ModelParser
{
    public static ParsedModel Parse(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellationToken)
    {
        AttributeData[] uses = ModelAttribute.AllOn(type).ToArray();
        if (uses.Length == 0 || type.TypeKind != TypeKind.Class || !SourceNames.AreComplete(type)) return ParsedModel.Nothing;

        ImmutableArray<Diagnostic>.Builder problems = ImmutableArray.CreateBuilder<Diagnostic>();
        Location className = ModelAttribute.LocationOfClass(uses[0], cancellationToken);
        ReportRepeatedAttributes(type, uses, problems, cancellationToken);
        ClassChecks.Report(type, className, problems, cancellationToken);

        if (ModelAttribute.Read(uses[0], cancellationToken) is not { } attribute) return new ParsedModel(null, problems.ToImmutable());

        RowSpec? row = null;
        if (attribute.RowType is not null)
        {
            row = RowParser.Parse(attribute, type, compilation, problems, cancellationToken);
            if (row is null || RowParser.Shape(attribute, row, problems) is not { } shape) return new ParsedModel(null, problems.ToImmutable());
            attribute = shape;
        }

        if (row is { Label.IsBinned: true }) ReportNamesOfBins(type, row.Label, problems);
        ModelTask task = ShapeChecks.Report(attribute, problems);
        ModelConstructors constructors = ConstructorChecks.Of(type, compilation, attribute.HasHiddenLayers, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<GeneratedMember> generated = GeneratedMembers.For(
            task, row, attribute.HasHiddenLayers, constructors.CanBeCreated, isBaked: attribute.Weights is not null, MemberChecks.TypeName(type), attribute.IsSparse);
        MemberChecks.Report(type, className, generated, compilation, problems, cancellationToken);
        NameChecks.Report(type, className, compilation, problems);
        if (problems.Any(static problem => problem.DefaultSeverity == DiagnosticSeverity.Error)) return new ParsedModel(null, problems.ToImmutable());

        cancellationToken.ThrowIfCancellationRequested();
        var input = new InputSpec(attribute.Features, attribute.IsSparse ? InputKind.Sparse : InputKind.Dense);
        var head = new HeadSpec(attribute.Classes, task);
        var spec = new ModelSpec(
            SourceNames.Namespace(type),
            SourceNames.Containers(type),
            SourceNames.EscapeType(type.Name),
            input,
            ModelSpec.LayersOf(input, attribute.HiddenUnits, ActivationOf(attribute), head),
            head,
            EmitConstructor: constructors.IsOurs,
            SourceNames.HintSuffix(type),
            row)
        {
            SeedConstructor = constructors.Seed,
            CanBeCreated = constructors.CanBeCreated,
            EmitToString = MemberChecks.LeavesToStringToUs(type, cancellationToken),
            WarningIds = WarningIds(type, row, constructors.Called),
            Weights = attribute.Weights,
            Names = row is null ? NameParser.All(type, compilation, cancellationToken) : default,
        };
        return new ParsedModel(spec, problems.ToImmutable());
    }

    /// <summary>The kinds follow the values of LossGen.Activation behind <see cref="ActivationKind.None"/>; a test holds the two together.</summary>
    private static ActivationKind ActivationOf(ModelAttribute attribute) =>
        attribute.HasHiddenLayers ? (ActivationKind)((attribute.Activation ?? 0) + 1) : ActivationKind.None;

    private static EquatableArray<string> WarningIds(INamedTypeSymbol type, RowSpec? row, IMethodSymbol? constructor)
    {
        IEnumerable<string> ids = UseWarnings.IdsOf(constructor is null ? [type] : [type, constructor]);
        return new(ids.Concat(row?.WarningIds ?? []).Distinct().OrderBy(static id => id, StringComparer.Ordinal).ToImmutableArray());
    }

    /// <summary>Names of classes that nobody would see: bins have edges.</summary>
    private static void ReportNamesOfBins(INamedTypeSymbol type, LabelSpec label, ImmutableArray<Diagnostic>.Builder problems)
    {
        const string property = "ClassNames";
        foreach (ISymbol member in type.GetMembers(property))
        {
            problems.Add(Diagnostic.Create(RowRules.MemberCannotBeLabel, member.Locations.FirstOrDefault(), label.Name,
                $"its classes are bins, which have edges, but '{type.Name}.{property}' names classes; expected one of the two"));
        }
    }

    private static void ReportRepeatedAttributes(
        INamedTypeSymbol type, AttributeData[] uses, ImmutableArray<Diagnostic>.Builder problems, CancellationToken cancellationToken)
    {
        foreach (AttributeData repeated in uses.Skip(1))
        {
            Location location = repeated.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation() ?? Location.None;
            problems.Add(Diagnostic.Create(DeclarationRules.RepeatedAttribute, location, type.Name));
        }
    }
}
