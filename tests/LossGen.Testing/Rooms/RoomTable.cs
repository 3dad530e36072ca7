using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LossGen.Testing.Rooms;

/// <summary>
/// The rooms of an assembly and the order in which they may use each other: downwards only. The order is written as <c>Numerics, Validation
/// &lt; Kernels &lt; Training &lt; .</c>, the lowest first; what is separated by commas does not know each other, and a dot is the root. A
/// room below another, such as <c>Emission.Layers</c>, belongs to it unless it is listed itself.
/// </summary>
/// <remarks>What cannot be seen in a built assembly is listed at <see cref="RoomReader"/>.</remarks>
public sealed class RoomTable
{
    private const string Root = ".";

    private readonly string _order;
    private readonly ImmutableDictionary<string, int> _levels;
    private readonly Func<OutermostType, string?> _pathOf;
    private readonly ImmutableArray<OutermostType> _types;
    private readonly ImmutableArray<TypeUse> _uses;

    private RoomTable(ImmutableArray<byte> image, string order, Func<OutermostType, string?> pathOf)
    {
        _order = order;
        _levels = Parse(order);
        _pathOf = pathOf;
        _types = RoomReader.Types(image);
        _uses = RoomReader.Read(image);
    }

    /// <summary>The rooms are the namespaces below a root namespace.</summary>
    public static RoomTable Of(string assemblyPath, string rootNamespace, string order) =>
        Of([.. File.ReadAllBytes(assemblyPath)], rootNamespace, order);

    /// <summary>The rooms are the namespaces below a root namespace.</summary>
    public static RoomTable Of(ImmutableArray<byte> image, string rootNamespace, string order) => new(image, order, type =>
        type.Namespace == rootNamespace ? ""
        : type.Namespace.StartsWith(rootNamespace + ".", StringComparison.Ordinal) ? type.Namespace[(rootNamespace.Length + 1)..]
        : null);

    /// <summary>
    /// The rooms are the folders below a project's folder such as <c>src/LossGen</c>, as the symbols beside the assembly name them: for
    /// assemblies whose public types share a namespace.
    /// </summary>
    public static RoomTable OfFolders(string assemblyPath, string projectFolder, string order)
    {
        ImmutableDictionary<OutermostType, string> folders = Folders(assemblyPath, projectFolder);
        return new([.. File.ReadAllBytes(assemblyPath)], order,
            type => folders.TryGetValue(type, out string? folder) ? folder.Replace('/', '.') : null);
    }

    /// <summary>The folder of each outermost type below a project's folder; empty for that folder itself.</summary>
    public static ImmutableDictionary<OutermostType, string> Folders(string assemblyPath, string projectFolder)
    {
        // Symbols are embedded in what is packed, and lie beside the rest.
        using var assembly = new PEReader(File.OpenRead(assemblyPath));
        if (!assembly.TryOpenAssociatedPortablePdb(assemblyPath, File.OpenRead, out MetadataReaderProvider? symbols, out _))
            throw new HarnessException($"{assemblyPath} has no symbols, which name the folders of its types.");
        using (symbols) return SourceFolders.Below(projectFolder, assembly.GetMetadataReader(), symbols!.GetMetadataReader());
    }

    /// <summary>Every use that runs up, or sideways between rooms of one level; every type in no room; every room without types.</summary>
    public IReadOnlyList<string> Violations =>
    [
        .. _types.Where(type => _pathOf(type) is { } path && RoomAt(path) is null).Select(type => $"{type} is in no room of the table."),
        .. _levels.Keys.Where(room => !_types.Any(type => RoomOf(type) == room)).Select(static room => $"The room {room} has no types."),
        .. Wrong.Select(use => $"{RoomOf(use.User) ?? "outside the rooms"} -> {RoomOf(use.Used)}: {use}."),
    ];

    /// <summary>The room of a type of the assembly; null for types outside its root.</summary>
    public string? RoomOf(OutermostType type) => type.IsOwn && _pathOf(type) is { } path ? RoomAt(path) : null;

    /// <summary>What the types of a room use of other assemblies.</summary>
    public IEnumerable<TypeUse> ForeignUses(string room) => _uses.Where(use => !use.Used.IsOwn && RoomOf(use.User) == room);

    /// <summary>Throws with a list of the violations if there are any.</summary>
    public void Check()
    {
        IReadOnlyList<string> violations = Violations;
        if (violations.Count == 0) return;
        string list = string.Join($"{Environment.NewLine}    ", violations.Order(StringComparer.Ordinal));
        throw new HarnessException(
            $"Rooms may only use rooms below them, in the order '{_order}'. These do otherwise:{Environment.NewLine}    {list}");
    }

    // What is outside the rooms, say in another namespace, must not lead from a low room to a high one unseen.
    private IEnumerable<TypeUse> Wrong => _uses.Where(use => RoomOf(use.Used) is { } used && RoomOf(use.User) is var user && user != used
        && (user is null || _levels[used] >= _levels[user]));

    private string? RoomAt(string path)
    {
        if (path.Length == 0) return _levels.ContainsKey(Root) ? Root : null;
        for (string room = path; ; room = room[..room.LastIndexOf('.')])
        {
            if (_levels.ContainsKey(room)) return room;
            if (!room.Contains('.')) return null;
        }
    }

    private static ImmutableDictionary<string, int> Parse(string order)
    {
        var levels = ImmutableDictionary.CreateBuilder<string, int>();
        string[] written = order.Split('<');
        for (int level = 0; level < written.Length; level++)
        {
            foreach (string room in written[level].Split(',', StringSplitOptions.TrimEntries))
            {
                if (room.Length == 0) throw new HarnessException($"The order of rooms '{order}' has an empty place.");
                if (!levels.TryAdd(room, level)) throw new HarnessException($"The order of rooms '{order}' names {room} twice.");
            }
        }

        return levels.ToImmutable();
    }
}
