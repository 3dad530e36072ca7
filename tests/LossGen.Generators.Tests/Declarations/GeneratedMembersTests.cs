using LossGen.Generators.Parsing;
using LossGen.Generators.Specification;
using LossGen.Generators.Tests.Weights;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>The list by which LG0007 and LG0011 judge is what the generator really writes, no more and no less.</summary>
public class GeneratedMembersTests
{
    private static readonly SymbolDisplayFormat TypeFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    [Theory]
    [InlineData(2, "Binary")]
    [InlineData(2, "Multiclass")]
    [InlineData(3, "Multiclass")]
    [InlineData(3, "MultiLabel")]
    public void The_members_listed_are_the_members_written(int classes, string task) =>
        CompareWith(DeclarationTest.RunOf(
            $$"""
            [CrossEntropyModel(features: 4, classes: {{classes}}, Task = ClassificationTask.{{task}})]
            public sealed partial class M;
            """), Enum.Parse<ModelTask>(task), canBeCreated: true, isBaked: false);

    [Fact]
    public void So_are_those_of_a_model_that_cannot_be_created() => CompareWith(DeclarationTest.RunOf(
        """
        [CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class M(string name);
        """), ModelTask.Multiclass, canBeCreated: false, isBaked: false);

    [Fact]
    public void So_are_those_of_a_model_with_trained_weights()
    {
        using var weights = new WeightsFolder();
        GeneratorRun run = DeclarationTest.RunOf(
            """
            [CrossEntropyModel(features: 4, classes: 3, Weights = "iris.safetensors")]
            public sealed partial class M;
            """).WithAdditionalFile(weights.Write("iris.safetensors", SafetensorsBytes.Of(features: 4, classes: 3)));

        CompareWith(run, ModelTask.Multiclass, canBeCreated: true, isBaked: true);
    }

    [Theory]
    [InlineData(2, "Binary")]
    [InlineData(3, "Multiclass")]
    [InlineData(3, "MultiLabel")]
    public void So_are_those_of_a_network(int classes, string task) => CompareWith(DeclarationTest.RunOf(
        $$"""
        [CrossEntropyModel(features: 4, classes: {{classes}}, Task = ClassificationTask.{{task}}, HiddenLayers = [8])]
        public sealed partial class M;
        """), Enum.Parse<ModelTask>(task), canBeCreated: true, isBaked: false, hasHiddenLayers: true);

    internal static void CompareWith(
        GeneratorRun run, ModelTask task, bool canBeCreated, bool isBaked, string name = "M", RowSpec? row = null, bool hasHiddenLayers = false)
    {
        GeneratorRunOutcome outcome = run.Run().RunsWithoutException();
        INamedTypeSymbol model = outcome.Compilation.GetTypeByMetadataName(name)!;
        Assert.Equal(
            GeneratedMembers.For(task, row, hasHiddenLayers, canBeCreated, isBaked, name)
                .Select(member => $"{member.Kind} {member.Name}({member.Signature}){TypeOf(member, name)}").Order(StringComparer.Ordinal),
            model.GetMembers().Where(IsWrittenAndNamed).Select(Describe).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("DayOfWeek", ModelTask.Multiclass)]
    [InlineData("bool", ModelTask.Binary)]
    [InlineData("AttributeTargets", ModelTask.MultiLabel)]
    public void The_members_listed_for_typed_rows_are_the_members_written(string label, object task)
    {
        string labelType = label == "bool" ? label : "System." + label;
        var row = new RowSpec("", "Rows.Row<int>", default, new LabelSpec("Y", "Y", "", labelType, LabelKind.Enum, default, 2));
        CompareWith(DeclarationTest.RunOf(
            $$"""
            namespace Rows
            {
                public sealed class Row<T> { [Feature] public T X; [Label] public {{label}} Y; }

                [CrossEntropyModel<Row<int>>]
                public sealed partial class M;
            }
            """), (ModelTask)task, canBeCreated: true, isBaked: false, "Rows.M", row);
    }

    // Explicit implementations take no name, constructors and ToString give way to the user's, and accessors come with their property.
    private static bool IsWrittenAndNamed(ISymbol member) =>
        !member.IsImplicitlyDeclared
        && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary }
        && member is not IMethodSymbol { IsOverride: true }
        && member is not IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false };

    // The setter that a property does not have keeps its signature, and so the property's type.
    private static string TypeOf(GeneratedMember member, string model) =>
        member.Kind == MemberKind.Property ? " " + (member.Type ?? model) : "";

    private static string Describe(ISymbol member)
    {
        MemberKind kind = member switch
        {
            IFieldSymbol { IsConst: true } => MemberKind.Constant,
            IFieldSymbol => MemberKind.Field,
            IPropertySymbol => MemberKind.Property,
            INamedTypeSymbol => MemberKind.NestedType,
            _ => MemberKind.Method,
        };
        IEnumerable<string> parameters = member is IMethodSymbol method
            ? method.Parameters.Select(static parameter =>
                (parameter.RefKind == RefKind.In ? MemberParameter.ByReference : "") + parameter.Type.ToDisplayString(TypeFormat))
            : [];
        string type = member is IPropertySymbol property ? " " + property.Type.ToDisplayString(TypeFormat) : "";
        return $"{kind} {member.Name}({string.Join(", ", parameters)}){type}";
    }
}
