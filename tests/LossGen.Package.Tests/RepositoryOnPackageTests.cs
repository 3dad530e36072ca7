using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>Samples and tests of this repository, with the packages in the place of the projects.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class RepositoryOnPackageTests(PackedLossGen package)
{
    [Theory]
    [InlineData("tests/LossGen.Samples.Tests", "IrisTests|XorTests", 25)]
    [InlineData("tests/LossGen.Interop.Tests", "Onnx", 8)]
    public void Tests_of_the_projects_pass_on_the_packages(string project, string filter, int fewest)
    {
        // Without analyzers: what the package brings of them is tested with projects of its own.
        SampleRun run = package.RunOnPackages("test", project, "--filter", filter, "-p:RunAnalyzers=false");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(File.Exists(Path.Combine(package.Unpacked, "lossgen", package.Version, "lib", "net10.0", "LossGen.dll")), "The package was not used.");
        Assert.DoesNotContain("LossGen.Generators ->", run.Output, StringComparison.Ordinal); // a project that was built

        // Some tests are skipped where a program of others is absent.
        int passed = int.Parse(Passed().Match(run.Output).Groups["count"].Value, CultureInfo.InvariantCulture);
        Assert.True(passed >= fewest, $"Only {passed} tests passed; {fewest} need no other program:\n{run.Output}");
    }

    [GeneratedRegex(@"Failed: +0, Passed: +(?<count>\d+)")]
    private static partial Regex Passed();
}
