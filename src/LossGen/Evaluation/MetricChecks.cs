using static System.FormattableString;

namespace LossGen;

/// <summary>What the metrics demand of labels, targets and scores. Each failure names the parameter, the row, what it has and what it needs.</summary>
internal static class MetricChecks
{
    /// <summary>What float32 roundings and the writing down of probabilities may cost their sum; a missing class costs more.</summary>
    private const double SumTolerance = 1e-3;

    /// <summary>At least <paramref name="minimum"/> classes.</summary>
    public static void Classes(int classes, int minimum, string name = "classes")
    {
        if (classes < minimum) throw new ArgumentOutOfRangeException(name, classes, Invariant($"{name} is {classes}; expected {minimum} or above."));
    }

    /// <summary>One label a row, each from 0 to classes − 1, and at least one.</summary>
    public static void Labels(ReadOnlySpan<int> labels, int classes, string name = "labels")
    {
        if (labels.IsEmpty) throw new ArgumentException(Invariant($"{name} is empty; at least one row is needed."), name);
        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (row >= 0) throw BadLabel(row, labels[row], classes, name);
    }

    /// <summary>A label to be used as an index: checked once more, because another thread may have changed it since all were checked.</summary>
    public static int Label(ReadOnlySpan<int> labels, int row, int classes, string name = "labels")
    {
        int label = labels[row];
        return (uint)label < (uint)classes ? label : throw BadLabel(row, label, classes, name);
    }

    private static ArgumentOutOfRangeException BadLabel(int row, int label, int classes, string name) =>
        new(name, label, Invariant($"{name} has {label} at row {row}; expected 0 to {classes - 1}."));

    /// <summary>As many numbers as rows times width.</summary>
    public static void Length(int length, int rows, int width, string name)
    {
        if (length == (long)rows * width) return;
        throw new ArgumentException(Invariant($"{name} has length {length}; it needs {(long)rows * width}, {width} for each of {rows} rows."), name);
    }

    /// <summary>Two spans that go together entry by entry.</summary>
    public static void SameLength(int length, int expected, string name, string other)
    {
        if (length != expected) throw new ArgumentException(Invariant($"{name} has length {length}; {other} has {expected}, and both need the same."), name);
    }

    /// <summary>Scores that can be ordered.</summary>
    public static void Scores(ReadOnlySpan<float> scores, int width, string name = "scores")
    {
        int at = -1;
        for (int i = 0; i < scores.Length && at < 0; i++)
        {
            if (float.IsNaN(scores[i])) at = i;
        }
        if (at >= 0) throw new ArgumentException(Invariant($"{name} is NaN at row {at / width}, column {at % width}; expected numbers, which can be ordered."), name);
    }

    /// <summary>Numbers from 0 to 1.</summary>
    public static void Probabilities(ReadOnlySpan<float> probabilities, int width, string name = "probabilities")
    {
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] is >= 0 and <= 1) continue;
            throw new ArgumentOutOfRangeException(name, probabilities[i],
                Invariant($"{name} has {probabilities[i]} at row {i / width}, column {i % width}; expected 0 to 1."));
        }
    }

    /// <summary>Rows of numbers from 0 to 1 that sum to 1.</summary>
    public static void Distributions(ReadOnlySpan<float> probabilities, int classes)
    {
        Probabilities(probabilities, classes);
        for (int row = 0; row < probabilities.Length / classes; row++)
        {
            double sum = 0;
            foreach (float p in probabilities.Slice(row * classes, classes)) sum += p;
            if (Math.Abs(sum - 1) > SumTolerance)
                throw new ArgumentException(Invariant($"The probabilities of row {row} sum to {sum:G7}; expected 1."), nameof(probabilities));
        }
    }

    /// <summary>At least one target, each from 0 to 1.</summary>
    public static void SoftTargets(ReadOnlySpan<float> targets)
    {
        if (targets.IsEmpty) throw new ArgumentException("targets is empty; at least one row is needed.", nameof(targets));
        Probabilities(targets, 1, nameof(targets));
    }

    /// <summary>Whole rows of targets, at least one, each target 0 or 1.</summary>
    /// <returns>The number of rows.</returns>
    public static int HardTargets(ReadOnlySpan<float> targets, int width)
    {
        if (targets.IsEmpty) throw new ArgumentException("targets is empty; at least one row is needed.", nameof(targets));
        (int rows, int rest) = Math.DivRem(targets.Length, width);
        if (rest != 0) throw new ArgumentException(Invariant($"targets has length {targets.Length}; it needs a multiple of {width}, the number of labels."), nameof(targets));
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] is 0 or 1) continue;
            throw new ArgumentOutOfRangeException(nameof(targets), targets[i],
                Invariant($"targets has {targets[i]} at row {i / width}, label {i % width}; what is counted or ranked is true (1) or false (0)."));
        }
        return rows;
    }
}
