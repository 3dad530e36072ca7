using LossGen.Kernels;
using LossGen.Passes;

namespace LossGen.Training;

/// <summary>The sums of some shards of dense rows: losses, right answers, and perhaps a gradient.</summary>
/// <param name="length">Numbers of the gradient.</param>
internal sealed class GradientSum(int length) : ShardSum
{
    private readonly Memory<float> _gradient = AlignedMemory.Allocate(length);

    /// <summary>The sum over the rows of the gradient.</summary>
    public Span<float> Gradient => _gradient.Span;
}

/// <summary>The tree of such sums.</summary>
/// <param name="shards">The shards.</param>
/// <param name="length">Numbers of a gradient.</param>
internal sealed class GradientSums(int shards, int length) : ShardSums<GradientSum>(shards)
{
    /// <inheritdoc/>
    protected override GradientSum Create() => new(length);

    /// <inheritdoc/>
    protected override void AddGradient(GradientSum left, GradientSum right) => PartSums.Add(left.Gradient, right.Gradient);

    /// <inheritdoc/>
    protected override void WriteGradient(MessageWriter writer, GradientSum sum) => writer.Floats(sum.Gradient);

    /// <inheritdoc/>
    protected override void ReadGradient(ref MessageReader reader, GradientSum sum) => reader.Floats(length).CopyTo(sum.Gradient);
}
