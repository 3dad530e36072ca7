using LossGen.Passes;

namespace LossGen.Training;

/// <summary>What the sums of some shards hold besides a gradient.</summary>
internal abstract class ShardSum
{
    /// <summary>The losses.</summary>
    public LossSums Losses;

    /// <summary>How many rows or labels the model is right about.</summary>
    public long Right;
}

/// <summary>The tree of the sums of shards, those that are not in use, and their way through messages.</summary>
/// <typeparam name="TSum">A sum with its gradient.</typeparam>
internal abstract class ShardSums<TSum>
    where TSum : ShardSum
{
    private readonly Stack<TSum> _free;
    private readonly List<TSum> _all = [];
    private bool _hasGradients;

    /// <summary>Prepares for a number of shards.</summary>
    protected ShardSums(int shards)
    {
        _free = new Stack<TSum>(shards);
        Tree = new SumTree<TSum>(shards, Add);
    }

    /// <summary>The tree.</summary>
    public SumTree<TSum> Tree { get; }

    /// <summary>Forgets all sums.</summary>
    /// <param name="hasGradients">Whether the next ones have gradients.</param>
    public void Begin(bool hasGradients)
    {
        _hasGradients = hasGradients;
        Tree.Clear();
        _free.Clear();
        foreach (TSum sum in _all) _free.Push(sum);
    }

    /// <summary>One that is not in use; what it holds is to be overwritten.</summary>
    public TSum Rent()
    {
        if (!_free.TryPop(out TSum? sum))
        {
            sum = Create();
            _all.Add(sum);
        }

        Clear(sum);
        return sum;
    }

    /// <summary>Writes the nodes that are known.</summary>
    public void Write(MessageWriter writer)
    {
        writer.Int(Tree.CountKnown());
        for (int level = 0; level < Tree.Levels; level++)
        {
            for (int index = 0; index < Tree.NodesOf(level); index++)
            {
                if (Tree.TryGet(level, index, out TSum? sum)) Write(writer, level, index, sum);
            }
        }
    }

    /// <summary>Enters the nodes of a message.</summary>
    public void Read(ref MessageReader reader)
    {
        for (int nodes = reader.Count(); nodes > 0; nodes--)
        {
            (int level, int index) = (reader.Int(), reader.Int());
            if ((uint)level >= (uint)Tree.Levels || (uint)index >= (uint)Tree.NodesOf(level)) throw new InvalidDataException("The message has a sum of shards that do not exist.");
            TSum? sum = null;
            if (reader.Flag())
            {
                sum = Rent();
                sum.Losses = new LossSums { Loss = reader.Double(), Divisor = reader.Double() };
                sum.Right = reader.Long();
                if (_hasGradients) ReadGradient(ref reader, sum);
            }

            Tree.Put(level, index, sum);
        }
    }

    /// <summary>A new sum.</summary>
    protected abstract TSum Create();

    /// <summary>Makes a sum ready to be used again.</summary>
    protected virtual void Clear(TSum sum)
    {
    }

    /// <summary>Adds the gradient of the second to that of the first.</summary>
    protected abstract void AddGradient(TSum left, TSum right);

    /// <summary>Writes the gradient of a sum.</summary>
    protected abstract void WriteGradient(MessageWriter writer, TSum sum);

    /// <summary>Reads the gradient of a sum.</summary>
    protected abstract void ReadGradient(ref MessageReader reader, TSum sum);

    private void Write(MessageWriter writer, int level, int index, TSum? sum)
    {
        writer.Int(level);
        writer.Int(index);
        writer.Flag(sum is not null);
        if (sum is null) return;
        writer.Double(sum.Losses.Loss);
        writer.Double(sum.Losses.Divisor);
        writer.Long(sum.Right);
        if (_hasGradients) WriteGradient(writer, sum);
    }

    private TSum Add(TSum left, TSum right)
    {
        left.Losses.Add(right.Losses);
        left.Right += right.Right;
        if (_hasGradients) AddGradient(left, right);
        _free.Push(right);
        return left;
    }
}
