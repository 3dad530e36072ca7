using LossGen.Reports;
using Xunit;

namespace LossGen.Tests.Reports;

/// <summary>Axes, thinned curves, colours and figures.</summary>
public sealed class ChartPartTests
{
    public static TheoryData<double[], double[], bool> Values => new()
    {
        { [0.9, 0.1], [0, 0.5, 1], false },
        { [1.1, 0.02], [0, 0.5, 1, 1.5], false },
        { [0.51, 0.48], [0.48, 0.49, 0.5, 0.51], false },
        { [2, 0.01], [0.01, 0.1, 1, 10], true },
        { [0.1], [0, 0.05, 0.1], false },
        { [0.3, 0.3], [0, 0.1, 0.2, 0.3], false },
        { [0, 0], [0, 0.2, 0.4, 0.6, 0.8, 1], false },
        { [0, 50_000], [0, 20_000, 40_000, 60_000], false },
        { [1e-9, 1], [1e-9, 1e-7, 1e-5, 1e-3, 1e-1], true },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void An_axis_has_round_numbers_and_room_for_its_values(double[] values, double[] ticks, bool isLogarithmic)
    {
        Axis axis = Axis.OfValues(values);
        Assert.Equal(isLogarithmic, axis.IsLogarithmic);
        Assert.Equal(ticks.Length, axis.Ticks.Count);
        for (int i = 0; i < ticks.Length; i++) Assert.Equal(ticks[i], axis.Ticks[i], 1e-12 * Math.Abs(ticks[i]));
        Assert.All(values, value => Assert.InRange(axis.At(value), -1e-12, 1 + 1e-12));
    }

    [Theory]
    [InlineData(1, new double[] { 1 })]
    [InlineData(3, new double[] { 1, 2, 3 })]
    [InlineData(24, new double[] { 5, 10, 15, 20 })]
    [InlineData(60, new double[] { 20, 40, 60 })]
    [InlineData(100_000, new double[] { 20_000, 40_000, 60_000, 80_000, 100_000 })]
    public void Epochs_are_numbered_in_round_steps(int count, double[] ticks) => Assert.Equal(ticks, Axis.OfEpochs(count).Ticks);

    [Fact]
    public void A_long_curve_keeps_its_ends_and_its_peaks()
    {
        double[] values = [.. Enumerable.Range(0, 10_000).Select(i => i == 4321 ? 9 : i == 7777 ? -9 : Math.Sin(i / 900.0))];
        List<int> kept = Curve.Thinned(Enumerable.Range(0, values.Length).ToArray(), i => values[i]);
        Assert.InRange(kept.Count, Curve.MostPoints / 2, Curve.MostPoints);
        Assert.Equal(kept.Order().Distinct(), kept);
        Assert.Equal((0, values.Length - 1), (kept[0], kept[^1]));
        Assert.Contains(4321, kept);
        Assert.Contains(7777, kept);
        Assert.Equal(Curve.MostPoints, Curve.Thinned(new double[Curve.MostPoints], value => value).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_pair_of_colours_that_meet_is_told_apart(bool isLight)
    {
        Palette palette = isLight ? Palette.Light : Palette.Dark;
        foreach (Rgb ground in new[] { palette.Page, palette.Card })
        {
            Assert.True(palette.Text.Contrast(ground) >= 7, "text");
            Assert.True(palette.Muted.Contrast(ground) >= 4.5, "muted text");
        }
        Assert.All(palette.Lines, line => Assert.True(line.Contrast(palette.Card) >= 3, line.ToString()));
        foreach (bool isHit in new[] { true, false })
        {
            for (int level = 1; level <= Palette.Levels; level++)
            {
                (Rgb ground, Rgb text) = palette.Shade(isHit, level);
                Assert.True(text.Contrast(ground) >= 4.5, $"{text} on {ground}");
            }
        }
    }

    [Fact]
    public void Contrast_is_that_of_the_standard()
    {
        Assert.Equal(21, Rgb.Parse("#ffffff").Contrast(Rgb.Parse("#000000")), 12);
        Assert.Equal(4.54, Rgb.Parse("#767676").Contrast(Rgb.Parse("#ffffff")), 2);
    }

    [Theory]
    [InlineData(1.2, "1.200")]
    [InlineData(0.0449999, "0.04500")]
    [InlineData(0, "0.000")]
    [InlineData(123456, "123456")]
    [InlineData(1.23456e-7, "1.235e-7")]
    [InlineData(double.NaN, "NaN")]
    public void Losses_have_four_digits(double value, string text) => Assert.Equal(text, Figure.Loss(value));

    [Theory]
    [InlineData(0.2, "0.2")]
    [InlineData(100, "100")]
    [InlineData(0.000433658, "0.0004337")]
    [InlineData(5e-5, "5e-5")]
    public void Rates_have_no_zeros_behind(double value, string text) => Assert.Equal(text, Figure.Rate(value));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.25, "0.25")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1e-4")]
    [InlineData(2500, "2500")]
    [InlineData(20_000, "20k")]
    [InlineData(1_500_000, "1.5M")]
    public void Numbers_along_an_axis_are_short(double value, string text) => Assert.Equal(text, Figure.Tick(value));

    [Theory]
    [InlineData(0.000012, "12 µs")]
    [InlineData(0.0651, "65.1 ms")]
    [InlineData(4.256, "4.26 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7500, "2 h 05 min")]
    public void Durations_are_as_fine_as_they_need_to_be(double seconds, string text) => Assert.Equal(text, Figure.Duration(TimeSpan.FromSeconds(seconds)));
}
