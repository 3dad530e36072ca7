using Orleans;

namespace LossGen.Orleans;

/// <summary>What a run is.</summary>
/// <param name="Model">The full name of the model's class.</param>
/// <param name="Shards">The training set.</param>
/// <param name="Settings">The settings of what reads it.</param>
/// <param name="Options">The options.</param>
/// <param name="Start">The model that it starts with.</param>
[GenerateSerializer]
[Immutable]
internal sealed record RunSpecification(
    [property: Id(0)] string Model, [property: Id(1)] string Shards, [property: Id(2)] string Settings, [property: Id(3)] byte[] Options, [property: Id(4)] byte[] Start);

/// <summary>How far a run is.</summary>
[GenerateSerializer]
internal enum RunState
{
    /// <summary>This coordinator does not know the run.</summary>
    Unknown,

    /// <summary>It trains.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>It has failed.</summary>
    Failed,

    /// <summary>It is another one than the client asks for.</summary>
    Another,
}

/// <summary>What a client learns of a run.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Epochs">Epochs that the client has not seen.</param>
[GenerateSerializer]
[Immutable]
internal sealed record RunStatus([property: Id(0)] RunState State, [property: Id(1)] EpochMessage[] Epochs)
{
    /// <summary>What it came to, once it has ended.</summary>
    [Id(2)]
    public ResultMessage? Result { get; init; }

    /// <summary>What went wrong, if it has failed.</summary>
    [Id(3)]
    public FaultMessage? Fault { get; init; }

    /// <summary>What the run differs in from what the client asks for under its name.</summary>
    [Id(4)]
    public string? Difference { get; init; }

    /// <summary>How often the run has been begun or taken up here: a client whose run was cancelled is not to follow the one that another has taken up.</summary>
    [Id(5)]
    public int Attempt { get; init; }
}

/// <summary>An epoch.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct EpochMessage(
    [property: Id(0)] int Epoch,
    [property: Id(1)] int Epochs,
    [property: Id(2)] double Loss,
    [property: Id(3)] double LearningRate,
    [property: Id(4)] double GradientNorm,
    [property: Id(5)] TimeSpan Elapsed,
    [property: Id(6)] double Objective,
    [property: Id(7)] double ValidationLoss,
    [property: Id(8)] double ValidationAccuracy)
{
    public static EpochMessage Of(TrainingProgress epoch) => new(
        epoch.Epoch, epoch.Epochs, epoch.Loss, epoch.LearningRate, epoch.GradientNorm, epoch.Elapsed, epoch.Objective, epoch.ValidationLoss, epoch.ValidationAccuracy);

    public TrainingProgress ToProgress() => new(Epoch, Epochs, Loss, LearningRate, GradientNorm, Elapsed)
    {
        Objective = Objective,
        ValidationLoss = ValidationLoss,
        ValidationAccuracy = ValidationAccuracy,
    };
}

/// <summary>What a run came to.</summary>
[GenerateSerializer]
[Immutable]
internal sealed record ResultMessage(
    [property: Id(0)] byte[] Model,
    [property: Id(1)] StopReason StopReason,
    [property: Id(2)] double Loss,
    [property: Id(3)] EpochMessage[] History,
    [property: Id(4)] TimeSpan Duration,
    [property: Id(5)] int BestEpoch,
    [property: Id(6)] double ValidationLoss,
    [property: Id(7)] string? CheckpointError,
    [property: Id(8)] byte[]? Options,
    [property: Id(9)] string[] Advice)
{
    public static ResultMessage Of(byte[] model, TrainingResult result) => new(
        model,
        result.StopReason,
        result.Loss,
        [.. result.History.Select(EpochMessage.Of)],
        result.Duration,
        result.BestEpoch,
        result.ValidationLoss,
        result.CheckpointError,
        result.Options is null ? null : ShardTraining.ToBytes(result.Options with { Checkpoint = null, Validation = null }),
        [.. result.Advice]);

    /// <summary>The result, with the checkpoint and validation set that the client gave.</summary>
    public TrainingResult ToResult(TrainingOptions given) => new()
    {
        StopReason = StopReason,
        Epochs = History.Length,
        Loss = Loss,
        History = [.. History.Select(static epoch => epoch.ToProgress())],
        Duration = Duration,
        BestEpoch = BestEpoch,
        ValidationLoss = ValidationLoss,
        CheckpointError = CheckpointError,
        Options = Options is null ? null : ShardTraining.OptionsOf(Options) with { Checkpoint = given.Checkpoint, Validation = given.Validation },
        Advice = Advice,
    };
}

/// <summary>What went wrong.</summary>
/// <param name="Message">All of it.</param>
/// <param name="Shard">The shard, or −1.</param>
/// <param name="Place">The silo, or empty.</param>
/// <param name="Epoch">Finished epochs.</param>
[GenerateSerializer]
[Immutable]
internal sealed record FaultMessage([property: Id(0)] string Message, [property: Id(1)] int Shard, [property: Id(2)] string Place, [property: Id(3)] int Epoch);

/// <summary>A request to the shards of a silo.</summary>
/// <param name="Run">Whose run it is.</param>
/// <param name="Model">The full name of the model's class.</param>
/// <param name="Shards">The training set.</param>
/// <param name="Settings">The settings of what reads it.</param>
/// <param name="Threads">Threads that compute.</param>
/// <param name="First">The first shard that the silo has.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Request">What is asked.</param>
[GenerateSerializer]
[Immutable]
internal sealed record HostRequest(
    [property: Id(0)] string Run,
    [property: Id(1)] string Model,
    [property: Id(2)] string Shards,
    [property: Id(3)] string Settings,
    [property: Id(4)] int Threads,
    [property: Id(5)] int First,
    [property: Id(6)] int Count,
    [property: Id(7)] byte[] Request);

/// <summary>What a silo answers.</summary>
/// <param name="Answer">What the worker answered; null if there is none.</param>
/// <param name="Fault">Why there is none.</param>
[GenerateSerializer]
[Immutable]
internal sealed record HostAnswer([property: Id(0)] byte[]? Answer, [property: Id(1)] string? Fault);
