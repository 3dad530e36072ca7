using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The sums of some shards of dense rows: losses, right answers, and perhaps a gradient.</summary>
/// <param name="length">Numbers of the gradient.</param>
internal sealed class GradientSum(int length)
{
    private readonly Memory<float> _gradient = AlignedMemory.Allocate(length);

    /// <summary>The losses.</summary>
    public LossSums Losses;

    /// <summary>How many rows or labels the model is right about.</summary>
    public long Right;

    /// <summary>The sum over the rows of the gradient.</summary>
    public Span<float> Gradient => _gradient.Span;
}

/// <summary>The tree of such sums, and those that are not in use.</summary>
internal sealed class GradientSums
{
    private readonly Stack<GradientSum> _free;
    private readonly List<GradientSum> _all = [];
    private readonly int _length;
    private bool _hasGradients;

    /// <summary>Prepares for a number of shards and parameters.</summary>
    public GradientSums(int shards, int length)
    {
        _length = length;
        _free = new Stack<GradientSum>(shards);
        Tree = new SumTree<GradientSum>(shards, Add);
    }

    /// <summary>The tree.</summary>
    public SumTree<GradientSum> Tree { get; }

    /// <summary>Forgets all sums.</summary>
    /// <param name="hasGradients">Whether the next ones have gradients.</param>
    public void Begin(bool hasGradients)
    {
        _hasGradients = hasGradients;
        Tree.Clear();
        _free.Clear();
        foreach (GradientSum sum in _all) _free.Push(sum);
    }

    /// <summary>One that is not in use; what it holds is to be overwritten.</summary>
    public GradientSum Rent()
    {
        if (_free.TryPop(out GradientSum? free)) return free;
        var sum = new GradientSum(_length);
        _all.Add(sum);
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
                if (Tree.TryGet(level, index, out GradientSum? sum)) Write(writer, level, index, sum);
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
            GradientSum? sum = null;
            if (reader.Flag())
            {
                sum = Rent();
                sum.Losses = new LossSums { Loss = reader.Double(), Divisor = reader.Double() };
                sum.Right = reader.Long();
                if (_hasGradients) reader.Floats(_length).CopyTo(sum.Gradient);
            }

            Tree.Put(level, index, sum);
        }
    }

    private void Write(MessageWriter writer, int level, int index, GradientSum? sum)
    {
        writer.Int(level);
        writer.Int(index);
        writer.Flag(sum is not null);
        if (sum is null) return;
        writer.Double(sum.Losses.Loss);
        writer.Double(sum.Losses.Divisor);
        writer.Long(sum.Right);
        if (_hasGradients) writer.Floats(sum.Gradient);
    }

    private GradientSum Add(GradientSum left, GradientSum right)
    {
        left.Losses.Add(right.Losses);
        left.Right += right.Right;
        if (_hasGradients) PartSums.Add(left.Gradient, right.Gradient);
        _free.Push(right);
        return left;
    }
}
