using System.Globalization;
using Xunit;

namespace LossGen.Tests.Training;

public class LearningRateScheduleTests
{
    [Fact]
    public void A_number_is_a_constant_rate()
    {
        LearningRateSchedule schedule = 0.25;
        Assert.All(Rates(schedule, 5), rate => Assert.Equal(0.25, rate));
        Assert.Equal(LearningRateSchedule.Constant(0.25), schedule);
    }

    [Fact]
    public void Time_decay_divides_by_one_plus_decay_times_epoch() =>
        AssertRates([0.5, 0.4, 1 / 3.0, 2 / 7.0, 0.25], LearningRateSchedule.TimeDecay(0.5, 0.25));

    [Fact]
    public void Step_decay_multiplies_every_so_many_epochs() =>
        AssertRates([0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2], LearningRateSchedule.StepDecay(0.8, 0.5, 3));

    [Fact]
    public void Exponential_decay_halves_after_ln_2_over_rate()
    {
        // exp(−(ln 2 / 2) · epoch): halved every two epochs
        double h = Math.Sqrt(0.5);
        AssertRates([1, h, 0.5, 0.5 * h, 0.25], LearningRateSchedule.ExponentialDecay(1, Math.Log(2) / 2));
    }

    [Fact]
    public void Cosine_falls_along_half_a_cosine_and_holds_the_minimum()
    {
        // cos 60° = 1/2, cos 120° = −1/2
        AssertRates([1.1, 0.85, 0.35, 0.1, 0.1, 0.1], LearningRateSchedule.Cosine(1.1, 3, 0.1));
        AssertRates([1, 0.5, 0, 0], LearningRateSchedule.Cosine(1, 2));
    }

    [Fact]
    public void Custom_calls_the_function_with_epochs_from_0() =>
        AssertRates([1, 2, 3], LearningRateSchedule.Custom(epoch => epoch + 1));

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(-0.5, "-0.5")]
    public void A_custom_rate_that_is_no_rate_is_refused_with_epoch_and_value(double rate, string text)
    {
        ScheduleRun run = new(LearningRateSchedule.Custom(epoch => epoch < 2 ? 0.1 : rate));
        Assert.Equal(0.1, run.Next(0));
        Assert.Equal(0.1, run.Next(0));
        var error = Assert.Throws<InvalidOperationException>(() => run.Next(0));
        Assert.Contains("epoch 2", error.Message, StringComparison.Ordinal);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_plateau_the_rate_falls_after_patience_epochs_without_improvement()
    {
        ScheduleRun run = new(LearningRateSchedule.ReduceOnPlateau(1, 0.5, patience: 2, minimum: 0.2));
        double[] losses = [3, 2, 2, 2, 1, 1.5, 1.2, 1, 1, 1, 1, 1, 1, 1];
        double[] expected = [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2];
        Assert.Equal(expected, losses.Select(run.Next));
    }

    [Fact]
    public void An_improvement_smaller_than_a_ten_thousandth_counts_as_none()
    {
        ScheduleRun small = new(LearningRateSchedule.ReduceOnPlateau(1, 0.5, patience: 1));
        ScheduleRun large = new(LearningRateSchedule.ReduceOnPlateau(1, 0.5, patience: 1));
        small.Next(2);
        small.Next(2 * (1 - 0.9e-4));
        large.Next(2);
        large.Next(2 * (1 - 1.1e-4));
        Assert.Equal(0.5, small.Next(0));
        Assert.Equal(1, large.Next(0));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_counts_as_no_improvement()
    {
        ScheduleRun run = new(LearningRateSchedule.ReduceOnPlateau(1, 0.5, patience: 1));
        run.Next(double.NaN);
        Assert.Equal(0.5, run.Next(1));
        Assert.Equal(0.5, run.Next(0.5));
    }

    [Fact]
    public void One_plateau_schedule_serves_several_trainings()
    {
        LearningRateSchedule schedule = LearningRateSchedule.ReduceOnPlateau(1, 0.5, patience: 1);
        ScheduleRun first = new(schedule);
        ScheduleRun second = new(schedule);
        for (int i = 0; i < 3; i++) first.Next(1);
        Assert.Equal(0.25, first.Next(1));
        Assert.Equal(1, second.Next(1));
    }

    [Fact]
    public void Rates_are_computed_without_allocating()
    {
        LearningRateSchedule[] schedules =
        [
            0.1, LearningRateSchedule.TimeDecay(1, 0.1), LearningRateSchedule.StepDecay(1, 0.5, 2), LearningRateSchedule.ExponentialDecay(1, 0.1),
            LearningRateSchedule.Cosine(1, 10), LearningRateSchedule.ReduceOnPlateau(1), LearningRateSchedule.Custom(static _ => 1),
        ];
        foreach (LearningRateSchedule schedule in schedules)
        {
            LossGen.Training.ScheduleState state = schedule.Start();
            Assert.Equal(0, Allocation.Of(() =>
            {
                for (int epoch = 0; epoch < 20; epoch++)
                {
                    state.Rate(epoch);
                    state.Observe(1);
                }
            }));
        }
    }

    [Fact]
    public void Schedules_are_equal_by_kind_and_settings()
    {
        Assert.Equal(LearningRateSchedule.Cosine(1, 5, 0.1), LearningRateSchedule.Cosine(1, 5, 0.1));
        Assert.Equal(LearningRateSchedule.Cosine(1, 5).GetHashCode(), LearningRateSchedule.Cosine(1, 5).GetHashCode());
        Assert.NotEqual(LearningRateSchedule.Cosine(1, 5), LearningRateSchedule.Cosine(1, 6));
        Assert.NotEqual(LearningRateSchedule.TimeDecay(1, 0.5), LearningRateSchedule.ExponentialDecay(1, 0.5));
        Assert.Equal(new TrainingOptions(), new TrainingOptions());
    }

    [Fact]
    public void Text_shows_the_settings_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fr-FR");
            Assert.Equal("Constant(0.5)", LearningRateSchedule.Constant(0.5).ToString());
            Assert.Equal("TimeDecay(0.5, decay: 0.1)", LearningRateSchedule.TimeDecay(0.5, 0.1).ToString());
            Assert.Equal("StepDecay(0.5, factor: 0.1, everyEpochs: 3)", LearningRateSchedule.StepDecay(0.5, 0.1, 3).ToString());
            Assert.Equal("ExponentialDecay(0.5, rate: 0.1)", LearningRateSchedule.ExponentialDecay(0.5, 0.1).ToString());
            Assert.Equal("Cosine(0.5, epochs: 9, minimum: 0.1)", LearningRateSchedule.Cosine(0.5, 9, 0.1).ToString());
            Assert.Equal("ReduceOnPlateau(0.5, factor: 0.1, patience: 10, minimum: 0)", LearningRateSchedule.ReduceOnPlateau(0.5).ToString());
            Assert.Equal("Custom", LearningRateSchedule.Custom(_ => 1).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void AssertRates(double[] expected, LearningRateSchedule schedule)
    {
        double[] actual = Rates(schedule, expected.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-15);
    }

    private static double[] Rates(LearningRateSchedule schedule, int epochs)
    {
        ScheduleRun run = new(schedule);
        return [.. Enumerable.Range(0, epochs).Select(_ => run.Next(0))];
    }

    /// <summary>A training run as the schedule sees it: asks for each epoch's rate, then tells its loss.</summary>
    private sealed class ScheduleRun(LearningRateSchedule schedule)
    {
        private readonly LossGen.Training.ScheduleState _state = schedule.Start();
        private int _epoch;

        public double Next(double loss)
        {
            double rate = _state.Rate(_epoch++);
            _state.Observe(loss);
            return rate;
        }
    }
}
