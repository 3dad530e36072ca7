using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace LossGen.Testing;

/// <summary>The framework this process runs on, without the test's own assemblies: code under test sees only what it is given.</summary>
public static class FrameworkReferences
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(Load);

    public static ImmutableArray<MetadataReference> All => Framework.Value;

    /// <summary>A reference to a loaded assembly.</summary>
    public static MetadataReference To(Assembly assembly) => MetadataReference.CreateFromFile(assembly.Location);

    private static ImmutableArray<MetadataReference> Load()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string
            ?? throw new InvalidOperationException("The runtime does not say which assemblies it trusts (TRUSTED_PLATFORM_ASSEMBLIES).");
        // The shared framework has a folder of its own; the test's packages lie in the application's.
        string? framework = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path))];
    }
}
