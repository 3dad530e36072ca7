using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Named files.</summary>
public class SourceFileCollection : List<(string filename, SourceText content)>
{
    public void Add((string filename, string content) file) => Add((file.filename, SourceText.From(file.content)));

    public void Add((Type sourceGeneratorType, string filename, string content) file) =>
        // Generators hand in text with an encoding, so that it can be embedded in debug information.
        Add((file.sourceGeneratorType, file.filename, SourceText.From(file.content, Encoding.UTF8)));

    public void Add((Type sourceGeneratorType, string filename, SourceText content) file) =>
        Add((GeneratedPath(file.sourceGeneratorType, file.filename), file.content));

    /// <summary>The path the compiler gives a generator's file.</summary>
    internal static string GeneratedPath(Type generator, string filename) =>
        Path.Combine(generator.Assembly.GetName().Name ?? "", generator.FullName ?? "", filename);
}
