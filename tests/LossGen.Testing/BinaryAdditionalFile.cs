using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace LossGen.Testing;

/// <summary>An additional file that is no text. Where the compiler would report CS2015, because something asks for its text, this one throws.</summary>
public sealed class BinaryAdditionalFile(string path) : AdditionalText
{
    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default) =>
        throw new HarnessException($"'{Path}' was asked for its text, but it is binary: the compiler would report CS2015.");
}
