using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace LossGen.Testing;

/// <summary>The framework this process runs on, without the test's own assemblies: code under test sees only what it is given.</summary>
public static class FrameworkReferences
{
    private static readonly ConcurrentDictionary<string, MetadataReference> Known = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<MetadataReference, MetadataReference> Twins = new();

    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(Load);

    public static ImmutableArray<MetadataReference> All => Framework.Value;

    /// <summary>A reference to a loaded assembly.</summary>
    public static MetadataReference To(Assembly assembly) => To(assembly.Location);

    /// <summary>A reference to a file; the same object for the same path, so that what is bound to it can be shared.</summary>
    public static MetadataReference To(string path) => Known.GetOrAdd(path, static path => MetadataReference.CreateFromFile(path));

    /// <summary>Another reference to the same file, which shares no symbol with the first; always the same one for the same reference.</summary>
    internal static MetadataReference TwinOf(MetadataReference reference) =>
        reference is PortableExecutableReference { FilePath: { } path }
            ? Twins.GetOrAdd(reference, _ => MetadataReference.CreateFromFile(path, reference.Properties))
            : reference;

    private static ImmutableArray<MetadataReference> Load()
    {
        string trusted = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string
            ?? throw new InvalidOperationException("The runtime does not say which assemblies it trusts (TRUSTED_PLATFORM_ASSEMBLIES).");
        // The shared framework has a folder of its own; the test's packages lie in the application's.
        string? framework = Path.GetDirectoryName(typeof(object).Assembly.Location);
        return [.. trusted.Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework)
            .Distinct()
            .Select(static path => To(path))];
    }
}
