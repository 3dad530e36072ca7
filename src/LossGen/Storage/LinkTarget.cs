namespace LossGen.Storage;

/// <summary>The file that a symbolic link leads to, whether or not it exists.</summary>
internal static class LinkTarget
{
    /// <summary>As Linux allows.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path itself if it is not a link, otherwise the path at the end of all links.</summary>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path)
    {
        var entry = new FileInfo(path);
        if (entry.LinkTarget is null) return path;
        return OperatingSystem.IsWindows() ? entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName : Physical(path);
    }

    /// <summary>The path without links in any of its parts.</summary>
    /// <remarks>
    /// FileInfo.ResolveLinkTarget removes ".." from a link's text before it follows links among the directories, and so ends in another directory
    /// than the system does where the link lies in a directory that is itself reached through a link.
    /// </remarks>
    private static string Physical(string path)
    {
        string done = "/";
        int links = 0;
        var parts = new Stack<string>();
        Push(path);
        while (parts.TryPop(out string? part))
        {
            if (part is "" or ".") continue;
            if (part == "..")
            {
                done = Path.GetDirectoryName(done) ?? "/";
                continue;
            }

            string next = Path.Combine(done, part);
            if (new FileInfo(next).LinkTarget is not { } text)
            {
                done = next;
                continue;
            }

            if (++links > MaxLinks) throw new IOException($"'{path}' leads through more than {MaxLinks} links, or in a circle.");
            if (text.StartsWith('/')) done = "/";
            Push(text);
        }

        return done;

        void Push(string text)
        {
            string[] added = text.Split('/');
            for (int i = added.Length - 1; i >= 0; i--) parts.Push(added[i]);
        }
    }
}
