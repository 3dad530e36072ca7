using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace LossGen.Orleans;

/// <summary>What a grain storage holds of a run.</summary>
[GenerateSerializer]
internal sealed class CheckpointState
{
    /// <summary>The checkpoint.</summary>
    [Id(0)]
    public byte[] Bytes { get; set; } = [];
}

/// <summary>Keeps the checkpoint of a run in a grain storage, under the identity of its coordinator.</summary>
internal sealed class GrainCheckpointStore(IGrainStorage storage, GrainId coordinator) : ICheckpointStore
{
    private const string Name = "checkpoint";

    private readonly GrainState<CheckpointState> _state = new(new CheckpointState());

    /// <inheritdoc/>
    public byte[]? Read()
    {
        Wait(() => storage.ReadStateAsync(Name, coordinator, _state));
        return _state.RecordExists && _state.State is { Bytes.Length: > 0 } state ? state.Bytes : null;
    }

    /// <inheritdoc/>
    public void Write(byte[] checkpoint)
    {
        _state.State = new CheckpointState { Bytes = checkpoint };
        Wait(() => storage.WriteStateAsync(Name, coordinator, _state));
    }

    /// <summary>Removes it.</summary>
    public void Clear() => Wait(() => storage.ClearStateAsync(Name, coordinator, _state));

    private static void Wait(Func<Task> call)
    {
        try
        {
            Task.Run(call).GetAwaiter().GetResult();
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            // Another coordinator of the run may have written meanwhile; whatever it is, the run goes on without this checkpoint.
            throw new IOException($"The grain storage has refused the checkpoint: {fault.Message}", fault);
        }
    }
}
