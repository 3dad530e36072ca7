namespace LossGen.Generators.Parsing;

/// <summary>Which of several names was probably meant by a misspelled one.</summary>
internal static class NearestName
{
    /// <summary>The name with the fewest changed letters, if they are at most a third of the written ones; null otherwise. Of equals the first.</summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        int fewest = Math.Max(1, written.Length / 3) + 1;
        string? nearest = null;
        foreach (string name in names)
        {
            int changes = Changes(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (changes >= fewest) continue;
            (fewest, nearest) = (changes, name);
        }

        return nearest;
    }

    /// <summary>
    /// The least number of letters to insert, leave out, replace or swap with a neighbour: the distance of Damerau (1964), in the restricted form that edits no letter
    /// twice.
    /// </summary>
    private static int Changes(string from, string to)
    {
        var changes = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++) changes[i, 0] = i;
        for (int j = 0; j <= to.Length; j++) changes[0, j] = j;
        for (int i = 1; i <= from.Length; i++)
        {
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = changes[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                changes[i, j] = Math.Min(replaced, 1 + Math.Min(changes[i - 1, j], changes[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    changes[i, j] = Math.Min(changes[i, j], changes[i - 2, j - 2] + 1);
            }
        }

        return changes[from.Length, to.Length];
    }
}
