using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using LossGen.Generators.Tests;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>The packages, made of what has been built, under a version of their own: no other package can be taken for them.</summary>
[CollectionDefinition(Name)]
public sealed class PackedLossGen : IDisposable, ICollectionFixture<PackedLossGen>
{
    /// <summary>The tests that share the packages.</summary>
    public const string Name = "package";

    public static readonly string Configuration =
        typeof(PackedLossGen).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public PackedLossGen()
    {
        Pack(Feed);
        MachinePackages = Run(Folder, "nuget", "locals", "global-packages", "--list").Split(':', 2)[1].Trim();
    }

    /// <summary>The folder for everything that these tests write, outside the repository.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("lossgen-package").FullName;

    public string Version { get; } = $"0.0.1-test.{Guid.NewGuid():N}";

    /// <summary>The folder that the packages lie in, as a source for NuGet.</summary>
    public string Feed => Path.Combine(Folder, "feed");

    /// <summary>Where packages are unpacked: a folder of their own, so that the machine does not gather versions of ours.</summary>
    public string Unpacked => Path.Combine(Folder, "packages");

    /// <summary>Where this machine has unpacked packages of others.</summary>
    public string MachinePackages { get; }

    /// <summary>The file of a package, or with the extension snupkg a package of symbols.</summary>
    public string FileOf(string id, string extension = "nupkg") => FileOf(Feed, id, extension);

    public string FileOf(string folder, string id, string extension) => Path.Combine(folder, $"{id}.{Version}.{extension}");

    /// <summary>Makes all packages.</summary>
    public void Pack(string destination)
    {
        foreach (string project in new[] { "LossGen", "LossGen.Onnx", "LossGen.Orleans" })
        {
            // PackageVersion, not Version: the assemblies stay those that have been built.
            Run(
                Folder, "pack", Repository.PathOf($"src/{project}/{project}.csproj"), "--no-build", "-c", Configuration, "-o", destination,
                $"-p:PackageVersion={Version}", "-nologo");
        }
    }

    /// <summary>A command of the SDK on a project of this repository, in which the packages take the place of the projects.</summary>
    internal SampleRun RunOnPackages(string command, string project, params string[] arguments) => SampleRun.OfDotnet(
        Folder,
        [
            command, Repository.PathOf(project), "-c", Configuration, "-nologo",
            $"-p:LossGenPackageVersion={Version}", $"-p:LossGenPackageSource={Feed}", $"-p:ArtifactsPath={Path.Combine(Folder, "artifacts")}",
            $"-p:RestorePackagesPath={Unpacked}", $"-p:RestoreFallbackFolders={MachinePackages}", "-p:UseSharedCompilation=false",
            .. arguments,
        ]);

    /// <summary>The files of a package, and a hash of each. What NuGet writes for its own container is left out.</summary>
    public static SortedDictionary<string, string> Files(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (entry.FullName is "[Content_Types].xml" || entry.FullName.StartsWith("_rels/", StringComparison.Ordinal) || entry.FullName.StartsWith("package/", StringComparison.Ordinal)) continue;
            using Stream content = entry.Open();
            files.Add(entry.FullName, Convert.ToHexString(SHA256.HashData(content)));
        }

        return files;
    }

    /// <summary>A command of the SDK that has to succeed; returns what it printed.</summary>
    public static string Run(string folder, params string[] arguments)
    {
        SampleRun run = SampleRun.OfDotnet(folder, arguments);
        Assert.True(run.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {run.ExitCode}:\n{run.Output}{run.Error}");
        return run.Output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
