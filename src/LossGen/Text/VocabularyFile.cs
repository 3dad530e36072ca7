using System.Text;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Text;

/// <summary>Vocabularies as text files in UTF-8: a first line that says what follows, then one token a line, in the order of the ids.</summary>
internal static class VocabularyFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Write(string path, string header, IEnumerable<string> tokens) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, Strict, bufferSize: 1 << 12, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(header);
        foreach (string token in tokens) text.WriteLine(token);
    });

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="headers">The first lines that are accepted.</param>
    /// <param name="add">Takes each line after the first; returns what was expected instead, or null if the line is accepted.</param>
    /// <returns>The index of the first line among <paramref name="headers"/>.</returns>
    /// <exception cref="InvalidDataException">The file is not a vocabulary of this kind; the message names line and file.</exception>
    public static int Read(string path, string[] headers, Func<string, string?> add)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var text = new StreamReader(FullPath.Of(path, "cannot be read"), Strict, detectEncodingFromByteOrderMarks: false);
        int number = 1;
        try
        {
            string? first = text.ReadLine();
            int kind = Array.IndexOf(headers, first?.TrimStart('\uFEFF')); // editors may have written a byte order mark
            if (kind < 0) throw Fault(first, string.Join(" or ", headers.Select(static header => $"'{header}'")));
            while (text.ReadLine() is { } line)
            {
                number++;
                if (add(line) is { } expected) throw Fault(line, expected);
            }

            return kind;
        }
        catch (DecoderFallbackException fault)
        {
            throw new InvalidDataException($"'{path}' is not a text in UTF-8.", fault);
        }

        InvalidDataException Fault(string? line, string expected) =>
            new(Invariant($"Line {number} of '{path}' is {(line is null ? "missing" : Quoted.Text(line))}, expected {expected}."));
    }
}
