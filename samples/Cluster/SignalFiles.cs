using System.Runtime.InteropServices;
using LossGen;

namespace Cluster;

/// <summary>Signals in files of one folder: signals-0.bin, signals-1.bin, and so on; each is a shard. The last one is for validation.</summary>
/// <remarks>A row in a file is the sender, an int, and 64 floats.</remarks>
internal sealed class SignalFiles(string folder) : ITrainingShards
{
    private const int RowLength = sizeof(int) + (SignalModel.FeatureCount * sizeof(float)), RowsOfBatch = 500;

    public int Count { get; } = Directory.GetFiles(folder, "signals-*.bin").Length;

    public bool IsForValidation(int shard) => shard == Count - 1;

    public IEnumerable<TrainingBatch> Read(int shard)
    {
        using FileStream file = File.OpenRead(PathOf(folder, shard));
        var bytes = new byte[RowsOfBatch * RowLength];
        var rows = new float[RowsOfBatch * SignalModel.FeatureCount];
        var senders = new int[RowsOfBatch];
        for (int read; (read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)) > 0;)
        {
            int count = read / RowLength;
            for (int row = 0; row < count; row++)
            {
                ReadOnlySpan<byte> of = bytes.AsSpan(row * RowLength, RowLength);
                senders[row] = MemoryMarshal.Read<int>(of);
                MemoryMarshal.Cast<byte, float>(of[sizeof(int)..]).CopyTo(rows.AsSpan(row * SignalModel.FeatureCount));
            }

            yield return new TrainingBatch(rows.AsMemory(0, count * SignalModel.FeatureCount), senders.AsMemory(0, count));
        }
    }

    /// <summary>Makes the files: each sender has a tone of its own, in noise.</summary>
    public static void Make(string folder, int shards, int rows)
    {
        Directory.CreateDirectory(folder);
        var row = new float[SignalModel.FeatureCount];
        for (int shard = 0; shard < shards; shard++)
        {
            var random = new Random(shard);
            using FileStream file = File.Create(PathOf(folder, shard));
            for (int i = 0; i < rows; i++)
            {
                int sender = random.Next(SignalModel.ClassCount);
                double phase = 2 * Math.PI * random.NextDouble();
                for (int t = 0; t < row.Length; t++) row[t] = (float)(Math.Sin(phase + (0.2 * (sender + 2) * t)) + (3 * random.NextDouble()) - 1.5);
                file.Write(MemoryMarshal.AsBytes([sender]));
                file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
            }
        }
    }

    private static string PathOf(string folder, int shard) => Path.Combine(folder, $"signals-{shard}.bin");
}
