using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Sparse;
using LossGen.Validation;

namespace LossGen.Models;

// Reading a model: logits, probabilities, classes.
public static partial class SparseEngine<TPass>
{
    /// <summary>Writes the logits of the rows.</summary>
    public static void Logits(ReadOnlySpan<float> parameters, SparseRows rows, Span<float> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.LogitCount, nameof(destination));
        Forward<WriteLogits>(parameters, rows, destination, default);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, SparseRows rows, Span<float> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.ClassCount, nameof(destination));
        Forward<WriteProbabilities>(parameters, rows, destination, default);
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(ReadOnlySpan<float> parameters, SparseRows rows, Span<int> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, 1, nameof(destination));
        Forward<WriteClasses>(parameters, rows, default, destination);
    }

    /// <summary>The most probable class of one row.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, SparseRows row)
    {
        SparseCheck.Row(row, TPass.FeatureCount);
        Span<int> best = stackalloc int[1];
        Forward<WriteClasses>(parameters, row, default, best);
        return best[0];
    }

    /// <summary>What is done with a block's logits.</summary>
    private interface IBlockWriter
    {
        static abstract void Write(in Workspace workspace, in SparseRows rows, int first, int count, Span<float> numbers, Span<int> classes);
    }

    private static void Forward<TWriter>(ReadOnlySpan<float> parameters, in SparseRows rows, Span<float> numbers, Span<int> classes)
        where TWriter : struct, IBlockWriter
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        var set = new Batch(new Rows(rows), default, RowRange.All(rows.Count));
        for (int first = 0; first < rows.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, rows.Count - first);
            TPass.Forward(parameters, set, first, count, workspace);
            TWriter.Write(workspace, rows, first, count, numbers, classes);
        }
    }

    private readonly struct WriteLogits : IBlockWriter
    {
        public static void Write(in Workspace workspace, in SparseRows rows, int first, int count, Span<float> numbers, Span<int> classes) =>
            Block.ToRows(workspace.Logits, TPass.LogitCount, count, numbers[(first * TPass.LogitCount)..]);
    }

    private readonly struct WriteProbabilities : IBlockWriter
    {
        public static void Write(in Workspace workspace, in SparseRows rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            TPass.Probabilities(count, workspace);
            Block.ToRows(workspace.Logits, TPass.ClassCount, count, numbers[(first * TPass.ClassCount)..]);
        }
    }

    private readonly struct WriteClasses : IBlockWriter
    {
        public static void Write(in Workspace workspace, in SparseRows rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            Span<int> best = stackalloc int[Block.Rows];
            TPass.MostProbable(count, workspace, best);
            int none = best[..count].IndexOf(-1);
            if (none >= 0) SparseCheck.NoClass(rows, first + none, nameof(rows));
            best[..count].CopyTo(classes[first..]);
        }
    }
}
