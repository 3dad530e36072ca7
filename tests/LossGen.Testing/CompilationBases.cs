using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LossGen.Testing;

/// <summary>
/// Empty compilations and projects with their references bound. Binding some 160 assemblies takes longer than most tests, and what
/// is built on an empty one by adding trees takes the bound references over.
/// </summary>
internal static class CompilationBases
{
    // One test project uses a handful of reference sets; one that never repeats any must not fill the memory.
    private const int Most = 32;

    private static readonly ConcurrentDictionary<Key, CSharpCompilation> Compilations = new();
    private static readonly ConcurrentDictionary<Key, Project> Projects = new();

    public static CSharpCompilation Compilation(string assemblyName, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        CSharpCompilation bound = GetOrAdd(Compilations, new Key(assemblyName, [.. references.Distinct()]), static key =>
        {
            var compilation = CSharpCompilation.Create(key.Name, references: key.References, options: new(OutputKind.DynamicallyLinkedLibrary));
            // Asking for a type binds the references.
            compilation.GetSpecialType(SpecialType.System_Object);
            return compilation;
        });
        return bound.WithOptions(options);
    }

    /// <summary>A C# project without documents. It belongs to a workspace of its own, whose solution nobody changes.</summary>
    public static Project Project(string name, ImmutableArray<MetadataReference> references) =>
        GetOrAdd(Projects, new Key(name, [.. references.Distinct()]), static key =>
        {
            var id = ProjectId.CreateNewId(key.Name);
            Project project = new AdhocWorkspace().CurrentSolution
                .AddProject(ProjectInfo.Create(id, VersionStamp.Default, key.Name, key.Name, LanguageNames.CSharp,
                    compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary), metadataReferences: key.References))
                .GetProject(id)!;
            // The solutions made from this one keep what its compilation has bound.
            project.GetCompilationAsync().GetAwaiter().GetResult()!.GetSpecialType(SpecialType.System_Object);
            return project;
        });

    private static T GetOrAdd<T>(ConcurrentDictionary<Key, T> known, Key key, Func<Key, T> create)
    {
        if (known.TryGetValue(key, out T? found)) return found;
        if (known.Count >= Most) known.Clear();
        return known.GetOrAdd(key, create);
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
