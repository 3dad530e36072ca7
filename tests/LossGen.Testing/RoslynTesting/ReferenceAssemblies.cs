using System.Collections.Immutable;
using LossGen.Testing;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// The framework a test's code compiles against. Whatever the target named, it is the framework this process runs on:
/// the reference packs of the others would have to be downloaded by each test.
/// </summary>
public sealed class ReferenceAssemblies
{
    public ReferenceAssemblies(string targetFramework) =>
        TargetFramework = targetFramework ?? throw new ArgumentNullException(nameof(targetFramework));

    public static ReferenceAssemblies Default => Net.Net80;

    public string TargetFramework { get; }

    public Task<ImmutableArray<MetadataReference>> ResolveAsync(string language, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(FrameworkReferences.All);
    }

    public static class Net
    {
        public static ReferenceAssemblies Net80 { get; } = new("net8.0");

        public static ReferenceAssemblies Net90 { get; } = new("net9.0");

        public static ReferenceAssemblies Net100 { get; } = new("net10.0");
    }
}
