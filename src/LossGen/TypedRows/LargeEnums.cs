using System.ComponentModel;
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

    /// <summary>The names that a text lists between white space; one that begins with a dot has before it what the one before had before its own.</summary>
    public static string[] Names(ReadOnlySpan<byte> text)
    {
        string[] names = Encoding.UTF8.GetString(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string member = "";
        for (int i = 0; i < names.Length; i++)
        {
            int dot = names[i].IndexOf('.');
            if (dot == 0) names[i] = member + names[i];
            else if (dot > 0) member = names[i][..dot];
        }

        return names;
    }
}
