using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>A list of numbers in the metadata of a file: a JSON array, whose elements are kept as they are written.</summary>
/// <remarks>
/// Decimal digits, so that other programs read them; the shortest that give the same float64 again. The compiler's part writes them into code as they
/// are, since the framework it may run on does not round every number to the nearest.
/// </remarks>
internal static class NumberList
{
    /// <summary>The numbers under a key; empty if it is absent.</summary>
    /// <param name="metadata">The header's strings.</param>
    /// <param name="key">The key.</param>
    /// <param name="isPositive">Whether each number must be above 0.</param>
    /// <param name="most">The most numbers that any model has there.</param>
    /// <exception cref="InvalidDataException">The text is no array of finite numbers, or has more numbers than any model.</exception>
    public static IReadOnlyList<string> Of(IReadOnlyDictionary<string, string> metadata, string key, bool isPositive, int most = HeaderBudget.MaxNames)
    {
        if (!metadata.TryGetValue(key, out string? text)) return [];
        string expected = isPositive ? "a JSON array of finite numbers above 0" : "a JSON array of finite numbers";
        string trimmed = text.Trim();
        if (trimmed.Length < 2 || trimmed[0] != '[' || trimmed[trimmed.Length - 1] != ']') throw FileFacts.Unexpected(key, text, expected);

        var numbers = new List<string>();
        for (int start = 1; start < trimmed.Length;)
        {
            int end = trimmed.IndexOf(',', start);
            if (end < 0) end = trimmed.Length - 1;
            string number = trimmed.Substring(start, end - start).Trim();
            if (!IsNumber(number) || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || double.IsInfinity(value) || (isPositive && !(value > 0)))
            {
                throw FileFacts.Unexpected(key, text, expected);
            }

            if (numbers.Count == most) throw new InvalidDataException(Invariant($"its metadata has more than {most} numbers under {key}, more than any model"));
            numbers.Add(number);
            start = end + 1;
        }

        return numbers;
    }

    /// <summary>Numbers as a JSON array.</summary>
    public static string Text(IEnumerable<double> numbers) =>
        "[" + string.Join(",", numbers.Select(static number => number.ToString("R", CultureInfo.InvariantCulture))) + "]";

    /// <summary>JSON's grammar of a number (RFC 8259, section 6), which is also one of C#.</summary>
    private static bool IsNumber(string text)
    {
        int at = text.StartsWith("-", StringComparison.Ordinal) ? 1 : 0;
        if (!Digits(text, ref at)) return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!Digits(text, ref at)) return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            if (!Digits(text, ref at)) return false;
        }

        return at == text.Length;
    }

    private static bool Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9') at++;
        return at > start;
    }
}
