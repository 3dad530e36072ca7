using System.Text.RegularExpressions;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>What <c>dotnet test</c> leaves out, and how to have it run everything.</summary>
public sealed partial class QuickRunTests
{
    [Theory]
    [InlineData("", "Category!=Slow")]
    [InlineData("-p:AllTests=true", "")]
    [InlineData("-p:AllTests=true -p:TargetFramework=net8.0", "Category!=Slow")] // the slow ones run on the newer runtime
    [InlineData("-p:VSTestTestCaseFilter=FullyQualifiedName~Mine", "FullyQualifiedName~Mine")] // what --filter sets
    public void The_quick_tests_run_unless_all_or_others_are_asked_for(string argument, string filter)
    {
        string[] arguments = ["msbuild", Repository.PathOf("tests/LossGen.Testing/LossGen.Testing.csproj"), "-nologo", "-getProperty:VSTestTestCaseFilter"];

        Assert.Equal(filter, PackedLossGen.Run(Path.GetTempPath(), [.. arguments, .. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Trim());
    }

    /// <summary>A trait that is spelt otherwise would put no test aside.</summary>
    [Fact]
    public void Slow_is_the_only_category()
    {
        char separator = Path.DirectorySeparatorChar;
        Match[] traits = [.. Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{separator}obj{separator}", StringComparison.Ordinal))
            .SelectMany(static file => Trait().Matches(File.ReadAllText(file)))];

        Assert.InRange(traits.Length, 20, int.MaxValue);
        Assert.All(traits, static trait => Assert.Equal("""[Trait("Category", "Slow")]""", trait.Value));
    }

    [GeneratedRegex(@"(?<=^ *)\[Trait\([^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex Trait();
}
