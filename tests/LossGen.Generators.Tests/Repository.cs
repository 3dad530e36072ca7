namespace LossGen.Generators.Tests;

/// <summary>The files of this repository, found from the folder in which the tests run.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string relativePath) => Path.GetFullPath(relativePath, Root);

    /// <summary>A file's text with line feeds, however the clone ends its lines.</summary>
    public static string Read(string relativePath) => File.ReadAllText(PathOf(relativePath)).ReplaceLineEndings("\n");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LossGen.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"LossGen.sln lies in no folder above {AppContext.BaseDirectory}.");
    }
}
