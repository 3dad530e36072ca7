namespace LossGen.Analyzers.Flow;

/// <summary>The parts of names.</summary>
internal static class Words
{
    /// <summary>The parts of a name between capitals, digits and underscores, in lower case.</summary>
    public static IEnumerable<string> In(string name)
    {
        int start = 0;
        for (int i = 1; i <= name.Length; i++)
        {
            if (i == name.Length || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])) || name[i] == '_' || char.IsDigit(name[i]))
            {
                string word = name.Substring(start, i - start).Trim('_').ToLowerInvariant();
                start = i;
                if (word.Length > 0)
                {
                    yield return word;
                }
            }
        }
    }
}
