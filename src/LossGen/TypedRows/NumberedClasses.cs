using System.ComponentModel;
using System.Globalization;

namespace LossGen.TypedRows;

/// <summary>The names of classes that are numbers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NumberedClasses
{
    /// <summary>"0", "1" and so on.</summary>
    public static string[] Names(int classes)
    {
        var names = new string[classes];
        for (int i = 0; i < names.Length; i++) names[i] = i.ToString(CultureInfo.InvariantCulture);
        return names;
    }
}
