using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Rows in other shapes as the array that models take: row-major, contiguous, <c>float</c>.</summary>
/// <remarks>A <c>double</c> is rounded to the nearest <c>float</c>; one beyond its range is an error. NaN and infinity are passed on, to members that
/// refuse them or say what they make of them.</remarks>
/// <example><code>
/// double[][] measured = ReadMeasurements();
/// model.Fit(FeatureRows.Of(measured), labels);
/// </code></example>
public static class FeatureRows
{
    /// <summary>The same numbers as <c>float</c>.</summary>
    /// <param name="values">The rows, one after another.</param>
    /// <exception cref="ArgumentException">A number is finite, but beyond the range of <c>float</c>.</exception>
    public static float[] Of(ReadOnlySpan<double> values)
    {
        var converted = new float[values.Length];
        Convert(values, converted);
        return converted;
    }

    /// <summary>The rows one after another, as <c>float</c>.</summary>
    /// <param name="rows">Rows of the same length, an array or list of them, say.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A row is null or longer or shorter than the first, or a number is beyond the range of <c>float</c>.</exception>
    public static float[] Of(IEnumerable<double[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[][] all = rows.ToArray();
        int width = WidthOf(all);
        var converted = new float[checked(all.Length * width)];
        for (int row = 0; row < all.Length; row++) Convert(all[row], converted.AsSpan(row * width, width), row);
        return converted;
    }

    /// <summary>The rows one after another.</summary>
    /// <param name="rows">Rows of the same length, an array or list of them, say.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A row is null or longer or shorter than the first.</exception>
    public static float[] Of(IEnumerable<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        float[][] all = rows.ToArray();
        int width = WidthOf(all);
        var joined = new float[checked(all.Length * width)];
        for (int row = 0; row < all.Length; row++) all[row].CopyTo(joined, row * width);
        return joined;
    }

    /// <summary>The rows of a matrix one after another.</summary>
    /// <param name="rows">n x FeatureCount.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    public static float[] Of(float[,] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var joined = new float[rows.Length];
        Buffer.BlockCopy(rows, 0, joined, 0, checked(rows.Length * sizeof(float)));
        return joined;
    }

    /// <summary>The rows of a matrix one after another, as <c>float</c>.</summary>
    /// <param name="rows">n x FeatureCount.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A number is finite, but beyond the range of <c>float</c>.</exception>
    public static float[] Of(double[,] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int width = rows.GetLength(1);
        var converted = new float[rows.Length];
        int at = 0;
        foreach (double value in rows)
        {
            converted[at] = (float)value;
            if (double.IsFinite(value) && !float.IsFinite(converted[at])) throw TooLarge(value, Invariant($"row {at / width}, column {at % width}"));
            at++;
        }

        return converted;
    }

    /// <summary>Writes the same numbers as <c>float</c>.</summary>
    internal static void Convert(ReadOnlySpan<double> values, Span<float> destination, int row = -1)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = (float)values[i];
            if (double.IsFinite(values[i]) && !float.IsFinite(destination[i])) throw TooLarge(values[i], row < 0 ? Invariant($"index {i}") : Invariant($"row {row}, column {i}"));
        }
    }

    private static ArgumentException TooLarge(double value, string place) =>
        new(Invariant($"rows has {value} at {place}; expected numbers within the range of float, up to 3.4E+38."), "rows");

    private static int WidthOf<T>(T[]?[] rows)
    {
        int width = rows.FirstOrDefault()?.Length ?? 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (rows[row] is not { } numbers) throw new ArgumentException(Invariant($"Row {row} is null; expected an array."), nameof(rows));
            if (numbers.Length != width)
                throw new ArgumentException(Invariant($"Row {row} has {Printed.Count(numbers.Length, "number", "numbers")}; row 0 has {width}, and all need the same."), nameof(rows));
        }

        return width;
    }
}
