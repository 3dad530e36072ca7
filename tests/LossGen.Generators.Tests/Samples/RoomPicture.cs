namespace LossGen.Generators.Tests.Samples;

/// <summary>The pictures of rooms in docs/architecture.md: a line for each level, the highest first, its rooms before two spaces.</summary>
internal static class RoomPicture
{
    /// <summary>The order that a project's picture shows, as RoomTable writes it: the lowest level first.</summary>
    public static string OrderOf(string project)
    {
        MarkdownBlock picture = MarkdownBlock.In(Repository.Read("docs/architecture.md")).Single(block => block.Note == $"rooms of {project}");
        string[] lines = picture.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(" < ", lines.Reverse().Select(static line => line.Trim().Split("  ")[0]));
    }
}
