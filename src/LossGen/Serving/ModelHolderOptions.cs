using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>How a <see cref="ModelHolder{TModel}"/> learns, saves and reloads.</summary>
public sealed record ModelHolderOptions
{
    private readonly TimeSpan _saveInterval = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _pollInterval = TimeSpan.FromSeconds(1);
    private readonly int _updatesPerVersion = 1;
    private readonly TimeProvider _timeProvider = TimeProvider.System;

    /// <summary>The safetensors file that the model is saved to and reloaded from; null (the default): none.</summary>
    public string? Path { get; init; }

    /// <summary>Time between two saves of a model that has changed, by default 30 seconds; zero: it is saved by <c>Save</c> and <c>DisposeAsync</c> alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than 24 days.</exception>
    public TimeSpan SaveInterval
    {
        get => _saveInterval;
        init => _saveInterval = Interval(value, nameof(SaveInterval));
    }

    /// <summary>Time between two looks at the file, by default a second; zero: it is never reloaded.</summary>
    /// <remarks>
    /// By its time and length, and then by its content. Looking works where notifications of the file system do not arrive: on network shares, in containers. A file that has
    /// changed is loaded when the next look finds it unchanged, so that one which is still being written is left alone.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or longer than 24 days.</exception>
    public TimeSpan PollInterval
    {
        get => _pollInterval;
        init => _pollInterval = Interval(value, nameof(PollInterval));
    }

    /// <summary>
    /// Updates from one published version to the next, 1 (the default) or above. A version is a copy of the model: with some hundred thousand parameters,
    /// or thousands of updates a second, publishing every tenth is cheaper. Those that wait are published with the next save or look at the file at the latest.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int UpdatesPerVersion
    {
        get => _updatesPerVersion;
        init => _updatesPerVersion = Require.AtLeast(value, 1, nameof(UpdatesPerVersion));
    }

    /// <summary>How <c>Update</c> learns; null (the default): as an <see cref="OnlineLearner{TModel}"/> does by default.</summary>
    public OnlineLearnerOptions? Learner { get; init; }

    /// <summary>
    /// Receives what went wrong in the background: a model that could not be saved or loaded. Called on the thread that saves or loads, once for each fault of a kind until
    /// one has another message or a success is between. Null (the default): they are in <see cref="ModelHolder{TModel}.LastFault"/> alone.
    /// </summary>
    /// <remarks>An exception that it throws is ignored.</remarks>
    public Action<ModelHolderFault>? OnFault { get; init; }

    /// <summary>Says when an interval is over, by default the clock of the system.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public TimeProvider TimeProvider
    {
        get => _timeProvider;
        init => _timeProvider = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    }

    /// <summary>Time between two looks of the background work at what is due; infinite if nothing ever is.</summary>
    internal TimeSpan Tick => Path is null ? Timeout.InfiniteTimeSpan : (SaveInterval > TimeSpan.Zero, PollInterval > TimeSpan.Zero) switch
    {
        (true, true) => SaveInterval < PollInterval ? SaveInterval : PollInterval,
        (true, false) => SaveInterval,
        (false, true) => PollInterval,
        _ => Timeout.InfiniteTimeSpan,
    };

    /// <summary>The settings in a line, in the invariant culture.</summary>
    public override string ToString()
    {
        string text = Path is null ? "in memory" : $"'{Path}'";
        if (Path is not null)
        {
            text += SaveInterval > TimeSpan.Zero ? $", saved every {Printed.Duration(SaveInterval)}" : ", saved on request";
            text += PollInterval > TimeSpan.Zero ? $", looked at every {Printed.Duration(PollInterval)}" : ", never reloaded";
        }

        if (UpdatesPerVersion > 1) text += Invariant($", published every {UpdatesPerVersion} updates");
        return Learner is null ? text : $"{text}, {Learner}";
    }

    // What a timer of the runtime takes at most.
    private static TimeSpan Interval(TimeSpan value, string name) => value >= TimeSpan.Zero && value.TotalMilliseconds <= int.MaxValue
        ? value
        : throw Require.OutOfRange(name, value, "zero or above, and at most 24 days");
}
