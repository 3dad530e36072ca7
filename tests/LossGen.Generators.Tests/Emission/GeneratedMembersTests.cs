using LossGen.Generators.Parsing;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>The list of members that a user's own must stay clear of is the list of members that are emitted.</summary>
public sealed class GeneratedMembersTests
{
    private static readonly SymbolDisplayFormat FullName = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    [Theory]
    [InlineData(4, 2, ClassificationTask.Binary)]
    [InlineData(4, 3, ClassificationTask.Multiclass)]
    [InlineData(72, 6, ClassificationTask.MultiLabel)]
    public void The_list_is_what_is_emitted(int features, int classes, ClassificationTask task)
    {
        GeneratorRunOutcome outcome = Shapes.RunOf(Shapes.Declaration(features, classes, task)).Run();
        INamedTypeSymbol model = outcome.Compilation.GetTypeByMetadataName("Shapes.Model")!;

        IEnumerable<string> emitted = model.GetMembers()
            .Where(static member => !member.IsImplicitlyDeclared && member is not IMethodSymbol { MethodKind: not MethodKind.Ordinary })
            .Where(static member => member is not IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false })
            .Select(static member => member is IMethodSymbol method ? Signature(method) : member.Name);
        IEnumerable<string> listed = GeneratedMembers.For((ModelTask)task)
            .Select(static member => member.Kind == GeneratedMemberKind.Method ? $"{member.Name}({member.Signature})" : member.Name);

        Assert.Equal(listed.Order(StringComparer.Ordinal), emitted.Order(StringComparer.Ordinal));
    }

    private static string Signature(IMethodSymbol method) =>
        $"{method.Name}({string.Join(", ", method.Parameters.Select(static parameter => parameter.Type.ToDisplayString(FullName)))})";
}
