namespace LossGen.Training;

/// <summary>The features that each shard holds, in memory that is used again.</summary>
/// <param name="shards">The shards.</param>
internal sealed class FeatureLists(int shards)
{
    private readonly int[][] _features = NoFeatures(shards);
    private readonly int[] _counts = new int[shards];

    /// <summary>Those of a shard.</summary>
    public ReadOnlySpan<int> this[int shard] => _features[shard].AsSpan(0, _counts[shard]);

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Array.Clear(_counts);

    /// <summary>Reads those of a shard.</summary>
    public void Read(ref MessageReader reader, int shard)
    {
        ReadOnlySpan<int> features = reader.CountedInts();
        Capacity.Ensure(ref _features[shard], 0, features.Length);
        features.CopyTo(_features[shard]);
        _counts[shard] = features.Length;
    }

    private static int[][] NoFeatures(int shards)
    {
        var features = new int[shards][];
        Array.Fill(features, []);
        return features;
    }
}
