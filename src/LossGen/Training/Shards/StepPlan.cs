namespace LossGen.Training;

/// <summary>Which rows of each shard a step takes. Depends on the numbers of rows and the batch size alone.</summary>
/// <remarks>
/// Step t of T takes from shard s, with n rows, those from ⌊(t n + o) / T⌋ up to ⌊((t + 1) n + o) / T⌋ of its order. The offset o = ⌊rank T / S⌋, below T,
/// spreads the steps in which shards of one size give their rows.
/// </remarks>
internal sealed class StepPlan
{
    private readonly int[] _rows;
    private readonly long[] _offsets;

    /// <summary>Plans the steps of an epoch.</summary>
    /// <param name="rows">The rows of each shard; 0 for one that is not trained on.</param>
    /// <param name="batchSize">Rows of a step; 0 for all.</param>
    public StepPlan(int[] rows, int batchSize)
    {
        _rows = rows;
        foreach (int count in rows) Rows += count;
        Steps = batchSize == 0 ? 1 : Math.Max((Rows + batchSize - 1) / batchSize, 1);
        int trained = rows.Count(static count => count > 0), rank = 0;
        _offsets = new long[rows.Length];
        for (int shard = 0; shard < rows.Length; shard++)
        {
            if (rows[shard] > 0) _offsets[shard] = rank++ * Steps / trained;
        }
    }

    /// <summary>Rows in all.</summary>
    public long Rows { get; }

    /// <summary>Steps of an epoch, from 1 on.</summary>
    public long Steps { get; }

    /// <summary>Where in the order of a shard the rows of a step begin.</summary>
    // Up to 2^31 rows in 2^31 steps, and less than that again.
    public int First(int shard, long step) => (int)(((Int128)step * _rows[shard] + _offsets[shard]) / Steps);

    /// <summary>How many rows a step takes from a shard.</summary>
    public int Count(int shard, long step) => First(shard, step + 1) - First(shard, step);

    /// <summary>Rows of a step.</summary>
    public long RowsOf(long step)
    {
        long rows = 0;
        for (int shard = 0; shard < _rows.Length; shard++) rows += Count(shard, step);
        return rows;
    }

    /// <summary>The most rows that a step takes from a shard.</summary>
    public int Most(int shard) => (int)((_rows[shard] + Steps - 1) / Steps);
}
