using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>The memory of an attack on one block, cut from one piece; beside it the attack needs a workspace of the model's.</summary>
internal readonly ref struct AttackMemory
{
    /// <summary>Cuts the memory.</summary>
    /// <param name="memory">At least <see cref="LengthFor"/> floats.</param>
    /// <param name="features">Numbers in a row.</param>
    public AttackMemory(Span<float> memory, int features)
    {
        memory = AlignedMemory.Align(memory);
        int block = Block.Rows * features;
        Rows = memory[..block];
        Lowest = memory.Slice(block, block);
        Highest = memory.Slice(2 * block, block);
        Gradient = memory.Slice(3 * block, block);
    }

    /// <summary>The attacked rows of the block, in the units of the rows as given, where the model sees others.</summary>
    public Span<float> Rows { get; }

    /// <summary>For L∞ the smallest values that are allowed.</summary>
    public Span<float> Lowest { get; }

    /// <summary>For L∞ the largest ones.</summary>
    public Span<float> Highest { get; }

    /// <summary>For L2 the rows as given.</summary>
    public Span<float> Origin => Lowest;

    /// <summary>The derivatives of the losses by the rows.</summary>
    public Span<float> Gradient { get; }

    /// <summary>Floats for an attack on rows of this many numbers.</summary>
    public static int LengthFor(int features) => AlignedMemory.Slack + (4 * Block.Rows * features);
}
