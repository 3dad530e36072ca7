using System.Collections.Immutable;
using System.Globalization;
using System.Threading;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace LossGen.Generators.Parsing;

/// <summary>Turns the row type of a typed model into a <see cref="RowSpec"/>, or into the reasons why it cannot be one.</summary>
internal static class RowParser
{
    /// <summary>The value of HashedFeatures unless set; a test holds the two together.</summary>
    internal const int DefaultHashedFeatures = 1 << 18;

    /// <summary>Null if the rows cannot work, with the reasons; without one where the compiler itself reports the fault.</summary>
    public static RowSpec? Parse(
        in ModelAttribute attribute,
        INamedTypeSymbol model,
        Compilation compilation,
        ImmutableArray<Diagnostic>.Builder problems,
        CancellationToken cancellationToken)
    {
        ITypeSymbol type = attribute.RowType!;
        Location place = attribute.LocationOfRowType;
        if (!SourceNames.IsComplete(type)) return null;
        if (ObjectionTo(type, model) is { } objection)
        {
            Add(problems, RowRules.TypeCannotBeRow, place, type.Name.Length > 0 ? type.Name : type.ToDisplayString(), objection);
            return null;
        }

        var row = (INamedTypeSymbol)type;
        IReadOnlyList<RowMember> members = RowMember.AllOf(row);
        cancellationToken.ThrowIfCancellationRequested();

        int before = problems.Count;
        if (HasLostOrder(members))
        {
            Add(problems, RowRules.TypeCannotBeRow, place, row.Name,
                "its features are both fields and properties, whose order its assembly does not keep; expected one of the two");
        }

        ReportInterfaces(row, compilation, place, problems);
        ImmutableArray<FeatureSpec>? features = Features(members, row, model, attribute.IsSparse, compilation, place, problems);
        LabelSpec? label = Label(members, row, model, compilation, place, problems);
        if (!members.Any(static member => member.IsFeature))
            Add(problems, RowRules.TypeCannotBeRow, place, row.Name, "it has no member marked with [Feature]");
        if (!members.Any(static member => member.Label is not null))
            Add(problems, RowRules.TypeCannotBeRow, place, row.Name, "it has no member marked with [Label]");
        if (problems.Count > before || features is null || label is null) return null;

        var spec = new RowSpec(SourceNames.Type(row), MemberChecks.TypeName(row), new(features.Value), label)
        {
            WarningIds = UseWarnings.IdsOf(members.Select(static member => member.Symbol).Prepend(row)),
            IsSparse = attribute.IsSparse,
        };
        bool shares = spec.Features.Any(static feature => feature.IsShared);
        if (ObjectionToHashing(attribute, shares) is { } unfit)
        {
            Add(problems, RowRules.TypeCannotBeRow, attribute.LocationOf(ModelAttribute.HashedFeaturesArgument), row.Name, unfit);
            return null;
        }

        if (shares) spec = spec with { HashedFeatures = attribute.HashedFeatures ?? DefaultHashedFeatures };
        int most = attribute.IsSparse ? ShapeChecks.MaxSparseFeatures : ShapeChecks.MaxFeatures;
        long columns = spec.Features.Sum(static feature => (long)feature.Columns) + spec.HashedFeatures;
        if (columns <= most) return spec;
        Add(problems, RowRules.TypeCannotBeRow, place, row.Name, $"its features make {Text(columns)} numbers a row; expected at most {Text(most)}");
        return null;
    }

    /// <summary>The declaration with the counts and the task that its rows give it; null if its task does not fit the label.</summary>
    public static ModelAttribute? Shape(in ModelAttribute attribute, RowSpec row, ImmutableArray<Diagnostic>.Builder problems)
    {
        bool isMultiLabel = row.Label.Kind == LabelKind.Flags;
        var task = (ModelTask)attribute.Task;
        string? objection = task switch
        {
            ModelTask.Binary or ModelTask.MultiLabel when row.Label.IsBinned =>
                $"{task} does not predict a number, but the label '{row.Label.Name}' is one, through bins; expected Auto or Multiclass",
            ModelTask.Binary or ModelTask.Multiclass when isMultiLabel =>
                $"{task} takes one class a row, but the label '{row.Label.Name}' is an enum with [Flags]; expected Auto or MultiLabel",
            ModelTask.MultiLabel when !isMultiLabel =>
                $"MultiLabel takes any number of labels a row, but the label '{row.Label.Name}' is one class; expected an enum with [Flags], or another task",
            _ => null,
        };
        if (objection is not null)
        {
            problems.Add(Diagnostic.Create(
                DeclarationRules.TaskDoesNotFit, attribute.LocationOf(ModelAttribute.TaskArgument), objection));
            return null;
        }

        if (row.Label.IsBinned && attribute.IsSparse)
        {
            Add(problems, RowRules.MemberCannotBeLabel, attribute.LocationOf(ModelAttribute.SparseArgument), row.Label.Name,
                "it is a number through bins, which a model with Sparse = true does not predict; expected dense rows, or a label with classes");
            return null;
        }

        ModelTask automatic = isMultiLabel ? ModelTask.MultiLabel : row.Label.IsBinned ? ModelTask.Multiclass : ModelTask.Auto;
        int resolved = task == ModelTask.Auto ? (int)automatic : attribute.Task;
        return attribute.WithShape(row.FeatureCount, row.Label.ClassCount, resolved);
    }

    /// <summary>Why the number of shared columns does not fit, or null if it does.</summary>
    private static string? ObjectionToHashing(in ModelAttribute attribute, bool shares)
    {
        if (attribute.HashedFeatures is not { } columns) return null;
        if (!attribute.IsSparse) return "HashedFeatures are those of sparse rows; expected Sparse = true, or no HashedFeatures";
        if (!shares) return "none of its members shares HashedFeatures; expected a string without buckets of its own, or no HashedFeatures";
        return columns is >= 2 and <= ShapeChecks.MaxSparseFeatures
            ? null
            : $"HashedFeatures are {Text(columns)}; expected 2 to {Text(ShapeChecks.MaxSparseFeatures)}";
    }

    private static string? ObjectionTo(ITypeSymbol type, INamedTypeSymbol model)
    {
        const string expected = "expected a class, struct, record or record struct";
        string? kind = type switch
        {
            { TypeKind: TypeKind.TypeParameter } => "a type parameter",
            { TypeKind: TypeKind.Array } => "an array",
            { TypeKind: TypeKind.Interface } => "an interface",
            { TypeKind: TypeKind.Enum } => "an enum",
            { TypeKind: TypeKind.Delegate } => "a delegate",
            { IsRefLikeType: true } => "a ref struct",
            { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => "nullable",
            INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } => null,
            _ => "of another kind",
        };
        if (kind is not null) return $"it is {kind}; {expected}";
        if (!RowAccess.CanBeNamed(type)) return "it is file-local, so the generated file cannot name it";
        return RowAccess.IsAsVisibleAs(type, model) ? null : $"it is less accessible than '{model.Name}', whose members take it";
    }

    /// <summary>A mark on an interface's member marks nothing in the row that implements it.</summary>
    private static void ReportInterfaces(
        INamedTypeSymbol row, Compilation compilation, Location place, ImmutableArray<Diagnostic>.Builder problems)
    {
        foreach (RowMember member in row.AllInterfaces.SelectMany(RowMember.AllOf))
        {
            DiagnosticDescriptor rule = member.IsFeature ? RowRules.MemberCannotBeFeature : RowRules.MemberCannotBeLabel;
            Add(problems, rule, member.LocationOr(place, compilation), member.Display,
                $"it belongs to an interface; mark the member of '{row.Name}' itself");
        }
    }

    private static ImmutableArray<FeatureSpec>? Features(
        IReadOnlyList<RowMember> members,
        INamedTypeSymbol row,
        INamedTypeSymbol model,
        bool isSparse,
        Compilation compilation,
        Location place,
        ImmutableArray<Diagnostic>.Builder problems)
    {
        var features = ImmutableArray.CreateBuilder<FeatureSpec>();
        bool complete = true;
        foreach (RowMember member in members.Where(static member => member.IsFeature))
        {
            (FeatureSpec? spec, string? objection) = FeatureParser.Parse(member, row, model, isSparse, compilation);
            if (objection is not null) Add(problems, RowRules.MemberCannotBeFeature, member.LocationOr(place, compilation), member.Display, objection);
            if (spec is null) complete = false;
            else features.Add(spec);
        }

        return complete ? features.ToImmutable() : null;
    }

    private static LabelSpec? Label(
        IReadOnlyList<RowMember> members,
        INamedTypeSymbol row,
        INamedTypeSymbol model,
        Compilation compilation,
        Location place,
        ImmutableArray<Diagnostic>.Builder problems)
    {
        RowMember? first = null;
        LabelSpec? label = null;
        foreach (RowMember member in members.Where(static member => member.Label is not null))
        {
            string? objection;
            if (member.IsFeature) objection = "it is a feature as well, and a model that sees the answer learns nothing else";
            else if (first is not null) objection = $"'{first.Display}' is the label already";
            else (label, objection) = LabelParser.Parse(member, row, model, compilation);

            if (objection is not null) Add(problems, RowRules.MemberCannotBeLabel, member.LocationOr(place, compilation), member.Display, objection);
            first ??= member;
        }

        return label;
    }

    /// <summary>Whether a compiled type has features of both kinds: metadata lists its fields before its properties.</summary>
    private static bool HasLostOrder(IReadOnlyList<RowMember> members) => members
        .Where(static member => member.IsFeature && member.Symbol.ContainingType is { DeclaringSyntaxReferences.IsEmpty: true })
        .GroupBy(static member => member.Symbol.ContainingType, SymbolEqualityComparer.Default)
        .Any(static type => type.Any(static member => member.Symbol is IFieldSymbol) && type.Any(static member => member.Symbol is not IFieldSymbol));

    private static void Add(
        ImmutableArray<Diagnostic>.Builder problems, DiagnosticDescriptor rule, Location location, string subject, string objection) =>
        problems.Add(Diagnostic.Create(rule, location, subject, objection));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
