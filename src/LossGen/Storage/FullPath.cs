namespace LossGen.Storage;

/// <summary>The full path of a file that a caller names.</summary>
internal static class FullPath
{
    /// <summary>The full path.</summary>
    /// <param name="path">The path as the caller gave it.</param>
    /// <param name="complaint">What cannot be done with the file if there is none.</param>
    /// <exception cref="DirectoryNotFoundException">The path is relative and the current directory has been deleted.</exception>
    public static string Of(string path, string complaint)
    {
        try
        {
            return Path.GetFullPath(path);
        }
        catch (FileNotFoundException fault)
        {
            // Only the current directory is looked for, and the exception names neither it nor the path.
            throw new DirectoryNotFoundException($"'{path}' {complaint}: the current directory, to which it is relative, has been deleted.", fault);
        }
    }
}
