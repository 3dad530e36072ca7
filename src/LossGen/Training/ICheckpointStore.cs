namespace LossGen;

/// <summary>Keeps the checkpoint of one training run, for <see cref="TrainingCheckpoint"/>.</summary>
/// <remarks>
/// Called by the thread that trains. A failure to write is an <see cref="IOException"/>: training then goes on, and
/// <see cref="TrainingResult.CheckpointError"/> says what was wrong. Whatever else is thrown ends the run.
/// </remarks>
public interface ICheckpointStore
{
    /// <summary>What was written last; null: nothing yet.</summary>
    byte[]? Read();

    /// <summary>Replaces it, whole or not at all.</summary>
    /// <param name="checkpoint">The bytes, a safetensors file with a checksum.</param>
    void Write(byte[] checkpoint);
}
