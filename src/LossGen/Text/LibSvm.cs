using System.Buffers;
using System.Globalization;
using System.Text;
using LossGen.Storage;
using LossGen.Text;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>Files of sparse rows in the format of LIBSVM, SVMlight and liblinear: <c>label feature:value feature:value …</c>, features counted from 1.</summary>
/// <remarks>https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets. What follows a <c>#</c> is a comment. Features may stand in any order.</remarks>
/// <example><code>
/// LibSvmData training = LibSvm.Read("rcv1_train.binary", features: 47_236);
/// LibSvmData test = LibSvm.Read("rcv1_test.binary", features: 47_236, training.Classes);
/// </code></example>
public static class LibSvm
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The number of features, counted from 1 in the file and from 0 in the rows.</param>
    /// <param name="classes">The labels of the file in the order of their class numbers; null: all that occur, ascending.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty, or <paramref name="classes"/> has a label twice.</exception>
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

    /// <summary>Writes rows, one a line, to a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">What stands for each class in the file; null: its number.</param>
    /// <exception cref="ArgumentException">There is not one label a row, or <paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative, or there is nothing for it in <paramref name="classes"/>.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only, or its directory does not permit a new one.</exception>
    public static void Write(string path, SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes = null)
    {
        Check(rows, labels, classes);
        byte[] text = LibSvmText.Of(rows, labels, classes);
        AtomicFile.Write(path, stream => stream.Write(text));
    }

    private static void Check(SparseRows rows, ReadOnlySpan<int> labels, IReadOnlyList<double>? classes)
    {
        if (labels.Length != rows.Count)
            throw new ArgumentException(Invariant($"labels has length {labels.Length}; expected {rows.Count}, one a row."), nameof(labels));
        int most = classes?.Count ?? int.MaxValue;
        int bad = labels.IndexOfAnyExceptInRange(0, most - 1);
        if (bad >= 0) throw new ArgumentOutOfRangeException(nameof(labels), labels[bad], Invariant($"The label of row {bad} is {labels[bad]}; expected 0 to {most - 1}."));
    }

    private static LibSvmData Read(Stream stream, int features, IReadOnlyList<double>? classes, string name)
    {
        Require.AtLeast(features, 1, nameof(features));
        if (classes is not null && classes.Distinct().Count() != classes.Count) throw new ArgumentException("classes has a label twice; expected each once.", nameof(classes));
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
