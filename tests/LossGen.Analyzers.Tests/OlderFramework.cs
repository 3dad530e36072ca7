using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Analyzers.Tests;

/// <summary>Code for netstandard2.0, which LossGen does not support: projects that target it as well share their files with it.</summary>
internal static class OlderFramework
{
    public static MetadataReference Reference { get; } =
        MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "netstandard2.0", "netstandard.dll"));

    public static CSharpCompilationOptions Options { get; } = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    public static CSharpCompilation Compile(string source) =>
        CSharpCompilation.Create("Older", [CSharpSyntaxTree.ParseText(source, path: "Source.cs")], [Reference], Options);
}
