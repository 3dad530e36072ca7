using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Models;

// Reading a model: logits, probabilities, classes.
public static partial class ModelEngine<TPass>
{
    /// <summary>Writes the logits of the rows.</summary>
    public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.LogitCount, nameof(destination));
        Forward<WriteLogits>(parameters, rows, count, destination, default);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.ClassCount, nameof(destination));
        if (count == 1) TPass.Probabilities(parameters, rows, destination);
        else Forward<WriteProbabilities>(parameters, rows, count, destination, default);
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<int> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, 1, nameof(destination));
        Forward<WriteClasses>(parameters, rows, count, default, destination);
    }

    /// <summary>The most probable class of one row.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        Check.Row(row, TPass.FeatureCount);
        int best = TPass.Predict(parameters, row);
        if (best < 0) Check.NoClass(row, 0, nameof(row));
        return best;
    }

    /// <summary>What is done with a block's logits.</summary>
    private interface IBlockWriter
    {
        static abstract void Write(in Workspace workspace, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes);
    }

    private static void Forward<TWriter>(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, int count, Span<float> numbers, Span<int> classes)
        where TWriter : struct, IBlockWriter
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        var set = new Rows(rows, TPass.FeatureCount);
        RowRange all = RowRange.All(count);
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < count; first += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, count - first);
            set.Starts(all, first, inBlock, starts);
            TPass.Forward(parameters, rows, starts, inBlock, workspace);
            TWriter.Write(workspace, rows, first, inBlock, numbers, classes);
        }
    }

    private readonly struct WriteLogits : IBlockWriter
    {
        public static void Write(in Workspace workspace, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes) =>
            Block.ToRows(workspace.Logits, TPass.LogitCount, count, numbers[(first * TPass.LogitCount)..]);
    }

    private readonly struct WriteProbabilities : IBlockWriter
    {
        public static void Write(in Workspace workspace, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            TPass.Probabilities(count, workspace);
            Block.ToRows(workspace.Logits, TPass.ClassCount, count, numbers[(first * TPass.ClassCount)..]);
        }
    }

    private readonly struct WriteClasses : IBlockWriter
    {
        public static void Write(in Workspace workspace, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            Span<int> best = stackalloc int[Block.Rows];
            TPass.MostProbable(count, workspace, best);
            int none = best[..count].IndexOf(-1);
            if (none >= 0)
            {
                int width = TPass.FeatureCount;
                Check.NoClass(rows.Slice((first + none) * width, width), first + none, nameof(rows));
            }

            best[..count].CopyTo(classes[first..]);
        }
    }
}
