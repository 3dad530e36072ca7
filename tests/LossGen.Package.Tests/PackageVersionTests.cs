using System.Diagnostics;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>NuGet keeps what it has once unpacked, so what differs gets another version; and a project takes what was packed last.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class PackageVersionTests(PackedLossGen package)
{
    [GitFact]
    public void Each_commit_and_each_change_has_a_version_of_its_own()
    {
        // A repository with the build files of this one and a project.
        string folder = Directory.CreateDirectory(Path.Combine(package.Folder, "versions")).FullName;
        foreach (string file in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "CHANGELOG.md" })
            File.Copy(Repository.PathOf(file), Path.Combine(folder, file));
        string source = Path.Combine(folder, "Code.cs");
        File.WriteAllText(source, "class First;");
        File.WriteAllText(
            Path.Combine(folder, "Mine.csproj"),
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><IsPackable>true</IsPackable></PropertyGroup></Project>");
        Git(folder, "init", "--quiet");
        Git(folder, "add", ".");
        Commit(folder);

        string first = VersionIn(folder);
        Assert.Matches(OfCommit(), first);
        Assert.StartsWith("0.2.0-local.1.", first, StringComparison.Ordinal);
        Assert.Equal(first, VersionIn(folder));

        File.WriteAllText(source, "class Second;");
        string changed = VersionIn(folder);
        Assert.Matches("^" + Regex.Escape(first) + @"\.d[0-9a-f]{10}$", changed);
        File.WriteAllText(source, "class Third;");
        Assert.NotEqual(changed, VersionIn(folder));

        Commit(folder);
        string second = VersionIn(folder);
        Assert.Matches(OfCommit(), second);
        Assert.StartsWith("0.2.0-local.2.", second, StringComparison.Ordinal);

        // A release says its version itself, which the file and what is in it have.
        Assert.Equal("0.2.0", VersionIn(folder, "-p:PackageVersion=0.2.0"));
        PackedLossGen.Run(folder, "pack", "-nologo", "-o", "packages", "-p:UseSharedCompilation=false");
        Assert.Equal([$"Mine.{second}.nupkg"], Directory.GetFiles(Path.Combine(folder, "packages")).Select(static file => Path.GetFileName(file)));
    }

    /// <summary>
    /// The pages' file and command, with the folders where they say: local versions are previews, which are taken only when they are asked for.
    /// </summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/getting-started.md")]
    public void A_project_adds_what_was_packed(string page)
    {
        const string command = "dotnet add package LossGen --prerelease";
        const string project = "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>";
        var parent = new ConsumerProject(package, "added-by-" + Path.GetFileNameWithoutExtension(page), "Parent.csproj", project);
        string folder = Directory.CreateDirectory(parent.PathOf("my-project")).FullName, file = Path.Combine(folder, "Mine.csproj");
        File.Delete(parent.PathOf("Parent.csproj"));
        File.WriteAllText(file, project);

        // The packages are where the page expects them, and nowhere else.
        var sources = XDocument.Load(parent.PathOf("NuGet.config"));
        sources.Descendants("packageSourceMapping").Remove();
        sources.Descendants("packageSources").Elements("add").Remove();
        sources.Save(parent.PathOf("NuGet.config"));
        string feed = Directory.CreateDirectory(parent.PathOf(Path.Combine("LossGen", "packages"))).FullName;
        File.Copy(package.FileOf("LossGen"), Path.Combine(feed, Path.GetFileName(package.FileOf("LossGen"))));

        string text = Repository.Read(page);
        File.WriteAllText(Path.Combine(folder, "nuget.config"), NuGetConfig().Match(text).Groups["text"].Value);
        Assert.Contains(command, text, StringComparison.Ordinal);
        PackedLossGen.Run(folder, command.Split(' ')[1..]);

        Assert.Contains($"<PackageReference Include=\"LossGen\" Version=\"{package.Version}\" />", File.ReadAllText(file), StringComparison.Ordinal);
    }

    private static string VersionIn(string folder, params string[] arguments) => PackedLossGen.Run(
        folder, ["msbuild", "Mine.csproj", "-nologo", "-t:SetLocalPackageVersion", "-getProperty:PackageVersion", .. arguments]).Trim();

    private static void Commit(string folder) => Git(
        folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "--all", "--message", "Change");

    private static void Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(static name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    [GeneratedRegex("<!-- nuget.config -->\n```xml\n(?<text>.+?)```", RegexOptions.Singleline)]
    private static partial Regex NuGetConfig();

    [GeneratedRegex(@"^0\.2\.0-local\.\d+\.g[0-9a-f]{10}$")]
    private static partial Regex OfCommit();
}

/// <summary>A test that makes commits.</summary>
internal sealed class GitFactAttribute : FactAttribute
{
    public GitFactAttribute()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, name)))) Skip = "git is not installed.";
    }
}
