using LossGen.Kernels;
using LossGen.Passes;
using LossGen.Validation;

namespace LossGen.Models;

// Reading a model: logits, probabilities, classes.
public abstract partial class ModelEngine<TPass>
{
    /// <summary>Writes the logits of the rows.</summary>
    public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.LogitCount, nameof(destination));
        Check.OwnMemory(destination, nameof(destination), parameters, rows);
        Write(parameters, rows, count, asProbabilities: false, destination);
    }

    /// <summary>Writes the probabilities of the rows.</summary>
    public static void Probabilities(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<float> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, TPass.ClassCount, nameof(destination));
        Check.OwnMemory(destination, nameof(destination), parameters, rows);
        if (count == 1) TPass.Probabilities(parameters, rows, destination);
        else Write(parameters, rows, count, asProbabilities: true, destination);
    }

    /// <summary>Writes the most probable class of each row.</summary>
    public static void Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, Span<int> destination)
    {
        int count = Check.Rows(rows, TPass.FeatureCount);
        Check.Length(destination.Length, count, 1, nameof(destination));
        Classes(parameters, rows, count, destination);
    }

    /// <summary>The most probable class of one row.</summary>
    public static int Predict(ReadOnlySpan<float> parameters, ReadOnlySpan<float> row)
    {
        if (row.Length != TPass.FeatureCount) Check.Row(row, TPass.FeatureCount);
        int best = TPass.Predict(parameters, row);
        if (best < 0) Check.NoClass(row, 0, nameof(row));
        return best;
    }

    private static void Write(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, int count, bool asProbabilities, Span<float> destination)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        TPass.Write(parameters, new Rows(rows, TPass.FeatureCount), count, asProbabilities, workspace, destination);
    }

    private static void Classes(ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, int count, Span<int> destination)
    {
        int length = TPass.Size.Length;
        using var scratch = new Scratch(stackalloc float[Scratch.OnStack(length)], length);
        var workspace = new Workspace(scratch.Memory, TPass.Size);
        TPass.Prepare(parameters, workspace);
        var set = new Rows(rows, TPass.FeatureCount);
        RowRange all = RowRange.All(count);
        Span<int> best = stackalloc int[TokenRows.Most];
        for (int first = 0; first < count; first += TokenRows.Most)
        {
            int inBlock = Math.Min(TokenRows.Most, count - first);
            TPass.MostProbable(parameters, set, all.Slice(first, inBlock), workspace, best);
            int none = best[..inBlock].IndexOf(-1);
            if (none >= 0)
            {
                int width = TPass.FeatureCount;
                Check.NoClass(rows.Slice((first + none) * width, width), first + none, nameof(rows));
            }

            best[..inBlock].CopyTo(destination[first..]);
        }
    }
}
