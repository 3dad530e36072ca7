using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace LossGen.TypedRows;

/// <summary>What generated code asks about enums of many values, which it has as data and not as code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LargeEnums
{
    /// <summary>The place of a value among <paramref name="count"/> that follow one another without a gap, or −1.</summary>
    /// <param name="value">The value, its sign extended.</param>
    /// <param name="first">The lowest of them, its sign extended.</param>
    /// <param name="count">How many there are.</param>
    public static int IndexInRange(ulong value, ulong first, int count)
    {
        // Below the first the difference wraps round to a large one.
        ulong offset = unchecked(value - first);
        return offset < (ulong)count ? (int)offset : -1;
    }

    /// <summary>The place of a value among ascending ones, or −1.</summary>
    public static int IndexOf<T>(ReadOnlySpan<T> values, T value)
        where T : struct, IComparable<T> => Math.Max(values.BinarySearch(value), -1);

    /// <summary>
    /// The names that a text lists between white space; one that begins with a dot has before it what the one before had before its own, and one that ends
    /// with two numbers, such as <c>City.0..63</c>, stands for one with each number from the first to the second.
    /// </summary>
    public static string[] Names(ReadOnlySpan<byte> text)
    {
        string[] names = Encoding.UTF8.GetString(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string member = "";
        var all = new List<string>(names.Length);
        foreach (string written in names)
        {
            int dot = written.IndexOf('.');
            string name = dot == 0 ? member + written : written;
            if (dot > 0) member = written[..dot];

            int numbers = name.IndexOf("..", StringComparison.Ordinal);
            if (numbers < 0)
            {
                all.Add(name);
                continue;
            }

            int first = name.LastIndexOf('.', numbers - 1) + 1;
            int last = int.Parse(name.AsSpan(numbers + 2), NumberStyles.None, CultureInfo.InvariantCulture);
            for (int k = int.Parse(name.AsSpan(first..numbers), NumberStyles.None, CultureInfo.InvariantCulture); k <= last; k++)
                all.Add(string.Create(CultureInfo.InvariantCulture, $"{name.AsSpan(0, first)}{k}"));
        }

        return [.. all];
    }
}
