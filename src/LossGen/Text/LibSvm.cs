using System.Buffers;
using System.Globalization;
using System.Text;
using LossGen.Storage;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Files of sparse rows in the format of LIBSVM, SVMlight and liblinear: <c>label feature:value feature:value …</c>, features counted from 1.</summary>
/// <remarks>
/// <para>https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets. Text behind a <c>#</c> is a comment. Features may be in any order.</para>
/// <para>scikit-learn's <c>dump_svmlight_file</c> counts features from 0 unless it is called with <c>zero_based=False</c>.</para>
/// </remarks>
/// <example><code>
/// LibSvmData training = LibSvm.Read("rcv1_train.binary", features: 47_236);
/// LibSvmData test = LibSvm.Read("rcv1_test.binary", features: 47_236, training.Classes);
/// </code></example>
public static class LibSvm
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The number of features. The file counts them from 1, the rows from 0.</param>
    /// <param name="classes">The labels of the file in the order of their class numbers; null: all that occur, ascending.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="classes"/> has a label twice or one that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="features"/> is below 1.</exception>
    /// <exception cref="InvalidDataException">A line is not of this format, or a feature or label is out of range; the message names line and file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user has no permission to read it.</exception>
    public static LibSvmData Read(string path, int features, IReadOnlyList<double>? classes = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(FullPath.Of(path, "cannot be read"), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        return Read(stream, features, classes, $"'{path}'");
    }

    /// <summary>Reads a file from a stream, from its position to its end.</summary>
    /// <inheritdoc cref="Read(string, int, IReadOnlyList{double}?)"/>
    /// <param name="stream">The stream.</param>
    /// <param name="features">The number of features.</param>
    /// <param name="classes">The labels of the file in the order of their class numbers; null: all that occur, ascending.</param>
    public static LibSvmData Read(Stream stream, int features, IReadOnlyList<double>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, features, classes, "the stream");
    }

    /// <summary>Writes rows to a file, one a line, features ascending. The file is written whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">The label of each class in the file, such as −1 and 1; null: the number of the class.</param>
    /// <exception cref="ArgumentException">
    /// The number of labels is not that of the rows, a value is not finite, <paramref name="classes"/> has a label twice or one that is not finite, or
    /// <paramref name="path"/> is null or empty. Nothing is written, here as below.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative or not below the number of <paramref name="classes"/>, or a feature is negative.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or its directory does not permit a new one.</exception>
    public static void Write(string path, SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes = null)
    {
        Check(rows, labels, classes);
        var text = new LibSvmText(rows, labels, classes);
        AtomicFile.Write(path, text.WriteTo);
    }

    private static void Check(SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes)
    {
        if (labels.Length != rows.Count)
            throw new ArgumentException(Invariant($"labels has length {labels.Length}; expected {rows.Count}, one a row."), nameof(labels));
        int most = classes?.Count ?? int.MaxValue;
        int bad = labels.IndexOfAnyExceptInRange(0, most - 1);
        if (bad >= 0) throw new ArgumentOutOfRangeException(nameof(labels), labels[bad], Invariant($"The label of row {bad} is {labels[bad]}; expected 0 to {most - 1}."));
        CheckClasses(classes);
        for (int row = 0; row < rows.Count; row++) CheckRow(rows, row);
    }

    private static void CheckRow(SparseRows rows, int row)
    {
        for (int i = rows.Starts[row]; i < rows.Starts[row + 1]; i++)
        {
            int feature = rows.Features[i];
            if (feature < 0) throw new ArgumentOutOfRangeException(nameof(rows), feature, Invariant($"Row {row} has the feature {feature}; expected 0 or above."));
            if (!rows.Values.IsEmpty && !float.IsFinite(rows.Values[i]))
                throw new ArgumentException(Invariant($"Feature {feature} of row {row} is {rows.Values[i]}; expected a finite number."), nameof(rows));
        }
    }

    private static void CheckClasses(IReadOnlyList<double>? classes)
    {
        if (classes is null) return;
        var labels = new HashSet<double>();
        foreach (double label in classes)
        {
            if (!double.IsFinite(label)) throw new ArgumentException(Invariant($"classes has the label {label}; expected finite numbers."), nameof(classes));
            if (!labels.Add(label)) throw new ArgumentException(Invariant($"classes has the label {label} twice; expected each once."), nameof(classes));
        }
    }

    private static LibSvmData Read(Stream stream, int features, IReadOnlyList<double>? classes, string name)
    {
        Require.AtLeast(features, 1, nameof(features));
        CheckClasses(classes);
        var reader = new LibSvmReader(features);
        using var text = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16, leaveOpen: true);
        int line = 0;
        try
        {
            while (text.ReadLine() is { } read)
            {
                line++;
                reader.Add(read);
            }

            return reader.ToData(classes, ref line);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException(Invariant($"Line {line} of {name}: {fault.Message}"), fault);
        }
    }
}
