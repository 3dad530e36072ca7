namespace LossGen.Tests.Training.Shards;

/// <summary>Rows in memory as shards: dense or sparse, with labels or targets, some of them for validation.</summary>
internal sealed class TestShards : ITrainingShards
{
    public const int Features = 20, Words = 300, Classes = 5;

    private readonly int _features;
    private readonly int[] _ends;

    /// <summary>Rows of classes that depend on them.</summary>
    /// <param name="rows">The rows of each shard.</param>
    /// <param name="sparse">Whether they are sparse.</param>
    /// <param name="seed">Decides them.</param>
    public TestShards(int[] rows, bool sparse = false, int seed = 1)
    {
        IsSparse = sparse;
        _features = sparse ? Words : Features;
        var random = new Random(seed);
        int count = rows.Sum();
        Rows = new float[sparse ? 0 : count * Features];
        List = new SparseRowList();
        Labels = new int[count];
        Targets = new float[count * Classes];
        Values = new float[count];
        Weights = new float[count];
        for (int row = 0; row < count; row++)
        {
            Labels[row] = sparse ? AddSparse(random) : AddDense(random, row);
            Targets[(row * Classes) + Labels[row]] = 1;
            if (!sparse) Values[row] = Rows[row * Features] - (Rows[(row * Features) + 1] / 3);
            Weights[row] = row % 7 == 3 ? 0 : 0.5f + (float)random.NextDouble();
        }

        _ends = new int[rows.Length];
        for (int shard = 0, end = 0; shard < rows.Length; shard++) _ends[shard] = end += rows[shard];
    }

    public bool IsSparse { get; }

    public float[] Rows { get; }

    public SparseRowList List { get; }

    public int[] Labels { get; }

    public float[] Targets { get; }

    /// <summary>A number that depends on the row, where it is dense.</summary>
    public float[] Values { get; }

    public float[] Weights { get; }

    /// <summary>Classes of a model of two, and labels above that are 1.</summary>
    public bool IsBinary { get; init; }

    public bool HasTargets { get; init; }

    /// <summary>Whether the rows have their numbers, and neither labels nor targets.</summary>
    public bool HasNumbers { get; init; }

    /// <summary>The bins of the numbers; null: those of the model.</summary>
    public Bins? Bins { get; init; }

    public bool HasWeights { get; init; }

    /// <summary>The last shards are for validation.</summary>
    public int ForValidation { get; init; }

    /// <summary>Rows of a batch that is read.</summary>
    public int ReadRows { get; set; } = 13;

    /// <summary>0: the shards are kept.</summary>
    public int RowsInMemory { get; set; }

    /// <summary>Reads that have begun and not been ended.</summary>
    public int Open { get; private set; }

    /// <summary>How often each shard has been read.</summary>
    public int[] Reads => _reads ??= new int[Count];

    private int[]? _reads;

    public int Count => _ends.Length;

    public int First(int shard) => shard == 0 ? 0 : _ends[shard - 1];

    public int RowsOf(int shard) => _ends[shard] - First(shard);

    public bool IsForValidation(int shard) => shard >= Count - ForValidation;

    public IEnumerable<TrainingBatch> Read(int shard)
    {
        lock (_ends)
        {
            Reads[shard]++;
            Open++;
        }

        try
        {
            for (int first = First(shard); first < _ends[shard]; first += ReadRows) yield return Batch(first, Math.Min(ReadRows, _ends[shard] - first));
        }
        finally
        {
            lock (_ends) Open--;
        }
    }

    public TrainingBatch Batch(int first, int count)
    {
        ReadOnlyMemory<float> weights = HasWeights ? Weights.AsMemory(first, count) : default;
        ReadOnlyMemory<float> targets = Targets.AsMemory(first * Classes, count * Classes);
        int[] labels = Labels.AsSpan(first, count).ToArray();
        if (IsBinary) labels = Array.ConvertAll(labels, static label => label > 1 ? 1 : 0);
        if (!IsSparse)
        {
            ReadOnlyMemory<float> rows = Rows.AsMemory(first * Features, count * Features);
            if (HasNumbers) return new TrainingBatch(rows, Bins, Values.AsMemory(first, count)) { SampleWeights = weights };
            return HasTargets ? new TrainingBatch(rows, targets) { SampleWeights = weights } : new TrainingBatch(rows, labels) { SampleWeights = weights };
        }

        var list = new SparseRowList();
        SparseRows all = List.Rows;
        for (int row = first; row < first + count; row++) list.Add(all.Features[all.Starts[row]..all.Starts[row + 1]], all.Values[all.Starts[row]..all.Starts[row + 1]]);
        return HasTargets ? new TrainingBatch(list, targets) { SampleWeights = weights } : new TrainingBatch(list, labels) { SampleWeights = weights };
    }

    private int AddDense(Random random, int row)
    {
        Span<float> values = Rows.AsSpan(row * Features, Features);
        for (int j = 0; j < Features; j++) values[j] = (float)((random.NextDouble() * (1 + j)) - (0.3 * j));
        return (int)Math.Clamp((values[0] + (values[1] / 2)) * 3, 0, Classes - 1);
    }

    private int AddSparse(Random random)
    {
        int count = random.Next(0, 12), label = random.Next(Classes);
        var features = new int[count + 1];
        var values = new float[count + 1];
        for (int i = 0; i <= count; i++)
        {
            // The low ones more often, and one that tells the class.
            features[i] = i == 0 ? label : (int)(_features * Math.Pow(random.NextDouble(), 3));
            values[i] = (float)(0.2 + random.NextDouble());
        }

        List.Add(features, values);
        return label;
    }
}
