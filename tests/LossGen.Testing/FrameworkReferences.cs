using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace LossGen.Testing;

/// <summary>The framework this process runs on, without the test's own assemblies: code under test sees only what it is given.</summary>
public static class FrameworkReferences
{
    private static readonly ConcurrentDictionary<string, MetadataReference> Known = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<MetadataReference, MetadataReference> Twins = new();

    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(Load);

    // Names no package: the testing library would download it while the test runs.
    private static readonly ReferenceAssemblies NoPackage = new("net10.0");

    public static ImmutableArray<MetadataReference> All => Framework.Value;

    /// <summary>Compiles a test's code against the running framework and further assemblies; nothing is downloaded.</summary>
    public static void UseRunningFramework<TVerifier>(this AnalyzerTest<TVerifier> test, params Assembly[] further)
        where TVerifier : IVerifier, new()
    {
        test.ReferenceAssemblies = NoPackage;
        test.TestState.AdditionalReferences.AddRange(All);
        test.TestState.AdditionalReferences.AddRange(further.Select(To));
    }

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
