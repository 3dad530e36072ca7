using LossGen.Generators.Specification;
using LossGen.Generators.Tests.Declarations;
using LossGen.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Strings, dates and missing values as features: what is refused, and that the text stays short whatever the number of buckets.</summary>
public sealed class FeatureKindTests
{
    [Theory]
    [InlineData("[Feature(buckets: 1)] public string {|#0:Bad|};", "it has 1 bucket; expected 2 to 65536")]
    [InlineData("[Feature(buckets: 65_537)] public string {|#0:Bad|};", "it has 65537 buckets; expected 2 to 65536")]
    [InlineData("[Feature(buckets: 8)] public double {|#0:Bad|};", "buckets are those of a string, but its type is double; expected [Feature] without a number")]
    [InlineData("[Feature(buckets: 8)] public Species {|#0:Bad|};", "buckets are those of a string, but its type is Species; expected [Feature] without a number")]
    [InlineData("[Feature(Parts = DateParts.Days)] public double {|#0:Bad|};", "Parts are those of a date or time, but its type is double; expected [Feature] without them")]
    [InlineData("[Feature(Parts = DateParts.Days)] public TimeSpan {|#0:Bad|};", "Parts are those of a date or time, but its type is TimeSpan; expected [Feature] without them")]
    [InlineData("[Feature(Parts = DateParts.TimeOfDay | DateParts.Days)] public DateOnly {|#0:Bad|};",
        "its Parts are DateParts.TimeOfDay | DateParts.Days; expected one or more of those of a DateOnly: DateParts.DayOfWeek, DateParts.DayOfYear, DateParts.Days")]
    [InlineData("[Feature(Parts = DateParts.Days)] public TimeOnly {|#0:Bad|};", "its Parts are DateParts.Days; expected one or more of those of a TimeOnly: DateParts.TimeOfDay")]
    [InlineData("[Feature(Parts = (DateParts)16)] public DateTime {|#0:Bad|};",
        "its Parts are 16; expected one or more of those of a DateTime: DateParts.TimeOfDay, DateParts.DayOfWeek, DateParts.DayOfYear, DateParts.Days")]
    [InlineData("[Feature(Parts = DateParts.None)] public DateTimeOffset {|#0:Bad|};",
        "its Parts are 0; expected one or more of those of a DateTimeOffset: DateParts.TimeOfDay, DateParts.DayOfWeek, DateParts.DayOfYear, DateParts.Days")]
    [InlineData("[Feature(Missing = MissingValues.Indicator)] public int {|#0:Bad|};", "its type int is never missing; expected [Feature] without Missing, or a nullable type")]
    [InlineData("[Feature(Missing = MissingValues.Indicator)] public Species {|#0:Bad|};", "its type Species is never missing; expected [Feature] without Missing, or a nullable type")]
    [InlineData("[Feature(Missing = MissingValues.Indicator, Parts = DateParts.Days)] public DateTime {|#0:Bad|};", "its type DateTime is never missing; expected [Feature] without Missing, or a nullable type")]
    [InlineData("[Feature(Missing = (MissingValues)2)] public int? {|#0:Bad|};", "its Missing is 2; expected a value that MissingValues defines")]
    [InlineData("[Feature(Fill = 3)] public double {|#0:Bad|};", "its Fill has no effect without Missing = MissingValues.Indicator")]
    [InlineData("[Feature(Missing = MissingValues.Indicator, Fill = 3)] public Species? {|#0:Bad|};", "Fill is that of a number, but its type is Species?; its columns are 0 where it is missing")]
    [InlineData("[Feature(Missing = MissingValues.Indicator, Fill = 1e39)] public double? {|#0:Bad|};", "its Fill is 1E+39 as a float; expected a finite number")]
    [InlineData("[Feature(Missing = MissingValues.Indicator)] public Answer? {|#0:Bad|};",
        "its enum has a value named Missing, as the column for missing values would be named; expected another name, or a value for what is missing")]
    [InlineData("[Feature(Parts = DateParts.Days)] public DateTime? {|#0:Bad|};",
        "its type DateTime? may be null, and null is not a number; expected [Feature(Missing = MissingValues.Indicator)], which adds a column for what is missing, or a computed property, such as [Feature] public DateTime BadOrDefault => Bad ?? default;")]
    public Task Settings_that_do_not_fit_the_member_are_reported_at_its_name(string member, string objection) => DeclarationTest.Reports(
        $$"""
        public enum Species { Setosa, Virginica }
        public enum Answer { Yes, No, Missing }
        #nullable disable

        public class Flower
        {
            {{member}}
            [Feature] public float Good { get; set; }
            [Label] public Species Species { get; set; }
        }

        [CrossEntropyModel<Flower>]
        public sealed partial class Model;
        """,
        ("LG0015", $"'Flower.Bad' cannot be a feature: {objection}"));

    [Fact]
    public void The_text_does_not_grow_with_the_buckets()
    {
        int small = Text(20_000).Length, large = Text(65_000).Length;
        Assert.InRange(large - small, 0, 4000); // the plan of the layer that takes them may differ by a tile
        Assert.Contains("City.0..64999", Text(65_000), StringComparison.Ordinal);

        static string Text(int buckets) => Run($"class Row {{ [LossGen.Feature({buckets})] public string City = \"\"; [LossGen.Label] public bool Y; }}").SingleText;
    }

    [Fact]
    public void Rows_without_such_members_are_generated_as_before()
    {
        string text = Run("class Row { [LossGen.Feature] public double X; [LossGen.Label] public bool Y; }").SingleText;
        Assert.DoesNotContain("RowFeatures", text, StringComparison.Ordinal);
        Assert.DoesNotContain("HasLabel", text, StringComparison.Ordinal);
        Assert.Contains("destination[0] = (float)row.X;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_generator_and_the_library_agree_on_parts_and_on_missing_values()
    {
        Assert.Equal(
            Enum.GetValues<DateParts>().Select(static part => (part.ToString(), (int)part)),
            Enum.GetValues<DatePartSet>().Where(static part => part is not (DatePartSet.OfDate or DatePartSet.All)).Select(static part => (part.ToString(), (int)part)));
        Assert.Equal((int)MissingValues.Indicator, LossGen.Generators.Parsing.FeatureSettings.Indicator);
    }

    private static GeneratorRunOutcome Run(string row) => GeneratorRun.Of<CrossEntropyModelGenerator>()
        .WithReferenceTo<CrossEntropyModelAttribute>()
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AllowInUserCode("CS0649")
        .WithSource(row + " [LossGen.CrossEntropyModel<Row>] sealed partial class Model;")
        .Run()
        .RunsWithoutException()
        .CompilesCleanly();
}
