using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Files that may be added by their text alone: they are then named by their number.</summary>
public class SourceFileList(string defaultPrefix, string defaultExtension) : SourceFileCollection
{
    public void Add(string content) => Add((NextName(), content));

    public void Add(SourceText content) => Add((NextName(), content));

    private string NextName() => $"{defaultPrefix}{Count}.{defaultExtension}";
}
