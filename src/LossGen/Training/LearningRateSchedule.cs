using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>The learning rate of each epoch. Schedules are immutable: one instance may serve any number of concurrent training runs.</summary>
/// <remarks>In the formulas the epoch counts from 0, so the first epoch runs at the initial rate. A plain number converts to a constant rate.</remarks>
/// <example><code>
/// var options = new TrainingOptions { LearningRate = LearningRateSchedule.StepDecay(0.1, factor: 0.5, everyEpochs: 20) };
/// </code></example>
public abstract class LearningRateSchedule
{
    private protected LearningRateSchedule()
    {
    }

    /// <summary>The same rate in every epoch.</summary>
    /// <param name="rate">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is out of range.</exception>
    public static LearningRateSchedule Constant(double rate) => new ConstantSchedule(Require.Positive(rate, nameof(rate)));

    /// <summary>A constant rate.</summary>
    /// <param name="rate">Finite, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rate"/> is out of range.</exception>
    // As a user has written it, which is where a number becomes a schedule.
    public static implicit operator LearningRateSchedule(double rate) => new ConstantSchedule(Require.Positive(rate, nameof(TrainingOptions.LearningRate)));

    /// <summary><c>initial / (1 + decay · epoch)</c>.</summary>
    /// <remarks>Robbins and Monro, "A stochastic approximation method", 1951: rates whose sum diverges while the sum of their squares does not.</remarks>
    /// <param name="initial">The first epoch's rate; finite, above 0.</param>
    /// <param name="decay">Finite, 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule TimeDecay(double initial, double decay) =>
        new TimeDecaySchedule(Require.Positive(initial, nameof(initial)), Require.NonNegative(decay, nameof(decay)));

    /// <summary><c>initial · factor^⌊epoch / everyEpochs⌋</c>.</summary>
    /// <param name="initial">The first epoch's rate; finite, above 0.</param>
    /// <param name="factor">What the rate is multiplied by; above 0, at most 1.</param>
    /// <param name="everyEpochs">Epochs between two reductions; 1 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule StepDecay(double initial, double factor, int everyEpochs) => new StepDecaySchedule(
        Require.Positive(initial, nameof(initial)),
        factor is > 0 and <= 1 ? factor : throw Require.OutOfRange(nameof(factor), factor, "a number above 0 and at most 1"),
        Require.AtLeast(everyEpochs, 1, nameof(everyEpochs)));

    /// <summary><c>initial · exp(−rate · epoch)</c>.</summary>
    /// <param name="initial">The first epoch's rate; finite, above 0.</param>
    /// <param name="rate">The decay an epoch; finite, 0 or above.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule ExponentialDecay(double initial, double rate) =>
        new ExponentialDecaySchedule(Require.Positive(initial, nameof(initial)), Require.NonNegative(rate, nameof(rate)));

    /// <summary>Half a cosine: <c>minimum + (initial − minimum) · (1 + cos(π · epoch / epochs)) / 2</c>, and <c>minimum</c> from then on.</summary>
    /// <remarks>Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, equation 5, without restarts.</remarks>
    /// <param name="initial">The first epoch's rate; finite, above 0.</param>
    /// <param name="epochs">Epochs until the minimum is reached; 1 or above.</param>
    /// <param name="minimum">The rate at the end, from 0 to <paramref name="initial"/>. At a rate of 0 the model no longer changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule Cosine(double initial, int epochs, double minimum = 0) => new CosineSchedule(
        Require.Positive(initial, nameof(initial)),
        Require.AtLeast(epochs, 1, nameof(epochs)),
        Require.Minimum(minimum, initial, nameof(minimum)));

    /// <summary>Multiplies the rate by a factor whenever the loss has not improved for a number of epochs.</summary>
    /// <remarks>
    /// An improvement is a loss below the best so far by more than a ten-thousandth of it. After a reduction the count starts again.
    /// </remarks>
    /// <param name="initial">The first epoch's rate; finite, above 0.</param>
    /// <param name="factor">What the rate is multiplied by; above 0, below 1.</param>
    /// <param name="patience">Epochs in a row without improvement that reduce the rate; 0 counts as 1.</param>
    /// <param name="minimum">The rate is never reduced below this; from 0 to <paramref name="initial"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static LearningRateSchedule ReduceOnPlateau(double initial, double factor = 0.1, int patience = 10, double minimum = 0) =>
        new PlateauSchedule(
            Require.Positive(initial, nameof(initial)),
            factor is > 0 and < 1 ? factor : throw Require.OutOfRange(nameof(factor), factor, "a number above 0 and below 1"),
            Require.AtLeast(patience, 0, nameof(patience)),
            Require.Minimum(minimum, initial, nameof(minimum)));

    /// <summary>Any function of the epoch, which counts from 0.</summary>
    /// <param name="rate">
    /// The rate of an epoch: finite, 0 or above; anything else ends training with an <see cref="InvalidOperationException"/> that names the epoch
    /// and the rate. Called once an epoch, on the thread that trains.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="rate"/> is null.</exception>
    public static LearningRateSchedule Custom(Func<int, double> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        return new CustomSchedule(rate);
    }

    /// <summary>Begins a training run. What the schedule has to remember during the run is kept in the returned state.</summary>
    internal abstract ScheduleState Start();

    /// <summary>The settings, for equality.</summary>
    private protected abstract object Settings { get; }

    /// <summary>The settings, a number or a tuple of them.</summary>
    internal object Numbers => Settings;

    /// <summary>Whether the other is the same kind of schedule with the same settings.</summary>
    /// <param name="obj">The other.</param>
    public override bool Equals(object? obj) =>
        obj is LearningRateSchedule other && other.GetType() == GetType() && other.Settings.Equals(Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), Settings);
}
