using System.Text;
using LossGen.Numerics;
using LossGen.Tests.Models;
using Xunit;

namespace LossGen.Tests.TypedRows;

public enum Level
{
    Low,
    High,
}

/// <summary>Every member that is more than a number: strings, dates, durations, missing values.</summary>
public sealed record Trip(
    [Feature(buckets: 8)] string From,
    [Feature(buckets: 4, Missing = MissingValues.Indicator)] string? To,
    [Feature(Parts = DateParts.TimeOfDay | DateParts.DayOfWeek | DateParts.DayOfYear | DateParts.Days)] DateTime Start,
    [Feature] TimeSpan Duration,
    [Feature(Missing = MissingValues.Indicator, Fill = 40)] int? Age,
    [Feature(Missing = MissingValues.Indicator)] float Distance,
    [Feature(Missing = MissingValues.Indicator)] Level? Comfort,
    [Feature(Missing = MissingValues.Indicator)] bool? IsReturn,
    [Feature(Missing = MissingValues.Indicator)] Topics? Reading,
    [Label] Level? Satisfaction);

[CrossEntropyModel<Trip>]
public sealed partial class TripModel;

public sealed class Moments
{
    [Feature(Parts = DateParts.DayOfWeek | DateParts.DayOfYear)]
    public DateOnly Day { get; init; }

    [Feature(Parts = DateParts.TimeOfDay)]
    public TimeOnly Clock { get; init; }

    [Feature(Parts = DateParts.TimeOfDay | DateParts.Days)]
    public DateTimeOffset Stamp { get; init; }

    [Feature(Parts = DateParts.TimeOfDay, Missing = MissingValues.Indicator)]
    public DateTime? Start { get; init; }

    [Feature(Parts = DateParts.Days, Missing = MissingValues.Indicator)]
    public DateOnly? Birth { get; init; }

    [Feature(Parts = DateParts.TimeOfDay, Missing = MissingValues.Indicator)]
    public TimeOnly? Alarm { get; init; }

    [Feature(Parts = DateParts.Days, Missing = MissingValues.Indicator)]
    public DateTimeOffset? Seen { get; init; }

    [Feature(Missing = MissingValues.Indicator)]
    public TimeSpan? Pause { get; init; }

    [Feature(Missing = MissingValues.Indicator, Fill = -1.5)]
    public decimal? Price { get; init; }

    [Feature(Missing = MissingValues.Indicator)]
    public Half Share { get; init; }

    [Label(classes: 3)]
    public long? Class { get; init; }
}

[CrossEntropyModel<Moments>]
public sealed partial class MomentsModel;

public class FeatureKindTests
{
    internal static readonly Trip Full = new(
        "Paris", "東京", new DateTime(2024, 2, 29, 18, 0, 0), TimeSpan.FromMinutes(1.5), 31, 2.5f, Level.High, true, Topics.Food | Topics.Sport, Level.High);

    private static readonly Trip Empty = Full with { To = null, Age = null, Distance = float.NaN, Comfort = null, IsReturn = null, Reading = null, Satisfaction = null };

    [Fact]
    public void Columns_have_the_names_of_their_members_and_parts() => Assert.Equal(
        "From.0 From.1 From.2 From.3 From.4 From.5 From.6 From.7 To.0 To.1 To.2 To.3 To.Missing Start.TimeOfDay.Sin Start.TimeOfDay.Cos "
        + "Start.Monday Start.Tuesday Start.Wednesday Start.Thursday Start.Friday Start.Saturday Start.Sunday Start.DayOfYear.Sin Start.DayOfYear.Cos Start.Days "
        + "Duration Age Age.Missing Distance Distance.Missing Comfort.Low Comfort.High Comfort.Missing IsReturn IsReturn.Missing "
        + "Reading.Sport Reading.Music Reading.Food Reading.Missing",
        string.Join(' ', TripModel.FeatureNames.ToArray()));

    [Fact]
    public void Values_are_where_their_names_are()
    {
        Columns full = Of(Full), empty = Of(Empty);
        AssertOnly(full, "From.", "From.3");
        AssertOnly(full, "To.", "To.2");
        AssertOnly(empty, "To.", "To.Missing");
        AssertOnly(full, "Start.", "Start.Thursday", except: ["Start.TimeOfDay.Sin", "Start.TimeOfDay.Cos", "Start.DayOfYear.Sin", "Start.DayOfYear.Cos", "Start.Days"]);
        Assert.Equal((-1, 0), (full["Start.TimeOfDay.Sin"], full["Start.TimeOfDay.Cos"]));
        Assert.Equal(0.855097354955421, full["Start.DayOfYear.Sin"], 1e-7); // of Python's datetime and math
        Assert.Equal(0.5184674662389558, full["Start.DayOfYear.Cos"], 1e-7);
        Assert.Equal((8825.75f, 90), (full["Start.Days"], full["Duration"]));
        Assert.Equal((31, 0, 40, 1), (full["Age"], full["Age.Missing"], empty["Age"], empty["Age.Missing"]));
        Assert.Equal((2.5f, 0, 0, 1), (full["Distance"], full["Distance.Missing"], empty["Distance"], empty["Distance.Missing"]));
        AssertOnly(full, "Comfort.", "Comfort.High");
        AssertOnly(empty, "Comfort.", "Comfort.Missing");
        Assert.Equal((1, 0, 0, 1), (full["IsReturn"], full["IsReturn.Missing"], empty["IsReturn"], empty["IsReturn.Missing"]));
        Assert.Equal((1, 0, 1, 0), (full["Reading.Sport"], full["Reading.Music"], full["Reading.Food"], full["Reading.Missing"]));
        AssertOnly(empty, "Reading.", "Reading.Missing");
    }

    [Fact]
    public void Dates_times_and_offsets_have_their_parts()
    {
        var full = new Moments
        {
            Day = new(1999, 12, 31),
            Clock = new(6, 45),
            Stamp = new(2026, 11, 26, 6, 45, 0, TimeSpan.FromHours(5)),
            Start = new(2024, 1, 1, 12, 0, 0),
            Birth = new(2000, 1, 2),
            Alarm = new(0, 0),
            Seen = new(2000, 1, 1, 12, 0, 0, TimeSpan.FromHours(-3)),
            Pause = TimeSpan.FromSeconds(-2),
            Price = 9.5m,
            Share = (Half)0.25,
        };
        var (some, none) = (Of<MomentsModel, Moments, long>(full), Of<MomentsModel, Moments, long>(new Moments { Share = Half.NaN }));
        AssertOnly(some, "Day.", "Day.Friday", except: ["Day.DayOfYear.Sin", "Day.DayOfYear.Cos"]);
        Assert.Equal(Math.Sin(2 * Math.PI * 364 / 365), some["Day.DayOfYear.Sin"], 1e-7);
        Assert.Equal(0.9807852804032304, some["Clock.TimeOfDay.Sin"], 1e-7);
        Assert.Equal(-0.1950903220161282, some["Clock.TimeOfDay.Cos"], 1e-7);
        Assert.Equal(some["Clock.TimeOfDay.Sin"], some["Stamp.TimeOfDay.Sin"]); // as its clock shows, whatever its offset
        Assert.Equal(9826.28125f, some["Stamp.Days"]);
        Assert.Equal((0, -1, 0), (some["Start.TimeOfDay.Sin"], some["Start.TimeOfDay.Cos"], some["Start.Missing"]));
        Assert.Equal((1, 0, 0, 1), (some["Birth.Days"], some["Birth.Missing"], some["Alarm.TimeOfDay.Sin"], some["Alarm.TimeOfDay.Cos"]));
        Assert.Equal((0.5f, -2, 9.5f, 0.25f), (some["Seen.Days"], some["Pause"], some["Price"], some["Share"]));
        foreach (string name in new[] { "Start", "Birth", "Alarm", "Seen", "Pause", "Price", "Share" })
        {
            Assert.Equal(0, some[name + ".Missing"]);
            Assert.Equal(1, none[name + ".Missing"]);
        }

        Assert.Equal((0, 0, 0, -1.5f, 0), (none["Start.TimeOfDay.Cos"], none["Birth.Days"], none["Pause"], none["Price"], none["Share"]));
    }

    /// <summary>The same hash as scikit-learn 1.2.1's murmurhash3_32, and the same column as its FeatureHasher without alternating signs.</summary>
    [Theory]
    [InlineData(2, 0, 1, 1, 0, 1, 0)]
    [InlineData(8, 2, 3, 3, 6, 3, 6)]
    [InlineData(64, 50, 51, 59, 62, 35, 14)]
    [InlineData(1000, 850, 955, 595, 102, 547, 982)]
    public void Buckets_are_those_of_scikit_learn(int buckets, params int[] expected)
    {
        string[] texts = ["a", "Paris", "Köln", "東京", "The quick brown fox jumps over the lazy dog", new('x', 1000)];
        Assert.Equal(expected, texts.Select(text => LossGen.TypedRows.RowFeatures.BucketOf(text, buckets)));
    }

    [Theory]
    [InlineData(0u, 0u, 0x3C2569B2u, 0x9BBFD75Fu, 0xB3DD93FAu, 0x43ED676Au)]
    [InlineData(0x9747B28Cu, 0xEBB6C228u, 0x7FA09EA6u, 0x74875592u, 0xC84A62DDu, 0xF0478627u)]
    public void The_hash_is_MurmurHash3(uint seed, params uint[] expected)
    {
        string[] texts = ["", "a", "ab", "abc", "abcd"];
        Assert.Equal(expected, texts.Select(text => MurmurHash3.Hash32(Encoding.UTF8.GetBytes(text), seed)));
    }

    [Fact]
    public void Points_on_the_circle_are_exact_where_they_can_be_and_near_elsewhere()
    {
        Assert.Equal([(0d, 1d), (1d, 0d), (0d, -1d), (-1d, 0d)], new[] { 0, 0.25, 0.5, 0.75 }.Select(Turns.SinCos));
        for (int i = 0; i <= 8640; i++)
        {
            double turns = i / 8640.0;
            (double sin, double cos) = Turns.SinCos(turns);
            Assert.Equal(Math.Sin(2 * Math.PI * turns), sin, 2e-15); // the angle itself is rounded to 9e-16
            Assert.Equal(Math.Cos(2 * Math.PI * turns), cos, 2e-15);
        }
    }

    [Fact]
    public void A_row_without_a_label_is_predicted_and_refused_where_a_label_is_needed()
    {
        Trip[] trips = [.. Enumerable.Range(0, 40)
            .Select(static i => Full with { Age = i % 2 == 0 ? null : 20, Distance = i % 5, Satisfaction = i % 2 == 0 ? Level.Low : Level.High })];
        var model = new TripModel();
        model.Fit(trips, new TrainingOptions { Epochs = 200, Standardize = true });
        Assert.Equal(1, model.Evaluate(trips).Accuracy);
        Assert.Equal(Level.Low, model.Predict(Full with { Age = null, Satisfaction = null }));
        Assert.Equal(Level.High, model.Predict(Full with { Age = 20, Satisfaction = null }));

        float[] before = model.Parameters.ToArray();
        Trip[] one = [.. trips.Take(3), trips[3] with { Satisfaction = null }];
        foreach (Action needs in new Action[]
        {
            () => model.Fit(one), () => model.Loss(one), () => model.Evaluate(one), () => model.FitTemperature(one), () => model.LabelsOf(one), () => model.TargetsOf(one),
            () => model.Fit(model.BatchesOf(one, 2)), () => CrossValidation.Run(() => new TripModel(), one),
        })
        {
            Assert.StartsWith("The Satisfaction of row 3 is null; expected a label", Assert.Throws<ArgumentException>(needs).Message, StringComparison.Ordinal);
        }

        Assert.StartsWith("The Satisfaction of row 0 is null", Assert.Throws<ArgumentException>("row", () => model.Update(one[3], 0.1f)).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Parameters.ToArray());
        Assert.Equal((true, false), (HasLabel<TripModel, Trip, Level>(one[0]), HasLabel<TripModel, Trip, Level>(one[3])));
        Assert.True(HasLabel<FlowerModel, Flower, Species>(Selection.CrossValidationTests.Flowers(1)[0]));
        Assert.Throws<InvalidOperationException>(() => LabelOf<TripModel, Trip, Level>(one[3]));
    }

    [Fact]
    public void What_may_not_be_missing_is_named()
    {
        var model = new TripModel();
        Assert.StartsWith("The From of row 1 is null; expected a string", Assert.Throws<ArgumentException>(() => model.FeaturesOf([Full, Full with { From = null! }])).Message, StringComparison.Ordinal);
        Assert.StartsWith("The Comfort of row 0 is 7; expected a value that Level defines.", Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(Full with { Comfort = (Level)7 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("The Reading of row 0 is 4", Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(Full with { Reading = (Topics)4 })).Message, StringComparison.Ordinal);
        Assert.StartsWith("Distance of row 0 is ", Assert.Throws<ArgumentException>(() => model.Predict(Full with { Distance = float.PositiveInfinity })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_row()
    {
        var model = new TripModel();
        var features = new float[TripModel.FeatureCount];
        Trip longName = Full with { From = new string('ü', 5000) };
        Assert.Equal(0, Allocation.Of(() => TripModel.WriteFeatures(Full, features)));
        Assert.Equal(0, Allocation.Of(() => TripModel.WriteFeatures(Empty, features)));
        Assert.Equal(0, Allocation.Of(() => TripModel.WriteFeatures(longName, features)));
        Assert.Equal(0, Allocation.Of(() => model.Predict(Full)));
        Assert.Equal(0, Allocation.Of(() => model.Update(Full, 1e-6f)));
        Assert.Equal(0, Allocation.Of(() => MomentsModel.WriteFeatures(Unknown, Wide)));
    }

    /// <summary>A linear model makes up for any number in place of a missing one by the weight of the indicator.</summary>
    [Fact]
    public void The_fill_does_not_matter_to_a_linear_model()
    {
        var data = new TestData(6);
        float[] zero = new float[200 * 2], other = new float[200 * 2];
        var labels = new int[200];
        for (int i = 0; i < 200; i++)
        {
            float? value = i % 4 == 0 ? null : (float)data.Normal();
            LossGen.TypedRows.RowFeatures.Optional(value, 0, zero.AsSpan(2 * i, 2));
            LossGen.TypedRows.RowFeatures.Optional(value, 7, other.AsSpan(2 * i, 2));
            labels[i] = (value ?? -0.5) + data.Normal() > 0 ? 1 : 0;
        }

        var options = new TrainingOptions { Optimizer = Optimizer.Lbfgs(), Epochs = 200, L2 = 0 };
        Assert.Equal(Fitted(zero), Fitted(other), 1e-5);

        double Fitted(float[] rows)
        {
            var model = new Binary2();
            model.Fit(rows, labels, options);
            return model.Loss(rows, labels);
        }
    }

    private static readonly Moments Unknown = new();

    private static readonly float[] Wide = new float[MomentsModel.FeatureCount];

    private static bool HasLabel<TModel, TRow, TLabel>(TRow row)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct => TModel.HasLabel(in row);

    private static TLabel LabelOf<TModel, TRow, TLabel>(TRow row)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct => TModel.LabelOf(in row);

    private static Columns Of(Trip trip) => Of<TripModel, Trip, Level>(trip);

    private static Columns Of<TModel, TRow, TLabel>(TRow row)
        where TModel : class, ITypedModel<TModel, TRow, TLabel>
        where TLabel : struct
    {
        var features = new float[TModel.FeatureCount];
        Array.Fill(features, 99); // what is not written shows
        TModel.WriteFeatures(in row, features);
        return new(TModel.FeatureNames.ToArray(), features);
    }

    private static void AssertOnly(Columns columns, string prefix, string one, string[]? except = null) => Assert.All(
        columns.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && except?.Contains(name) != true), name => Assert.Equal(name == one ? 1 : 0, columns[name]));

    private sealed record Columns(string[] Names, float[] Values)
    {
        public float this[string name] => Values[Array.IndexOf(Names, name) is >= 0 and var at ? at : throw new ArgumentException(name)];
    }
}
