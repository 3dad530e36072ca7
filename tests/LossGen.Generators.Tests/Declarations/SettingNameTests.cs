using System.Collections.Immutable;
using LossGen.Generators.Parsing;
using LossGen.Testing;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Declarations;

/// <summary>LG0027: a setting of an attribute that the attribute does not have.</summary>
public class SettingNameTests
{
    private const string ModelSettings = "it has Activation, HiddenLayers, Sparse, Task, Weights";

    [Theory]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, |HidenLayers| = [8])]", "CrossEntropyModel", "did you mean 'HiddenLayers'?")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, |hiddenlayers| = [8])]", "CrossEntropyModel", "did you mean 'HiddenLayers'?")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], |Activaiton| = Activation.Tanh)]", "CrossEntropyModel", "did you mean 'Activation'?")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, |Layers| = [8])]", "CrossEntropyModel", ModelSettings)]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, |Momentum| = 0.9)]", "CrossEntropyModel", ModelSettings)]
    [InlineData("[CrossEntropyModel<Row>(|Sparce| = true)]", "CrossEntropyModel", "did you mean 'Sparse'?")]
    [InlineData("[NextTokenModel(vocabulary: 9, context: 2, |Embeding| = 4)]", "NextTokenModel", "did you mean 'Embedding'?")]
    [InlineData("public record B([Feature(|Mising| = MissingValues.Indicator)] double X); [Obsolete]", "Feature", "did you mean 'Missing'?")]
    [InlineData("public record B([Label(|Count| = 51)] double Y); [Obsolete]", "Label", "it has none")]
    [InlineData("public class B { [Feature(|Part| = 0)] public DateTime Day; } [Obsolete]", "Feature", "did you mean 'Parts'?")]
    [InlineData("public class B { [Feature(|Part| = 0)] public DateTime Day, Due; } [Obsolete]", "Feature", "did you mean 'Parts'?")]
    [InlineData("public record B([property: Feature(|Mising| = MissingValues.Indicator)] double X); [Obsolete]", "Feature", "did you mean 'Missing'?")]
    [InlineData("public record B([param: Feature(|Part| = 0)] DateTime X); [Obsolete]", "Feature", "did you mean 'Parts'?")]
    [InlineData("public class B { [field: Feature(|Part| = 0)] public DateTime Day { get; set; } } [Obsolete]", "Feature", "did you mean 'Parts'?")]
    [InlineData("public class B { [property: Feature(|Part| = 0)] public DateTime Day { get; set; } } [Obsolete]", "Feature", "did you mean 'Parts'?")]
    [InlineData("public class B { [return: LossGen.Label(|Count| = 51)] public double Y() => 0; } [Obsolete]", "Label", "it has none")]
    [InlineData("[type: CrossEntropyModel<Row>(|Sparce| = true)]", "CrossEntropyModel", "did you mean 'Sparse'?")]
    [InlineData("[assembly: CrossEntropyModel(features: 4, classes: 3, |HidenLayers| = [8])]", "CrossEntropyModel", "did you mean 'HiddenLayers'?")]
    public void It_is_reported_where_it_is_written(string declaration, string attribute, string expected)
    {
        string[] pieces = declaration.Split('|');
        Diagnostic report = Assert.Single(Reports(string.Concat(pieces)));
        Assert.Equal(("LG0027", DiagnosticSeverity.Error), (report.Id, report.Severity));
        Assert.Equal($"'{attribute}' has no setting '{pieces[1]}'; {expected}", report.GetMessage());
        FileLinePositionSpan place = report.Location.GetLineSpan();
        Assert.Equal(("Source0.cs", 2, pieces[0].Length), (place.Path, place.StartLinePosition.Line, place.StartLinePosition.Character));
        Assert.Equal(pieces[1].Length, report.Location.SourceSpan.Length);
    }

    [Theory]
    [InlineData("[CrossEntropyModel(features: 4, |clases|: 3)]", "has no argument 'clases'; did you mean 'classes'?")]
    [InlineData("[CrossEntropyModel(|inputs|: 4, classes: 3)]", "has no argument 'inputs'; it has classes, features")]
    [InlineData("[CrossEntropyModel<Row>(|features|: 4)]", "has no argument 'features'; it has none: features and classes follow from the row's members marked [Feature] and [Label]")]
    [InlineData("[CrossEntropyModel(|Features| = 4, classes: 3)]", "has no setting 'Features'; it is an argument: write 'features: …' before the settings")]
    [InlineData("[CrossEntropyModel(|features| = 4, classes: 3)]", "has no setting 'features'; it is an argument: write 'features: …' before the settings")]
    public void So_are_arguments(string declaration, string expected)
    {
        string[] pieces = declaration.Split('|');
        Diagnostic report = Assert.Single(Reports(string.Concat(pieces)));
        Assert.Equal($"'CrossEntropyModel' {expected}", report.GetMessage());
        Assert.Equal(pieces[0].Length, report.Location.GetLineSpan().StartLinePosition.Character);
    }

    [Theory]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = Activation.|ReLU|)]", "'Activation' has no value 'ReLU'; did you mean 'Relu'?")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = LossGen.Activation.|LeakyReLU|)]", "'Activation' has no value 'LeakyReLU'; did you mean 'LeakyRelu'?")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = global::LossGen.Activation.|Swish|)]", "'Activation' has no value 'Swish'; it has Gelu, LeakyRelu, Relu, Sigmoid, Silu, Tanh")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, Task = ClassificationTask.|Multilable|)]", "'ClassificationTask' has no value 'Multilable'; did you mean 'MultiLabel'?")]
    [InlineData("public record B([Feature(Parts = DateParts.DayOfWeek | DateParts.|TimeOfDy|)] DateTime X); [Obsolete]", "'DateParts' has no value 'TimeOfDy'; did you mean 'TimeOfDay'?")]
    [InlineData("public record B([property: Feature(Missing = MissingValues.|Indicater|)] double X); [Obsolete]", "'MissingValues' has no value 'Indicater'; did you mean 'Indicator'?")]
    public void So_are_values_of_an_enum(string declaration, string expected)
    {
        // the bar between two flags is not one of the marks
        string[] pieces = declaration.Replace(" | ", " \u00a6 ", StringComparison.Ordinal).Split('|').Select(static piece => piece.Replace('\u00a6', '|')).ToArray();
        Diagnostic report = Assert.Single(Reports(string.Concat(pieces)));
        Assert.Equal(("LG0027", expected), (report.Id, report.GetMessage()));
        Assert.Equal(pieces[0].Length, report.Location.GetLineSpan().StartLinePosition.Character);
        Assert.Equal(pieces[1].Length, report.Location.SourceSpan.Length);
    }

    [Fact]
    public void Each_of_several_is_reported() => Assert.Equal(
        ["HidenLayers", "Activatoin"],
        Reports("[CrossEntropyModel(features: 4, classes: 3, HidenLayers = [8], Activatoin = Activation.Tanh)]").Select(static report => report.GetMessage().Split('\'')[3]));

    [Theory]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = Activation.Tanh, Weights = null)]")]
    [InlineData("[NextTokenModel(vocabulary: 9, context: 2, Embedding = 4)]")]
    [InlineData("[CrossEntropyModel<Row>(HiddenLayers = [8])]")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = (Activation)Other.ReLU)]")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, HiddenLayers = [8], Activation = default)]")]
    [InlineData("public record B([Feature(Parts = DateParts.DayOfWeek | DateParts.TimeOfDay)] DateTime X); [Obsolete]")]
    [InlineData("[CrossEntropyModel(features: 4, classes: 3, TypeId = null)]")]
    [InlineData("[AttributeUsage(AttributeTargets.Class, AlowMultiple = true)]")]
    [InlineData("[Mine.Feature(Parts = 1)]")]
    [InlineData("public record B([property: Mine.Feature(Parts = 1)] double X); [Obsolete]")]
    [InlineData("public record B([property: Feature(Missing = MissingValues.Indicator)] double X); [Obsolete]")]
    [InlineData("public record B([property: Missing(Parts = 1)] double X); [Obsolete]")]
    public void Nothing_else_is(string declaration) => Assert.Empty(Reports(declaration));

    /// <summary>An edit elsewhere in the file or in the project reports nothing anew, and moves what is reported with its text.</summary>
    [Fact]
    public void What_is_found_is_cached()
    {
        GeneratorRun run = Run("[CrossEntropyModel(features: 4, classes: 3, HidenLayers = [8])]").WithSource("class Unrelated;");
        Compilation before = run.CreateCompilation();
        GeneratorDriver driver = run.CreateDriver().RunGenerators(before);
        Compilation after = before.ReplaceSyntaxTree(
            before.SyntaxTrees.Last(), before.SyntaxTrees.Last().WithChangedText(Microsoft.CodeAnalysis.Text.SourceText.From("class Unrelated2;")));
        GeneratorRunResult result = driver.RunGenerators(after).GetRunResult().Results.Single();
        Assert.All(
            result.TrackedSteps[SettingNamesGenerator.SettingsStep].SelectMany(static step => step.Outputs),
            static output => Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        Assert.Single(result.Diagnostics);
    }

    [Fact]
    public void All_attributes_of_the_library_are_looked_at() => Assert.Equal(
        typeof(CrossEntropyModelAttribute).Assembly.GetTypes()
            .Where(static type => type.IsPublic && type.IsSubclassOf(typeof(Attribute)))
            .Select(static type => type.FullName!).Order(StringComparer.Ordinal),
        SettingNamesGenerator.Attributes.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("", null)]
    [InlineData("x", null)]
    [InlineData("Task", "Task")]
    [InlineData("Tsak", "Task")]
    [InlineData("Tasks", "Task")]
    [InlineData("Wieghts", "Weights")]
    [InlineData("HiddenLayer", "HiddenLayers")]
    [InlineData("HiddenUnits", null)]
    public void The_nearest_name_is_a_third_of_the_letters_away_at_most(string written, string? expected) =>
        Assert.Equal(expected, NearestName.Of(written, ["Activation", "HiddenLayers", "Task", "Weights"]));

    private static ImmutableArray<Diagnostic> Reports(string declaration) => Run(declaration).Run().RunsWithoutException().Diagnostics;

    private static GeneratorRun Run(string declaration) => GeneratorRun.Of<SettingNamesGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithSource($$"""
            using System;
            using LossGen;
            {{declaration}}
            public partial class Model;
            public record Row([Feature] double X, [Label] bool Y);
            namespace Mine { public class FeatureAttribute : Attribute { } }
            """);
}
