namespace LossGen.Tests.Text;

/// <summary>A file that is deleted in the end.</summary>
internal sealed class TextFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"lossgen-{Guid.NewGuid():N}.txt");

    public string Text => File.ReadAllText(Path);

    public static TextFile Of(string text)
    {
        var file = new TextFile();
        File.WriteAllText(file.Path, text);
        return file;
    }

    public static TextFile Of(byte[] bytes)
    {
        var file = new TextFile();
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }

    public void Dispose() => File.Delete(Path);
}
