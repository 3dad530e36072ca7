using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>
/// Empty compilations with their references bound. Binding some 160 assemblies takes longer than most tests, and what
/// is built on an empty one by adding trees takes the bound references over.
/// </summary>
internal static class CompilationBases
{
    // One test project uses a handful of reference sets; one that never repeats any must not fill the memory.
    private const int Most = 32;

    private static readonly ConcurrentDictionary<Key, CSharpCompilation> Compilations = new();

    public static CSharpCompilation Compilation(string assemblyName, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        var key = new Key(assemblyName, [.. references.Distinct()]);
        if (!Compilations.TryGetValue(key, out CSharpCompilation? bound))
        {
            if (Compilations.Count >= Most) Compilations.Clear();
            bound = Compilations.GetOrAdd(key, Bind);
        }

        return bound.WithOptions(options);
    }

    private static CSharpCompilation Bind(Key key)
    {
        var compilation = CSharpCompilation.Create(key.Name, references: key.References, options: new(OutputKind.DynamicallyLinkedLibrary));
        // Asking for a type binds the references.
        compilation.GetSpecialType(SpecialType.System_Object);
        return compilation;
    }

    private readonly struct Key(string name, ImmutableArray<MetadataReference> references) : IEquatable<Key>
    {
        public string Name { get; } = name;

        public ImmutableArray<MetadataReference> References { get; } = references;

        public bool Equals(Key other) => Name == other.Name && References.AsSpan().SequenceEqual(other.References.AsSpan());

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => HashCode.Combine(Name, References.Length, References.IsEmpty ? null : References[^1]);
    }
}
