namespace LossGen.Tests.Reference;

/// <summary>What rows are scored against: one true class a row, or a row of targets each.</summary>
public sealed class Truth
{
    private Truth(int[]? labels, float[]? targets)
    {
        Labels = labels;
        Targets = targets;
    }

    public int[]? Labels { get; }

    public float[]? Targets { get; }

    public static Truth Of(int[] labels) => new(labels, null);

    public static Truth Of(float[] targets) => new(null, targets);

    /// <summary>The target of one row and class, whichever way it was given.</summary>
    public double Target(int row, int k, int classes) =>
        Labels is not null ? (Labels[row] == k ? 1 : 0) : Targets![(row * classes) + k];

    /// <summary>The same truth as targets; labels become one-hot rows.</summary>
    public Truth AsTargets(int classes)
    {
        if (Labels is null) return this;
        var targets = new float[Labels.Length * classes];
        for (int r = 0; r < Labels.Length; r++) targets[(r * classes) + Labels[r]] = 1;
        return Of(targets);
    }

    /// <summary>Some of the rows.</summary>
    public Truth Rows(int first, int count, int classes) => Labels is not null
        ? Of(Labels[first..(first + count)])
        : Of(Targets![(first * classes)..((first + count) * classes)]);
}
