using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How the rows of a batch divide into parts that are summed by themselves, and whose sums are then added in their order.</summary>
/// <remarks>
/// The parts depend on the batch and on the model's shape alone. Whether one thread computes them or several, the same numbers are added
/// in the same order, so the result has the same bits.
/// </remarks>
internal readonly struct Partition
{
    /// <summary>Parts of a batch at most: as many threads can share it.</summary>
    public const int MostParts = 16;

    // The multiply-adds of the logits of a part, at least: some 20 microseconds of work, against about one for handing a part to another
    // thread and some tenths for adding its sum.
    private const long LeastWork = 200_000;

    // Each part has a gradient of its own while several threads work. Models beyond a million parameters get fewer parts, so that
    // these stay within 64 MiB; but at least four, since with that many parameters each row is enough work to share.
    private const int MostNumbers = 16 * 1024 * 1024, FewestOfLarge = 4;

    private readonly int _rows;

    private Partition(int rows, int parts)
    {
        _rows = rows;
        Parts = parts;
    }

    /// <summary>The number of parts, from 1 on.</summary>
    public int Parts { get; }

    /// <summary>Rows of the largest part.</summary>
    public int LargestPart => Math.Min(_rows, (BlocksOf(_rows) + Parts - 1) / Parts * Block.Rows);

    /// <summary>The partition of a batch.</summary>
    /// <param name="rows">Rows in the batch.</param>
    /// <param name="parameterCount">Parameters of the model.</param>
    public static Partition Of(int rows, int parameterCount)
    {
        int most = Math.Clamp(MostNumbers / parameterCount, FewestOfLarge, MostParts);
        long parts = Math.Min((long)rows * parameterCount / LeastWork, Math.Min(BlocksOf(rows), most));
        return new Partition(rows, (int)Math.Max(parts, 1));
    }

    /// <summary>Whether no part of a batch, and of any smaller batch that has several, has more rows than that.</summary>
    /// <param name="rows">Rows in the batch.</param>
    /// <param name="parameterCount">Parameters of the model.</param>
    /// <param name="most">The most rows.</param>
    public static bool AreSmall(int rows, int parameterCount, int most)
    {
        // With so many parameters every block is work enough for a part: there are as many parts as blocks, up to the most, so that smaller batches have no
        // larger parts.
        if ((long)parameterCount * Block.Rows < 2 * LeastWork) return false;
        Partition partition = Of(rows, parameterCount);
        int largest = 0;
        for (int part = 0; part < partition.Parts; part++) largest = Math.Max(largest, partition.Count(part));
        return largest <= most;
    }

    /// <summary>The first row of a part; behind the last part, the number of rows. A part consists of whole blocks, except the last part of the batch.</summary>
    public int First(int part) => (int)Math.Min((long)BlocksOf(_rows) * part / Parts * Block.Rows, _rows);

    /// <summary>Rows in a part, from 1 on.</summary>
    public int Count(int part) => First(part + 1) - First(part);

    private static int BlocksOf(int rows) => (int)(((long)rows + Block.Rows - 1) / Block.Rows);
}
