using System.Runtime.Intrinsics;
using LossGen.Validation;

namespace LossGen.Kernels;

// Reading a model: logits, probabilities, classes.
public static partial class ModelEngine<TKernels>
{
    /// <summary>Writes the logits of the rows.</summary>
    public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TKernels.FeatureCount);
        Check.Length(destination.Length, count, LogitCount, nameof(destination));
        Forward<WriteLogits>(parameters, rows, count, destination, default);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TKernels.FeatureCount);
        Check.Length(destination.Length, count, TKernels.ClassCount, nameof(destination));
        Forward<WriteProbabilities>(parameters, rows, count, destination, default);
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<int> destination)
    {
        int count = Check.Rows(rows, TKernels.FeatureCount);
        Check.Length(destination.Length, count, 1, nameof(destination));
        Forward<WriteClasses>(parameters, rows, count, default, destination);
    }

    /// <summary>The most probable class of one row.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        Check.Row(row, TKernels.FeatureCount);
        int best = RowPass<TKernels>.Predict(parameters, row);
        if (best < 0) Check.NoClass(row, 0, nameof(row));
        return best;
    }

    /// <summary>What becomes of a block's logits.</summary>
    private interface IBlockWriter
    {
        static abstract void Write(Span<float> logits, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes);
    }

    private static void Forward<TWriter>(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, int count, Span<float> numbers, Span<int> classes)
        where TWriter : struct, IBlockWriter
    {
        int length = Workspace<TKernels>.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace<TKernels>(scratch.Memory);
        Batch batch = Batch.Of(rows, default, count);
        Span<int> starts = stackalloc int[Block.Rows];
        for (int first = 0; first < count; first += Block.Rows)
        {
            int inBlock = Math.Min(Block.Rows, count - first);
            batch.Starts(first, inBlock, TKernels.FeatureCount, starts);
            BatchPass<TKernels>.Forward(parameters, rows, starts, inBlock, workspace);
            TWriter.Write(workspace.Logits, rows, first, inBlock, numbers, classes);
        }
    }

    private readonly struct WriteLogits : IBlockWriter
    {
        public static void Write(Span<float> logits, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes) =>
            Block.ToRows(logits, LogitCount, count, numbers[(first * LogitCount)..]);
    }

    private readonly struct WriteProbabilities : IBlockWriter
    {
        public static void Write(Span<float> logits, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            TKernels.Probabilities(logits, count);
            Block.ToRows(logits, TKernels.ClassCount, count, numbers[(first * TKernels.ClassCount)..]);
        }
    }

    private readonly struct WriteClasses : IBlockWriter
    {
        public static void Write(Span<float> logits, ReadOnlySpan<float> rows, int first, int count, Span<float> numbers, Span<int> classes)
        {
            Span<int> best = stackalloc int[Block.Rows];
            Span<float> finite = stackalloc float[Block.Rows];
            for (int lane = 0; lane < count; lane += Lanes.Width)
            {
                (Vector256<int> argmax, Vector256<float> poison) = ArgMax(ref Lanes.Start(logits), lane);
                argmax.StoreUnsafe(ref best[lane]);
                poison.StoreUnsafe(ref finite[lane]);
            }

            for (int r = 0; r < count; r++)
            {
                if (float.IsNaN(finite[r]))
                {
                    int width = TKernels.FeatureCount;
                    Check.NoClass(rows.Slice((first + r) * width, width), first + r, nameof(rows));
                }
            }

            best[..count].CopyTo(classes[first..]);
        }

        /// <summary>The most probable class of eight rows, and NaN where a logit is not finite, else 0.</summary>
        private static (Vector256<int> ArgMax, Vector256<float> Poison) ArgMax(ref float z, int lane)
        {
            Vector256<float> max = Lanes.Load(ref z, lane);
            Vector256<float> poison = max - max;
            if (TKernels.Task == ClassificationTask.Binary)
                return (Vector256.GreaterThan(max, Vector256<float>.Zero).AsInt32() & Vector256<int>.One, poison);

            Vector256<int> argmax = Vector256<int>.Zero;
            for (int k = 1; k < TKernels.ClassCount; k++)
            {
                Vector256<float> zk = Lanes.Load(ref z, (k * Block.Rows) + lane);
                Vector256<float> greater = Lanes.Greater(zk, max);
                max = Lanes.Select(greater, zk, max);
                argmax = Lanes.Select(greater, Lanes.Broadcast(k), argmax);
                poison += zk - zk;
            }

            return (argmax, poison);
        }
    }
}
