namespace LossGen.Training;

/// <summary>
/// Adds the sums of shards in a binary tree over their numbers: any machine that has two neighbouring nodes may add them, and in whatever order they arrive the same numbers
/// are added to each other.
/// </summary>
/// <typeparam name="TSum">A sum. An absent one is null, and is not added.</typeparam>
internal sealed class SumTree<TSum>
    where TSum : class
{
    private readonly Node[][] _levels;
    private readonly Func<TSum, TSum, TSum> _combine;

    /// <summary>Prepares for a number of shards.</summary>
    /// <param name="shards">The shards, the leaves of the tree.</param>
    /// <param name="combine">Adds the second to the first, which it returns; the second is not used again.</param>
    public SumTree(int shards, Func<TSum, TSum, TSum> combine)
    {
        _combine = combine;
        var levels = new List<Node[]>();
        for (int nodes = shards; ; nodes = (nodes + 1) / 2)
        {
            levels.Add(new Node[nodes]);
            if (nodes == 1) break;
        }

        _levels = [.. levels];
    }

    /// <summary>Whether the sum of all shards is known.</summary>
    public bool IsComplete => _levels[^1][0].IsKnown;

    /// <summary>The sum of all shards; null where all are absent.</summary>
    public TSum? Root => _levels[^1][0].Sum;

    /// <summary>The levels, the leaves included.</summary>
    public int Levels => _levels.Length;

    /// <summary>Forgets all sums.</summary>
    public void Clear()
    {
        foreach (Node[] level in _levels) Array.Clear(level);
    }

    /// <summary>How many nodes a level has.</summary>
    public int NodesOf(int level) => _levels[level].Length;

    /// <summary>Enters a node, and adds it to its neighbour if that is known.</summary>
    public void Put(int level, int index, TSum? sum)
    {
        while (true)
        {
            Node[] nodes = _levels[level];
            int sibling = index ^ 1;
            bool isRoot = nodes.Length == 1, isAlone = sibling >= nodes.Length;
            if (isRoot || (!isAlone && !nodes[sibling].IsKnown))
            {
                nodes[index] = new Node(true, sum);
                return;
            }

            if (!isAlone)
            {
                TSum? other = nodes[sibling].Sum;
                nodes[sibling] = default;
                sum = index < sibling ? Combine(sum, other) : Combine(other, sum);
            }

            level++;
            index >>= 1;
        }
    }

    /// <summary>Whether a node waits for its neighbour, or is the root.</summary>
    public bool TryGet(int level, int index, out TSum? sum)
    {
        (bool isKnown, sum) = _levels[level][index];
        return isKnown;
    }

    /// <summary>How many of them there are.</summary>
    public int CountKnown()
    {
        int known = 0;
        foreach (Node[] level in _levels)
        {
            foreach (Node node in level) known += node.IsKnown ? 1 : 0;
        }

        return known;
    }

    private TSum? Combine(TSum? left, TSum? right) => left is null ? right : right is null ? left : _combine(left, right);

    private readonly record struct Node(bool IsKnown, TSum? Sum);
}
