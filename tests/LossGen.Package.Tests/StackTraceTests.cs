using System.Globalization;
using System.Text.RegularExpressions;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>Where an exception inside the library says that it was thrown, in a program that has the package and nothing else.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class StackTraceTests(PackedLossGen package)
{
    [Theory]
    [InlineData("net8.0")]
    [InlineData("net10.0")]
    public void An_exception_of_the_library_names_file_and_line(string framework)
    {
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>{framework}</TargetFramework>
                <RollForward>Major</RollForward>
                <UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="LossGen" Version="[{package.Version}]" /></ItemGroup>
            </Project>
            """;
        const string program = """
            try { new M().Fit(new float[8], new int[] { 0, 7 }); }
            catch (System.ArgumentException e) { System.Console.WriteLine(e.StackTrace); }

            [LossGen.CrossEntropyModel(features: 4, classes: 3)]
            public sealed partial class M;
            """;
        var consumer = new ConsumerProject(package, "stack-trace-" + framework, "Consumer.csproj", project, ("Program.cs", program));
        PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");

        string trace = string.Join('\n', consumer.RunProgram(framework));
        Match[] places = [.. Place().Matches(trace).Cast<Match>()];
        Assert.True(places.Length >= 2, trace);
        Assert.All(places, static (Match place) =>
        {
            string[] lines = File.ReadAllLines(Repository.PathOf(place.Groups["file"].Value));
            Assert.InRange(int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture), 1, lines.Length);
        });

        // The innermost one is the throw itself.
        int thrown = int.Parse(places[0].Groups["line"].Value, CultureInfo.InvariantCulture);
        Assert.Contains("throw", File.ReadAllLines(Repository.PathOf(places[0].Groups["file"].Value))[thrown - 1], StringComparison.Ordinal);
    }

    /// <summary>A Release build names files by their place in the repository, any other by their path.</summary>
    [GeneratedRegex(@"at LossGen\.\S+\(.*\) in \S*?(?<file>src/LossGen/\S+\.cs):line (?<line>\d+)")]
    private static partial Regex Place();
}
