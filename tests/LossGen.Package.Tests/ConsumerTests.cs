using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>A project outside the repository that knows nothing but the package: built, run and repaired; and one that tolerates no warning.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class ConsumerTests(PackedLossGen package)
{
    [Fact]
    public void A_project_that_installs_the_package_is_checked_trains_and_is_repaired()
    {
        var consumer = new ConsumerProject(package, "Consumer", Project());
        string folder = consumer.Folder;

        // The rule for the softplus speaks, in its line and nowhere else, and nothing else is wrong.
        string build = PackedLossGen.Run(folder, "build", "-nologo", "-p:UseSharedCompilation=false");
        Match[] reported = [.. Reported().Matches(build).DistinctBy(match => match.Value)];
        string program = consumer.PathOf("Program.cs");
        Match warning = Assert.Single(reported);
        Assert.Equal("warning", warning.Groups["severity"].Value);
        Assert.Equal("LG1005", warning.Groups["id"].Value);
        Assert.Equal(LineOf(program, "Math.Log(1 + Math.Exp(-margin))"), int.Parse(warning.Groups["line"].Value, CultureInfo.InvariantCulture));

        Assert.Equal(["class 1", "loss Infinity"], consumer.RunProgram("net10.0"));

        // All fixes of the package, the suggestions among them.
        PackedLossGen.Run(folder, "format", "analyzers", "Consumer.csproj", "--no-restore", "--severity", "info", "--diagnostics", "LG1001", "LG1005");
        Assert.Contains("Console.WriteLine($\"loss {StableMath.Softplus(-margin)}\");", File.ReadAllText(program), StringComparison.Ordinal);
        Assert.Contains("=> StableMath.Log1P(rate);", File.ReadAllText(program), StringComparison.Ordinal);

        // A model that cannot be is an error of the second build, of the repaired program.
        string broken = consumer.PathOf("Broken.cs");
        File.WriteAllText(broken, "[LossGen.CrossEntropyModel(features: 2, classes: 1)]\npublic sealed partial class Broken;\n");
        SampleRun second = SampleRun.OfDotnet(folder, "build", "--no-restore", "-nologo", "-p:UseSharedCompilation=false");
        Assert.NotEqual(0, second.ExitCode);
        Match error = Assert.Single(Reported().Matches(second.Output).DistinctBy(match => match.Value));
        Assert.Equal(("error", "LG0004", "1"), (error.Groups["severity"].Value, error.Groups["id"].Value, error.Groups["line"].Value));

        File.Delete(broken);
        PackedLossGen.Run(folder, "build", "--no-restore", "-nologo", "-p:UseSharedCompilation=false");
        Assert.Equal(["class 1", "loss 800"], consumer.RunProgram("net10.0"));
    }

    [Fact]
    public void A_project_that_tolerates_no_warning_builds_for_every_framework_in_the_lowest_language_version_and_exports_the_same_file()
    {
        var consumer = new ConsumerProject(package, "StrictConsumer", StrictProject());
        PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");

        string newer = consumer.PathOf("net10.0.onnx"), older = consumer.PathOf("net8.0.onnx");
        string[] printed = consumer.RunProgram("net10.0", newer);
        Assert.StartsWith("loss 0.", Assert.Single(printed), StringComparison.Ordinal);
        Assert.Equal(printed, consumer.RunProgram("net8.0", older));
        Assert.Equal(File.ReadAllBytes(newer), File.ReadAllBytes(older));
        Assert.Contains("LossGen", Encoding.Latin1.GetString(File.ReadAllBytes(newer)), StringComparison.Ordinal);
    }

    private static int LineOf(string file, string text) => Array.FindIndex(File.ReadAllLines(file), line => line.Contains(text, StringComparison.Ordinal)) + 1;

    private string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <UseAppHost>false</UseAppHost>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="LossGen" Version="[{package.Version}]" />
          </ItemGroup>
        </Project>
        """;

    private string StrictProject() => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
            <RollForward>Major</RollForward>
            <LangVersion>12</LangVersion>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <WarningLevel>9999</WarningLevel>
            <AnalysisLevel>latest-all</AnalysisLevel>
            <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
            <IsAotCompatible>true</IsAotCompatible>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <UseAppHost>false</UseAppHost>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="LossGen" Version="[{package.Version}]" />
            <PackageReference Include="LossGen.Onnx" Version="[{package.Version}]" />
          </ItemGroup>
        </Project>
        """;

    [GeneratedRegex(@"\((?<line>\d+),\d+\): (?<severity>warning|error) (?<id>\w+):")]
    private static partial Regex Reported();
}
