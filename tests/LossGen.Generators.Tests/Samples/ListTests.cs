using System.Globalization;
using System.Reflection;
using LossGen.Generators.Tests.Declarations;
using Microsoft.CodeAnalysis;
using Xunit;

namespace LossGen.Generators.Tests.Samples;

/// <summary>The lists of the documentation are complete, its excerpt is one, and the README stays short.</summary>
public sealed class ListTests
{
    [Fact]
    public void The_README_is_read_in_a_minute()
    {
        int lines = Pages.All[Documentation.Readme].Text.Split('\n').Length;
        Assert.InRange(lines, 1, 200);
    }

    public static TheoryData<string> Excerpts =>
        [.. Pages.All[Documentation.GeneratedCode].Blocks.Where(static block => block.Language == "cs").Select(static block => block.Note)];

    /// <summary>The comment before an excerpt names the file.</summary>
    [Theory]
    [MemberData(nameof(Excerpts))]
    public void The_excerpt_is_in_the_generated_file_in_this_order(string file)
    {
        MarkdownBlock excerpt = Pages.All[Documentation.GeneratedCode].Blocks.Single(block => block.Language == "cs" && block.Note == file);
        string[] lines = [.. excerpt.Text.Split('\n').Select(line => line.Trim()).Where(line => line is not ("" or "// …"))];
        string[] generated = [.. Repository.Read(file).Split('\n').Select(line => line.Trim())];

        Assert.NotEmpty(lines);
        int at = -1;
        foreach (string line in lines)
        {
            at = Array.IndexOf(generated, line, at + 1);
            Assert.True(at >= 0, $"The generated file does not have this line of the excerpt, or not after the lines before it: {line}");
        }
    }

    [Fact]
    public void The_table_of_declaration_rules_is_complete()
    {
        IEnumerable<string> expected = DeclarationTest.Rules().Select(rule => string.Create(CultureInfo.InvariantCulture,
            $"| [{rule.Id}](../src/LossGen.Generators/docs/{rule.Id}.md) | {SeverityOf(rule)} | {rule.Title} |"));

        Assert.Equal(
            expected,
            Pages.All[Documentation.DeclarationRules].Text.Split('\n')
                .Where(static line => line.StartsWith("| [LG", StringComparison.Ordinal)));

        static string SeverityOf(DiagnosticDescriptor rule) => rule.DefaultSeverity.ToString().ToLowerInvariant();
    }

    [Theory]
    [InlineData(typeof(Optimizer), Documentation.Optimizers, "`{0}(")]
    [InlineData(typeof(LearningRateSchedule), Documentation.Optimizers, "`{0}(")]
    [InlineData(typeof(StableMath), Documentation.StableMath, "`{0}`")]
    public void Every_factory_and_function_is_listed(Type type, string page, string form)
    {
        string[] names = [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct()];

        Assert.NotEmpty(names);
        Assert.All(
            names,
            name => Assert.Contains(
                string.Format(CultureInfo.InvariantCulture, form, name), Pages.All[page].Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_loss_option_is_listed() => Assert.All(
        typeof(LossOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance),
        option => Assert.Contains($"`{option.Name}`", Pages.All[Documentation.Losses].Text, StringComparison.Ordinal));
}
