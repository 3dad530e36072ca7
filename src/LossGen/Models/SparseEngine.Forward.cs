using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Sparse;
using LossGen.Validation;

namespace LossGen.Models;

// Reading a model: logits, probabilities, classes.
public abstract partial class SparseEngine<TPass>
{
    /// <summary>Writes the logits of the rows.</summary>
    public static void Logits(ReadOnlySpan<float> parameters, SparseRows rows, Span<float> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.LogitCount, nameof(destination));
        Check.OwnMemory(destination, nameof(destination), parameters, rows.Values);
        Write(parameters, rows, asProbabilities: false, destination);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, SparseRows rows, Span<float> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.ClassCount, nameof(destination));
        Check.OwnMemory(destination, nameof(destination), parameters, rows.Values);
        Write(parameters, rows, asProbabilities: true, destination);
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(ReadOnlySpan<float> parameters, SparseRows rows, Span<int> destination)
    {
        int count = SparseCheck.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, 1, nameof(destination));
        Classes(parameters, rows, destination, nameof(rows));
    }

    /// <summary>The most probable class of one row.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, SparseRows row)
    {
        SparseCheck.Row(row, TPass.FeatureCount);
        Span<int> best = stackalloc int[1];
        Classes(parameters, row, best, nameof(row));
        return best[0];
    }

    private static void Write(ReadOnlySpan<float> parameters, in SparseRows rows, bool asProbabilities, Span<float> destination)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        TPass.Write(parameters, new Batch(new Rows(rows), default, RowRange.All(rows.Count)), asProbabilities, workspace, destination);
    }

    private static void Classes(ReadOnlySpan<float> parameters, in SparseRows rows, Span<int> destination, string name)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        var set = new Batch(new Rows(rows), default, RowRange.All(rows.Count));
        Span<int> best = stackalloc int[Block.Rows];
        for (int first = 0; first < rows.Count; first += Block.Rows)
        {
            int count = Math.Min(Block.Rows, rows.Count - first);
            TPass.MostProbable(parameters, set.Slice(first, count), workspace, best);
            int none = best[..count].IndexOf(-1);
            if (none >= 0) SparseCheck.NoClass(rows, first + none, name);
            best[..count].CopyTo(destination[first..]);
        }
    }
}
