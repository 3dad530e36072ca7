namespace LossGen.Generators.Weights;

/// <summary>Which additional file an attribute's <c>Weights</c> means: one whose path ends in it, whole segments compared.</summary>
/// <remarks>
/// / and \ are equivalent, since a project is built on several systems. Upper and lower case differ on all of them: what builds where the
/// file system does not care then builds where it does.
/// </remarks>
internal static class WeightsPath
{
    public static bool Matches(string path, string asked) => EndsIn(path, asked, StringComparison.Ordinal);

    /// <summary>Whether only upper and lower case keep them apart.</summary>
    public static bool MatchesButForCase(string path, string asked) =>
        !Matches(path, asked) && EndsIn(path, asked, StringComparison.OrdinalIgnoreCase);

    /// <summary>The last segment.</summary>
    public static string FileName(string path) => path.Split('/', '\\').Last();

    private static bool EndsIn(string path, string asked, StringComparison comparison)
    {
        string[] whole = path.Split('/', '\\'), end = asked.Split('/', '\\').SkipWhile(static segment => segment == ".").ToArray();
        if (end.Length == 0 || end.Length > whole.Length || end[end.Length - 1].Length == 0) return false;
        for (int i = 1; i <= end.Length; i++)
        {
            if (!string.Equals(whole[whole.Length - i], end[end.Length - i], comparison)) return false;
        }

        return true;
    }
}
