using LossGen.Generators.Tests.Declarations;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>Members that take targets say that these agree with labels to within rounding only, where a model takes both.</summary>
public sealed class TargetRemarksTests
{
    private const string Remark = "Targets of 0 and 1 give what their labels give to within rounding, not to the last bit.";

    [Theory]
    [InlineData(2, "Binary", true)]
    [InlineData(3, "Multiclass", true)]
    [InlineData(3, "MultiLabel", false)]
    public void Members_with_targets_say_how_far_they_agree_with_labels(int classes, string task, bool hasLabels)
    {
        DocumentedMethod[] methods = [.. DeclarationTest.Generate($"[CrossEntropyModel(4, {classes}, Task = ClassificationTask.{task})] public sealed partial class M;")
            .Files.Single().Tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(static method => method.Identifier.Text is "Loss" or "LossAndGradient" && method.Parent is ClassDeclarationSyntax { Identifier.Text: "M" }
                && method.ParameterList.Parameters.All(static one => one.Identifier.Text != "bins"))
            .Select(static method => new DocumentedMethod(
                method.Identifier.Text, method.ParameterList.Parameters.Any(static one => one.Identifier.Text == "targets"), method.GetLeadingTrivia().ToFullString()))];

        Assert.Equal(hasLabels ? 4 : 2, methods.Length);
        Assert.All(methods, method => Assert.Equal(hasLabels && method.TakesTargets, method.Documentation.Contains(Remark, StringComparison.Ordinal)));
    }

    private sealed record DocumentedMethod(string Name, bool TakesTargets, string Documentation);
}
