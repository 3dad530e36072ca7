using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LossGen.Kernels;

/// <summary>The scratch memory of a pass over a batch, cut from one piece that the caller provides.</summary>
internal readonly ref struct Workspace<TKernels>
    where TKernels : struct, IModelKernels
{
    public Workspace(Span<float> memory)
    {
        memory = Align(memory);
        Logits = Cut(ref memory, LogitsLength);
        Targets = Cut(ref memory, LogitsLength);
        Columns = Cut(ref memory, ColumnsLength);
        Kernel = Cut(ref memory, TKernels.ScratchLength);
        Partial = Cut(ref memory, PartialLength);
        PartGradient = memory.Length < PartGradientLength ? default : Align(memory)[..ParameterCount];
    }

    /// <summary>A block's logits, then its residuals or probabilities.</summary>
    public Span<float> Logits { get; }

    /// <summary>A block's targets.</summary>
    public Span<float> Targets { get; }

    /// <summary>A block's rows transposed, where a kernel wants them so.</summary>
    public Span<float> Columns { get; }

    /// <summary>What the kernels themselves ask for.</summary>
    public Span<float> Kernel { get; }

    /// <summary>The gradient's partial sums, where the kernels keep several an entry.</summary>
    public Span<float> Partial { get; }

    /// <summary>The gradient of a part of a batch, where <see cref="LengthFor"/> has provided for it.</summary>
    public Span<float> PartGradient { get; }

    public static int LogitCount => TKernels.Task == ClassificationTask.Binary ? 1 : TKernels.ClassCount;

    public static int ParameterCount => LogitCount * (TKernels.FeatureCount + 1);

    /// <summary>Numbers of memory needed for anything but gradients of batches in several parts.</summary>
    public static int Length => AlignmentSlack + (2 * LogitsLength) + ColumnsLength + TKernels.ScratchLength + PartialLength;

    /// <summary>Numbers of memory needed for gradients of batches with so many rows, computed by one thread.</summary>
    public static int LengthFor(int rows) => Length + (Partition.Of(rows, ParameterCount).Parts > 1 ? PartGradientLength : 0);

    private static int PartGradientLength => AlignmentSlack + ParameterCount;

    private static int LogitsLength => TKernels.ClassCount * Block.Rows;

    private static int PartialLength => TKernels.GradientLanes == 1 ? 0 : ParameterCount * TKernels.GradientLanes;

    private static int ColumnsLength =>
        TKernels.ForwardTakesColumns || TKernels.BackwardTakesColumns ? TKernels.FeatureCount * Block.Rows : 0;

    private const int Alignment = 64, AlignmentSlack = Alignment / sizeof(float);

    private static unsafe Span<float> Align(Span<float> memory)
    {
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
        return memory[(int)((0 - address) % Alignment / sizeof(float))..];
    }

    private static Span<float> Cut(scoped ref Span<float> memory, int length)
    {
        Span<float> piece = memory[..length];
        memory = memory[length..];
        return piece;
    }
}
