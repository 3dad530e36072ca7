using LossGen.Files;
using LossGen.Storage;
using LossGen.Tests.Reproducibility;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>The table of targets: what becomes of each that a file is saved to, by root and by another user.</summary>
/// <remarks>
/// As root the tests prepare files of several users, save to them themselves, and let a process of the user nobody do so again. Otherwise they save as
/// the user they run as, to what that user can prepare.
/// </remarks>
public sealed class SaveTargetTests
{
    private const string NoPermission = "UnauthorizedAccessException: '{path}' is not replaced: this user has no permission to write to it.";

    // Outcome and state for root, then for the user where they differ. {me} is who saves, {user} whose files they are unless their name says more.
    private static readonly Dictionary<string, Expected> Table = new()
    {
        ["own file"] = new("saved", "new regular file, -rw-r----- {user}"),
        ["absent"] = new("saved", "new regular file, {default} {me}"),
        ["absent, with a name of 255 bytes"] = new("saved", "new regular file, {default} {me}"),
        ["hard link"] = new("saved", "new regular file, -rw-r--r-- {user}"),
        ["link"] = new("saved", "link to file: new regular file, -rw-r----- {user}"),
        ["dangling link"] = new("saved", "link to missing: new regular file, {default} {me}"),
        ["link below a linked folder"] = new("saved", "link to ../file: new regular file, -rw-r----- {user}"),
        ["link to itself"] = new("IOException: '{path}' cannot be reached: Too many levels of symbolic links.", null),
        ["pipe"] = new("saved", "fifo, prw-rw-rw- {me}"),
        ["null device"] = new("saved", "character special file, crw-rw-rw- 0:0"),
        ["full device"] = new("IOException: No space left on device : '{path}'", "character special file, crw-rw-rw- 0:0"),
        ["block device"] = new(
            "IOException: '{path}' is a block device, expected a file; writing to it would destroy the file system on it.", "block special file, brw-rw-rw- 0:0"),
        ["directory"] = new("IOException: '{path}' is a directory, expected the name of a file.", "directory, drwxr-xr-x {me}"),
        ["socket"] = new("IOException: '{path}' is a socket, expected a file, a device or a pipe.", "socket, srw-rw-rw- {me}"),
        ["mode 444"] = new(
            "UnauthorizedAccessException: '{path}' is not replaced: it is read-only (mode 444). Make it writable or delete it first.",
            "old regular file, -r--r--r-- {user}"),
        ["mode 464"] = new(
            "UnauthorizedAccessException: '{path}' is not replaced: it is read-only (mode 464). Make it writable or delete it first.",
            "old regular file, -r--rw-r-- {user}"),
        ["root's own file"] = new("saved", "new regular file, -rw------- 0:0", NoPermission, "old regular file, -rw------- 0:0"),
        ["a service's file"] = new("saved", "new regular file, -rw------- 12345:12345", NoPermission, "old regular file, -rw------- 12345:12345"),
        ["other owner, all may write"] = new(
            "saved", "new regular file, -rw-rw-rw- 12345:12345",
            "UnauthorizedAccessException: '{path}' is not replaced: it belongs to user 12345, group 12345, and this process has no permission to give a new file "
            + "to them (Operation not permitted). Delete it first to write a new file.", "old regular file, -rw-rw-rw- 12345:12345"),
        ["other group"] = new(
            "saved", "new regular file, -rw-rw---- 65534:12345",
            "UnauthorizedAccessException: '{path}' is not replaced: it belongs to group 12345, and this process has no permission to give a new file to them "
            + "(Operation not permitted). Delete it first to write a new file.", "old regular file, -rw-rw---- 65534:12345"),
        ["access control list"] = new(
            "saved",
            "new regular file, -rw-rwx--- {user} system.posix_acl_access=0200000001000600FFFFFFFF020006003930000004000400FFFFFFFF10000700FFFFFFFF20000000FFFFFFFF"),
        ["no list in a folder with a default list"] = new("saved", "new regular file, -rw-r----- {user}"),
        ["in a read-only folder"] = new(
            "saved", "new regular file, -rw-rw-rw- {user}",
            "UnauthorizedAccessException: '{path}' cannot be written: this user has no permission to create a file in '{folder}'.",
            "old regular file, -rw-rw-rw- {user}"),
        ["in a closed folder"] = new(
            "saved", "new regular file, -rw-rw-rw- {user}",
            "UnauthorizedAccessException: '{path}' cannot be reached: Permission denied.", "old regular file, -rw-rw-rw- {user}"),
    };

    [RootTheory]
    [InlineData(SaveProgram.Model)]
    [InlineData(SaveProgram.Report)]
    public void As_root(string writer)
    {
        using var folder = new PublicFolder();
        using var targets = new SaveTargets(folder.Path);
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), targets.Paths.Keys.Order(StringComparer.Ordinal));
        Check(targets, writer, "0:0", path => SaveProgram.Save(writer, path), isRoot: true);
    }

    [RootTheory]
    [InlineData(SaveProgram.Model)]
    [InlineData(SaveProgram.Report)]
    public void As_another_user_by_a_process_of_its_own(string writer)
    {
        using var folder = new PublicFolder();
        using var program = new PublicFolder();
        using var targets = new SaveTargets(folder.Path);
        SaveProgram.CopyTo(program.Path);
        string[] paths = [.. targets.Paths.Values];
        string[] outcomes = SaveProgram.SaveAs(SaveTargets.User, program.Path, writer, paths);
        Dictionary<string, string> outcomeOf = paths.Zip(outcomes).ToDictionary(static pair => pair.First, static pair => pair.Second);
        Check(targets, writer, $"{SaveTargets.User}:{SaveTargets.User}", path => outcomeOf[path], isRoot: false);
    }

    [UserTheory]
    [InlineData(SaveProgram.Model)]
    [InlineData(SaveProgram.Report)]
    public void As_the_user_who_runs_the_tests(string writer)
    {
        using var folder = new PublicFolder();
        using var targets = new SaveTargets(folder.Path);
        FileOwner me = FileStatus.Of(folder.Path)!.Value.Owner!.Value;
        Check(targets, writer, $"{me.User}:{me.Group}", path => SaveProgram.Save(writer, path), isRoot: false);
    }

    [LinuxFact]
    public void A_name_alone_where_the_current_directory_has_been_deleted()
    {
        string[] outcomes = ChildProcess.Run("deleted-directory")[1..];
        Assert.Equal(
            [
                "DirectoryNotFoundException: 'a.safetensors' cannot be written: the current directory, to which it is relative, has been deleted.",
                "DirectoryNotFoundException: 'a.html' cannot be written: the current directory, to which it is relative, has been deleted.",
                "DirectoryNotFoundException: 'a.safetensors' cannot be loaded into Multiclass784x10: the current directory, to which it is relative, has been deleted.",
            ],
            outcomes);
    }

    private static void Check(SaveTargets targets, string writer, string me, Func<string, string> save, bool isRoot)
    {
        byte[] expected = SaveProgram.Bytes(writer);
        string user = Environment.IsPrivilegedProcess ? $"{SaveTargets.User}:{SaveTargets.User}" : me;
        var differences = new List<string>();
        foreach ((string name, string path) in targets.Paths)
        {
            string[] before = targets.Beside(name);
            string outcome = save(path);
            Compare(name, Filled(Table[name].Outcome(isRoot), path), outcome);
            if (Table[name].State(isRoot) is { } state)
            {
                string found = targets.Describe(name, expected);

                // Who prepared a pipe, a directory or a socket is its owner; a file that was absent has the mode that every new file has.
                string owner = name is "pipe" or "directory" or "socket" && Environment.IsPrivilegedProcess ? "0:0" : me;
                Compare(name, Filled(state, path).Replace("{me}", owner, StringComparison.Ordinal), found);
            }

            IEnumerable<string> added = outcome == "saved" ? targets.Beside(name).Except(before) : targets.Beside(name);
            if (!added.All(entry => before.Contains(entry) || entry is "missing" || path.EndsWith(entry, StringComparison.Ordinal) || entry.EndsWith(".received", StringComparison.Ordinal)))
                differences.Add($"{name}: left behind {string.Join(", ", added)}");
        }

        Compare("pipe", "new", SaveTargets.Contents(targets.Received("pipe"), expected));
        Compare("hard link", "old", SaveTargets.Contents(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(targets.Paths["hard link"])!, "other")), expected));
        Assert.True(differences.Count == 0, string.Join("\n", differences));

        void Compare(string name, string wanted, string found)
        {
            if (wanted != found) differences.Add($"{name}: expected {wanted}\n{new string(' ', name.Length)}     found {found}");
        }

        string Filled(string text, string path) => text
            .Replace("{path}", path, StringComparison.Ordinal)
            .Replace("{folder}", Path.GetDirectoryName(path), StringComparison.Ordinal)
            .Replace("{user}", user, StringComparison.Ordinal)
            .Replace("{default}", PublicFolder.DefaultMode, StringComparison.Ordinal);
    }

    /// <summary>What the save says and what the target is afterwards, for root and, where that differs, for a user. No state: it cannot be described.</summary>
    private sealed record Expected(string RootOutcome, string? RootState, string? UserOutcome = null, string? UserState = null)
    {
        public string Outcome(bool isRoot) => isRoot ? RootOutcome : UserOutcome ?? RootOutcome;

        public string? State(bool isRoot) => isRoot ? RootState : UserState ?? RootState;
    }
}
