using System.Collections;
using static System.FormattableString;

namespace LossGen;

/// <summary>The names of a model's features, made when they are asked for: sparse models have millions.</summary>
internal sealed class FeatureNameList(Func<int, string> nameOf, int count) : IReadOnlyList<string>
{
    public int Count => count;

    public string this[int index] => (uint)index < (uint)count
        ? nameOf(index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, Invariant($"index is {index}; expected 0 to {count - 1}."));

    /// <summary>The feature of a name, or −1.</summary>
    public int IndexOf(string name)
    {
        if (name is null) return -1;

        // Most names of many end with their number.
        int digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1])) digits--;
        if (int.TryParse(name.AsSpan(digits), out int number) && number < count && nameOf(number) == name) return number;
        for (int i = 0; i < count; i++)
        {
            if (nameOf(i) == name) return i;
        }

        return -1;
    }

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < count; i++) yield return nameOf(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
