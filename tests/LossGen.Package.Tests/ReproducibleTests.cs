using LossGen.Generators.Tests;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>The same sources give the same packages, wherever they are.</summary>
/// <remarks>
/// The folders here are not clones. In a clone the commit is part of the assemblies (their informational version) and of the package (its repository), and
/// where it has a remote, so is the address: clones of one commit from one address agree.
/// </remarks>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed class ReproducibleTests(PackedLossGen package)
{
    [Fact]
    public void Packages_from_two_folders_are_the_same_to_the_byte()
    {
        string[] folders = [Path.Combine(package.Folder, "here"), Path.Combine(package.Folder, "a folder with a longer name", "there")];
        Parallel.ForEach(folders, PackIn);

        foreach (string id in new[] { "LossGen", "LossGen.Onnx", "LossGen.Orleans" })
        {
            string[] files = [.. folders.Select(folder => Path.Combine(folder, "packages", $"{id}.0.2.0.nupkg"))];
            Assert.Equal(PackedLossGen.Files(files[0]), PackedLossGen.Files(files[1])); // names what differs
            Assert.Equal(File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
        }
    }

    private void PackIn(string folder)
    {
        foreach (string file in Sources())
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(Repository.PathOf("."), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach (string project in new[] { "LossGen", "LossGen.Onnx", "LossGen.Orleans" })
        {
            // Without analyzers, which write nothing and have seen the same files in the build of the repository.
            SampleRun run = SampleRun.OfDotnet(
                folder, "pack", $"src/{project}", "-c", "Release", "-nologo", "-o", "packages",
                "-p:PackageVersion=0.2.0", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false");
            Assert.True(run.ExitCode == 0, run.Output + run.Error);
        }
    }

    private static IEnumerable<string> Sources()
    {
        char separator = Path.DirectorySeparatorChar;
        string[] roots = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig", "README.md", "LICENSE", "CHANGELOG.md"];
        return Directory.EnumerateFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}bin{separator}", StringComparison.Ordinal) && !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal))
            .Concat(roots.Select(Repository.PathOf));
    }
}
