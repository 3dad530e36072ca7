using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static System.FormattableString;

namespace LossGen.Validation;

/// <summary>What every model demands of its inputs. Each failure names the parameter, what it has and what it needs.</summary>
internal static class Check
{
    /// <summary>Rounding of the targets themselves is forgiven up to here; a missing or doubled class is not.</summary>
    private const double TargetSumTolerance = 1e-4;

    /// <summary>The number of rows.</summary>
    public static int Rows(ReadOnlySpan<float> rows, int features)
    {
        if (rows.IsEmpty) throw new ArgumentException("rows is empty; at least one row is needed.", nameof(rows));
        (int count, int rest) = Math.DivRem(rows.Length, features);
        if (rest != 0) WrongLength(nameof(rows), rows.Length, Invariant($"a multiple of {features}, the model's FeatureCount"));
        return count;
    }

    /// <summary>Exactly one row.</summary>
    public static void Row(ReadOnlySpan<float> row, int features)
    {
        if (row.Length != features) WrongLength(nameof(row), row.Length, Invariant($"{features}, the model's FeatureCount"));
    }

    /// <summary>A span that goes with the rows: <paramref name="width"/> numbers each.</summary>
    public static void Length(int length, int rows, int width, string name)
    {
        if (length == (long)rows * width) return;
        WrongLength(name, length, Invariant($"{(long)rows * width}, {width} for each of {rows} rows"));
    }

    /// <summary>A gradient laid out as the parameters.</summary>
    public static void Gradient(int length, int parameters)
    {
        if (length != parameters) WrongLength("gradient", length, Invariant($"{parameters}, the model's ParameterCount"));
    }

    /// <summary>What a call writes is no memory that it still reads: later rows would be computed from the results of earlier ones.</summary>
    public static void OwnMemory(ReadOnlySpan<float> destination, string name, ReadOnlySpan<float> parameters, ReadOnlySpan<float> rows, ReadOnlySpan<float> targets = default)
    {
        if (destination.Overlaps(rows)) Overlaps(name, nameof(rows));
        if (destination.Overlaps(parameters)) Overlaps(name, "the model's Parameters");
        if (destination.Overlaps(targets)) Overlaps(name, nameof(targets));
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Overlaps(string name, string read) => throw new ArgumentException($"{name} overlaps {read}; expected memory of its own.", name);

    /// <summary>One label a row, each 0 to classes − 1.</summary>
    public static void Labels(ReadOnlySpan<int> labels, int rows, int classes)
    {
        Length(labels.Length, rows, 1, nameof(labels));
        int row = labels.IndexOfAnyExceptInRange(0, classes - 1);
        if (row >= 0) throw BadLabel(row, labels[row], classes);
    }

    /// <summary>The exception of a label that is no class.</summary>
    public static ArgumentOutOfRangeException BadLabel(int row, int label, int classes) =>
        new("labels", label, Invariant($"The label of row {row} is {label}; labels go from 0 to {classes - 1}."));

    /// <summary>Targets in 0..1; of a row that has one class they sum to 1.</summary>
    public static void Targets(ReadOnlySpan<float> targets, int rows, int classes, bool distribution)
    {
        Length(targets.Length, rows, classes, nameof(targets));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> target = targets.Slice(row * classes, classes);
            double sum = 0;
            for (int k = 0; k < target.Length; k++)
            {
                if (!(target[k] >= 0 && target[k] <= 1)) BadTarget(row, k, target[k]);
                sum += target[k];
            }

            if (distribution && Math.Abs(sum - 1) > TargetSumTolerance)
                throw new ArgumentException(
                    Invariant($"The targets of row {row} sum to {sum:G7}; they are a distribution over the classes and sum to 1."), nameof(targets));
        }
    }

    /// <summary>Why no step is taken: the loss shows that the logits have overflowed.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NoFiniteLoss(double loss) => throw new InvalidOperationException(Invariant(
        $"The loss is {loss} although the rows are finite: the model's parameters are NaN, infinite or too large for these rows. The model is unchanged."));

    /// <summary>Why no step is taken: it leads out of float32.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NoFiniteStep(int parameter, float value) => throw new InvalidOperationException(Invariant(
        $"The step would make parameter {parameter} {value}: the learning rate, the features or the parameters are too large. The model is unchanged."));

    /// <summary>No NaN and no infinity in the rows that a model learns from.</summary>
    public static void Finite(ReadOnlySpan<float> rows, int features)
    {
        int at = IndexOfNonFinite(rows);
        if (at >= 0) NonFinite("rows", rows[at], at / features, at % features, "a model learns only from finite numbers");
    }

    /// <summary>A rate that moves the parameters downhill.</summary>
    public static void LearningRate(float learningRate)
    {
        if (!(learningRate > 0 && float.IsFinite(learningRate))) throw Require.OutOfRange(nameof(learningRate), learningRate, "a finite number above 0");
    }

    /// <summary>Why a row has no most probable class.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void NoClass(ReadOnlySpan<float> row, int index, string name)
    {
        int at = IndexOfNonFinite(row);
        if (at >= 0) NonFinite(name, row[at], index, at, "a class is predicted only from finite numbers");
        throw new InvalidOperationException(
            Invariant($"The logits of row {index} are not finite although the row is: the model's parameters are NaN, infinite or too large."));
    }

    /// <summary>Whether no number is NaN or infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(ReadOnlySpan<float> values)
    {
        if (values.Length >= Vector256<float>.Count) return IndexOfNonFinite(values) < 0;

        // x − x is 0 for a finite x and NaN otherwise; NaN survives every addition.
        float sum = 0;
        foreach (float x in values) sum += x - x;
        return sum == 0;
    }

    /// <summary>The first number that is NaN or infinite, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        // x − x is 0 for a finite x and NaN otherwise; NaN survives every addition.
        int i = 0;
        ref float start = ref MemoryMarshal.GetReference(values);
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var x = Vector256.LoadUnsafe(ref start, (nuint)i);
            if (!Vector256.EqualsAll(x - x, Vector256<float>.Zero)) break;
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }

        return -1;
    }

    [DoesNotReturn]
    private static void NonFinite(string name, float value, int row, int column, string rule) =>
        throw new ArgumentException(Invariant($"Row {row}, column {column} is {value}; {rule}."), name);

    [DoesNotReturn]
    private static void BadTarget(int row, int k, float value) =>
        throw new ArgumentOutOfRangeException("targets", value,
            Invariant($"The target of row {row} for class {k} is {value}; targets go from 0 to 1."));

    [DoesNotReturn]
    private static void WrongLength(string name, int length, string needed) =>
        throw new ArgumentException(Invariant($"{name} has length {length}; it needs {needed}."), name);
}
