using LossGen.Kernels;

namespace LossGen.Passes;

/// <summary>How many numbers of scratch memory a model's pass needs.</summary>
/// <param name="Classes">Logits, targets and probabilities of a row at most.</param>
/// <param name="Scratch">What the kernels ask for.</param>
/// <param name="Partial">Partial sums of the gradient, where the kernels keep several for an entry; else 0.</param>
/// <param name="Parameters">Parameters of the model.</param>
internal readonly record struct WorkspaceSize(int Classes, int Scratch, int Partial, int Parameters)
{
    /// <summary>Floats needed for anything except gradients of batches in several parts.</summary>
    public int Length => AlignedMemory.Slack + (2 * Block.Rows * Classes) + Scratch + Partial;

    /// <summary>Rows up to which the gradient of a part is added to that of the parts before it without memory of its own.</summary>
    public int AddedRows { get; init; }

    /// <summary>Floats needed for the gradient of a part, beside that of the parts before it.</summary>
    public int PartGradientLength => AlignedMemory.Slack + Parameters;

    /// <summary>Floats needed for gradients of batches with up to this many rows, computed by one thread.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="hasStage">Whether something stands between the rows and the gradient of a part, which then has memory of its own.</param>
    public int LengthFor(int rows, bool hasStage = false) =>
        Length + (Partition.Of(rows, Parameters).Parts > 1 && (hasStage || !Partition.AreSmall(rows, Parameters, AddedRows)) ? PartGradientLength : 0);
}

/// <summary>The scratch memory of a pass over a batch, cut from one piece that the caller provides.</summary>
internal readonly ref struct Workspace
{
    /// <summary>Cuts the memory.</summary>
    /// <param name="memory">At least <see cref="WorkspaceSize.Length"/> floats.</param>
    /// <param name="size">What the pass needs.</param>
    public Workspace(Span<float> memory, WorkspaceSize size)
    {
        memory = AlignedMemory.Align(memory);
        Logits = Cut(ref memory, size.Classes * Block.Rows);
        Targets = Cut(ref memory, size.Classes * Block.Rows);
        Scratch = Cut(ref memory, size.Scratch);
        Partial = Cut(ref memory, size.Partial);
        PartGradient = memory.Length < size.PartGradientLength ? default : AlignedMemory.Align(memory)[..size.Parameters];
    }

    /// <summary>A block's logits, then its residuals or probabilities.</summary>
    public Span<float> Logits { get; }

    /// <summary>A block's targets.</summary>
    public Span<float> Targets { get; }

    /// <summary>What the kernels store between forward and backward pass.</summary>
    public Span<float> Scratch { get; }

    /// <summary>The gradient's partial sums, where the kernels keep several an entry.</summary>
    public Span<float> Partial { get; }

    /// <summary>The gradient of a part of a batch, where <see cref="WorkspaceSize.LengthFor"/> has provided for it.</summary>
    public Span<float> PartGradient { get; }

    private static Span<float> Cut(scoped ref Span<float> memory, int length)
    {
        Span<float> piece = memory[..length];
        memory = memory[length..];
        return piece;
    }
}
