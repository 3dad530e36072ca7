using System.ComponentModel;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>What names of features and classes must be to be written to a file and read from it again, for all formats.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelNames
{
    /// <summary>Why a text cannot be written to a file; null if it can.</summary>
    /// <param name="text">A name or a description.</param>
    public static string? Fault(string? text)
    {
        if (text is null) return "null";
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return Invariant($"not Unicode: half a surrogate pair at index {i}");
            i++;
        }

        return null;
    }

    /// <summary>Throws unless a model has no names or one for each feature or class, all fit for a file.</summary>
    /// <param name="names">The names that the model declares.</param>
    /// <param name="expected">How many it needs if it has any.</param>
    /// <param name="model">The model's name, for messages, as the two that follow.</param>
    /// <param name="property">The property that has the names.</param>
    /// <param name="count">The property that says how many are needed.</param>
    /// <exception cref="InvalidOperationException">The number of names is another one, or a name is null or not Unicode.</exception>
    public static void Require(IReadOnlyList<string?> names, int expected, string model, string property, string count)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count != 0 && names.Count != expected)
            throw new InvalidOperationException(Invariant($"{model}.{property} has {names.Count} names; it needs {expected}, the model's {count}, or none."));
        for (int i = 0; i < names.Count; i++)
        {
            if (Fault(names[i]) is { } fault) throw new InvalidOperationException(Invariant($"{model}.{property}[{i}] is {fault}; no file can hold it."));
        }
    }
}
