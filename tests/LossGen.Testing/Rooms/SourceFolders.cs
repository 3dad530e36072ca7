using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace LossGen.Testing.Rooms;

/// <summary>The source files of an assembly's types, from its portable symbols.</summary>
internal static class SourceFolders
{
    // Where the compiler notes the files of a type that has no code of its own: an interface, an enum.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    /// <summary>
    /// The folder of each outermost type's first file below a folder such as <c>src/LossGen</c>; empty for that folder itself.
    /// </summary>
    public static ImmutableDictionary<OutermostType, string> Below(string folder, MetadataReader metadata, MetadataReader symbols)
    {
        var folders = ImmutableDictionary.CreateBuilder<OutermostType, string>();
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            if (type.IsNested) continue;
            var name = new OutermostType("", metadata.GetString(type.Namespace), metadata.GetString(type.Name));
            IEnumerable<string> found = FilesOf(handle, type, metadata, symbols).Select(path => Relative(path, folder)).OfType<string>();
            if (found.FirstOrDefault() is { } first) folders[name] = first;
        }

        return folders.ToImmutable();
    }

    private static IEnumerable<string> FilesOf(TypeDefinitionHandle handle, TypeDefinition type, MetadataReader metadata,
        MetadataReader symbols)
    {
        foreach (CustomDebugInformation information in symbols.GetCustomDebugInformation(handle).Select(symbols.GetCustomDebugInformation))
        {
            if (symbols.GetGuid(information.Kind) != TypeDefinitionDocuments) continue;
            BlobReader documents = symbols.GetBlobReader(information.Value);
            while (documents.RemainingBytes > 0)
            {
                yield return PathOf(MetadataTokens.DocumentHandle(documents.ReadCompressedInteger()), symbols);
            }
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            DocumentHandle document = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document;
            if (!document.IsNil) yield return PathOf(document, symbols);
        }

        // A type whose own members have no code, and which has types in it that do.
        foreach (TypeDefinitionHandle nested in type.GetNestedTypes())
        {
            foreach (string path in FilesOf(nested, metadata.GetTypeDefinition(nested), metadata, symbols)) yield return path;
        }
    }

    private static string PathOf(DocumentHandle document, MetadataReader symbols) =>
        symbols.GetString(symbols.GetDocument(document).Name).Replace('\\', '/');

    /// <summary>The folder of a file below another; null for files elsewhere and for what the build generates.</summary>
    private static string? Relative(string path, string folder)
    {
        string marker = "/" + folder.Trim('/') + "/";
        int start = path.LastIndexOf(marker, StringComparison.Ordinal);
        if (start < 0) return null;
        string below = path[(start + marker.Length)..];
        int end = below.LastIndexOf('/');
        return below.StartsWith("obj/", StringComparison.Ordinal) ? null : end < 0 ? "" : below[..end];
    }
}
