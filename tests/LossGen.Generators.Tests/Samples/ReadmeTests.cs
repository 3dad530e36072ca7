using System.Globalization;
using System.Reflection;
using LossGen.Generators.Analyzers;
using LossGen.Generators.Rules;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>The README's lists are complete, and its excerpt is one; its code is tested as that of other pages is.</summary>
public sealed class ReadmeTests
{
    private static readonly Page Readme = new("README.md");

    [Fact]
    public void The_excerpt_stands_in_the_generated_file_in_this_order()
    {
        MarkdownBlock excerpt = Readme.Blocks.Single(block => block.Language == "cs");
        string[] lines = [.. excerpt.Text.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or "// …"))];
        string[] generated = [.. Repository.Read("samples/Iris/Generated/Iris.IrisModel.g.cs").Split('\n').Select(line => line.Trim())];

        Assert.NotEmpty(lines);
        int at = -1;
        foreach (string line in lines)
        {
            at = Array.IndexOf(generated, line, at + 1);
            Assert.True(at >= 0, $"This line of README.md does not stand in the generated file, or not after the lines before it: {line}");
        }
    }

    [Fact]
    public void Its_table_of_rules_is_complete()
    {
        IEnumerable<DiagnosticDescriptor> rules = DeclarationRules.All
            .Add(UsageRules.SettingOutOfRange).Add(UsageRules.ArrayLengthDoesNotFit).Add(WeightsRules.FileNotFound).Add(WeightsRules.FileDoesNotFit)
            .Add(UsageRules.ListIsNoSpan).Add(NameRules.MemberGivesNoNames).Add(NameRules.NamesDoNotFit)
            .OrderBy(static rule => rule.Id, StringComparer.Ordinal);
        string expected = string.Concat(rules.Select(rule => string.Create(CultureInfo.InvariantCulture,
            $"| [{rule.Id}](src/LossGen.Generators/docs/{rule.Id}.md) | {rule.DefaultSeverity.ToString().ToLowerInvariant()} | {rule.Title} |\n")));

        Assert.Contains(expected, Readme.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Optimizer), "`{0}(")]
    [InlineData(typeof(LearningRateSchedule), "`{0}(")]
    [InlineData(typeof(StableMath), "`{0}`")]
    public void Every_factory_and_function_is_listed(Type type, string form)
    {
        string[] names = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct()];

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains(string.Format(CultureInfo.InvariantCulture, form, name), Readme.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_loss_option_is_listed() => Assert.All(
        typeof(LossOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        option => Assert.Contains($"`{option.Name}`", Readme.Text, StringComparison.Ordinal));
}
