using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace LossGen.Testing;

/// <summary>A method body of an emitted assembly.</summary>
/// <param name="Type">The declaring type, nesting with '+'.</param>
/// <param name="Name">The method.</param>
/// <param name="Parameters">How many parameters it takes.</param>
/// <param name="ILBytes">Size of its code, without header and exception tables.</param>
/// <param name="LocalCount">Local variables, those of the compiler included.</param>
/// <param name="MaxStack">Depth of its evaluation stack.</param>
public sealed record EmittedMethod(string Type, string Name, int Parameters, int ILBytes, int LocalCount, int MaxStack);

/// <summary>An assembly compiled in memory: measured without loading, and run in a load context that can be unloaded.</summary>
public sealed class EmittedAssembly : IDisposable
{
    private readonly ImmutableArray<byte> _image;
    private readonly Dictionary<string, string> _paths;
    private readonly Lazy<ImmutableArray<EmittedMethod>> _methods;
    private LoadedAssembly? _loaded;
    private bool _unloaded;

    private EmittedAssembly(ImmutableArray<byte> image, Dictionary<string, string> paths)
    {
        _image = image;
        _paths = paths;
        _methods = new(() => ReadMethods(image));
    }

    /// <summary>Every method with a body, in metadata order.</summary>
    public ImmutableArray<EmittedMethod> Methods => _methods.Value;

    /// <summary>Size of the whole file in bytes.</summary>
    public int Size => _image.Length;

    /// <summary>The assembly, loaded at the first use.</summary>
    public Assembly Assembly
    {
        get
        {
            ObjectDisposedException.ThrowIf(_unloaded, this);
            return (_loaded ??= LoadedAssembly.Load(_image, _paths)).Assembly;
        }
    }

    /// <summary>Emits a compilation; errors are listed in the exception.</summary>
    public static EmittedAssembly From(Compilation compilation)
    {
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        if (!result.Success)
        {
            IEnumerable<string> errors = result.Diagnostics
                .Where(static d => d.Severity == DiagnosticSeverity.Error)
                .Select(DiagnosticDescriptions.Describe);
            throw new HarnessException($"The code does not compile:{Environment.NewLine}    {string.Join($"{Environment.NewLine}    ", errors)}");
        }

        return From(compilation, [.. stream.ToArray()]);
    }

    /// <summary>An assembly that the compilation has been emitted to.</summary>
    internal static EmittedAssembly From(Compilation compilation, ImmutableArray<byte> image)
    {
        // What the code references and this process has not loaded is found where the compiler found it.
        Dictionary<string, string> paths = compilation.References.OfType<PortableExecutableReference>()
            .Where(static reference => reference.FilePath is not null)
            .DistinctBy(static reference => Path.GetFileNameWithoutExtension(reference.FilePath), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                static reference => Path.GetFileNameWithoutExtension(reference.FilePath!),
                static reference => reference.FilePath!,
                StringComparer.OrdinalIgnoreCase);
        return new EmittedAssembly(image, paths);
    }

    /// <summary>The methods of that name in a type; there must be one at least.</summary>
    public ImmutableArray<EmittedMethod> MethodsNamed(string type, string name)
    {
        ImmutableArray<EmittedMethod> found = [.. Methods.Where(method => method.Type == type && method.Name == name)];
        return !found.IsEmpty ? found : throw new HarnessException(
            $"No method {type}.{name} has a body; there are: {string.Join(", ", Methods.Select(static m => $"{m.Type}.{m.Name}"))}.");
    }

    /// <summary>A type by its full name.</summary>
    public Type Type(string fullName) => Assembly.GetType(fullName)
        ?? throw new HarnessException($"There is no type '{fullName}'; there are: {string.Join(", ", Assembly.GetTypes().Select(static t => t.FullName))}.");

    /// <summary>Calls a static method of any visibility. What it throws arrives as it was thrown.</summary>
    public object? Invoke(string type, string method, params object?[] arguments)
    {
        MethodInfo found = Type(type).GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .SingleOrDefault(candidate => candidate.Name == method && candidate.GetParameters().Length == arguments.Length)
            ?? throw new HarnessException($"{type} has not exactly one static method '{method}' with {arguments.Length} parameters.");
        return found.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
    }

    /// <summary>Calls a static method and expects a result of the given type.</summary>
    public T Invoke<T>(string type, string method, params object?[] arguments) => Invoke(type, method, arguments) is T result
        ? result
        : throw new HarnessException($"{type}.{method} did not return a {typeof(T)}.");

    /// <summary>Unloads the assembly; it is gone once nothing refers to it any more, which the weak reference tells.</summary>
    public WeakReference Unload()
    {
        _unloaded = true;
        WeakReference alive = _loaded?.Unload() ?? new WeakReference(null);
        _loaded = null;
        return alive;
    }

    public void Dispose() => Unload();

    private static ImmutableArray<EmittedMethod> ReadMethods(ImmutableArray<byte> image)
    {
        using var file = new PEReader(image);
        MetadataReader reader = file.GetMetadataReader();
        var methods = ImmutableArray.CreateBuilder<EmittedMethod>();
        foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
        {
            MethodDefinition method = reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            MethodBodyBlock body = file.GetMethodBody(method.RelativeVirtualAddress);
            methods.Add(new EmittedMethod(
                FullName(reader, method.GetDeclaringType()),
                reader.GetString(method.Name),
                ParameterCount(reader, method),
                body.GetILReader().Length,
                LocalCount(reader, body),
                body.MaxStack));
        }

        return methods.ToImmutable();
    }

    private static int ParameterCount(MetadataReader reader, MethodDefinition method)
    {
        BlobReader signature = reader.GetBlobReader(method.Signature);
        SignatureHeader header = signature.ReadSignatureHeader();
        if (header.IsGeneric) signature.ReadCompressedInteger();
        return signature.ReadCompressedInteger();
    }

    private static int LocalCount(MetadataReader reader, MethodBodyBlock body)
    {
        if (body.LocalSignature.IsNil) return 0;
        BlobReader signature = reader.GetBlobReader(reader.GetStandaloneSignature(body.LocalSignature).Signature);
        signature.ReadSignatureHeader();
        return signature.ReadCompressedInteger();
    }

    private static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        TypeDefinition type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        if (!type.GetDeclaringType().IsNil) return $"{FullName(reader, type.GetDeclaringType())}+{name}";
        string space = reader.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private sealed class LoadedAssembly(AssemblyLoadContext context, Assembly assembly)
    {
        public Assembly Assembly { get; } = assembly;

        public static LoadedAssembly Load(ImmutableArray<byte> image, Dictionary<string, string> paths)
        {
            var context = new AssemblyLoadContext("emitted", isCollectible: true);
            context.Resolving += (self, name) =>
                name.Name is { } simple && paths.TryGetValue(simple, out string? path) ? self.LoadFromAssemblyPath(path) : null;
            return new LoadedAssembly(context, context.LoadFromStream(new MemoryStream([.. image])));
        }

        // Not inlined, or the context would stay on the caller's stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        public WeakReference Unload()
        {
            context.Unload();
            return new WeakReference(context);
        }
    }
}
