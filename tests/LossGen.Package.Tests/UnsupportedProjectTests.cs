using System.Text.RegularExpressions;
using LossGen.Samples.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>Projects that the packages cannot serve, or not in full: each hears why, before the compiler misses a type.</summary>
[Collection(PackedLossGen.Name)]
[Trait("Category", "Slow")]
public sealed partial class UnsupportedProjectTests(PackedLossGen package)
{
    private const string Model = """
        [LossGen.CrossEntropyModel(features: 4, classes: 3)]
        public sealed partial class M
        {
            public static int Class(float[] row) => new M().Predict(row);
        }
        """;

    [Theory]
    [InlineData("LossGen", "net472")]
    [InlineData("LossGen", "net6.0")]
    [InlineData("LossGen", "netstandard2.0")]
    [InlineData("LossGen", "netstandard2.0;net8.0")]
    [InlineData("LossGen.Onnx", "net472")]
    [InlineData("LossGen.Onnx", "net6.0")]
    [InlineData("LossGen.Onnx", "netstandard2.0")]
    [InlineData("LossGen.Onnx", "netstandard2.0;net8.0")]
    public void A_framework_without_the_library_is_refused_by_the_restore(string id, string frameworks)
    {
        string project = Project($"<TargetFrameworks>{frameworks}</TargetFrameworks>", id);
        var consumer = new ConsumerProject(package, $"refused-{id}-{frameworks.Replace(';', '-')}", "Consumer.csproj", project);

        SampleRun run = SampleRun.OfDotnet(consumer.Folder, "restore");
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"error NU1202: Package {id} {package.Version} is not compatible with {frameworks.Split(';')[0]} ", run.Output, StringComparison.Ordinal);
        Assert.Contains("- net8.0 ", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The reference stays with the targets that it serves; the others never hear of the package.</summary>
    [Fact]
    public void A_reference_for_the_newer_target_alone_serves_it()
    {
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFrameworks>netstandard2.0;net8.0</TargetFrameworks><LangVersion>12</LangVersion></PropertyGroup>
              <ItemGroup Condition="'$(TargetFramework)' == 'net8.0'"><PackageReference Include="LossGen" Version="[{package.Version}]" /></ItemGroup>
            </Project>
            """;
        var consumer = new ConsumerProject(package, "two-targets", "Consumer.csproj", project, ("M.cs", $"#if NET\n{Model}\n#endif\n"));

        Assert.DoesNotContain("warning", PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vbproj", "C.vb", "Public Class C\n  Public Shared Function F(x As Double) As Double\n    Return LossGen.StableMath.Softplus(x)\n  End Function\nEnd Class\n")]
    [InlineData("fsproj", "C.fs", "module C\nlet f (x: float) = LossGen.StableMath.Softplus x\n")]
    public void A_project_in_another_language_hears_that_models_are_written_in_C_sharp(string extension, string file, string code)
    {
        string items = extension == "fsproj" ? $"<ItemGroup><Compile Include=\"{file}\" /></ItemGroup>" : "";
        string project = Project("<TargetFramework>net10.0</TargetFramework>", "LossGen", items);
        var consumer = new ConsumerProject(package, extension, $"Consumer.{extension}", project, (file, code));

        string heard = PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");
        Assert.Equal("LOSSGEN001", Assert.Single(Warning().Matches(heard).Select(static match => match.Groups["id"].Value).Distinct()));
        Assert.Contains("LossGen writes models in C# only", heard, StringComparison.Ordinal);

        // Where the library is all that is wanted.
        string silenced = PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false", "--no-restore", "-p:NoWarn=LOSSGEN001");
        Assert.DoesNotMatch(Warning(), silenced);
    }

    [Fact]
    public void A_project_in_another_language_that_gets_the_library_through_a_project_in_C_sharp_hears_nothing()
    {
        var library = new ConsumerProject(package, "models", "Models.csproj", Project("<TargetFramework>net10.0</TargetFramework>", "LossGen"), ("M.cs", Model));
        string project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="{library.PathOf("Models.csproj")}" /></ItemGroup>
            </Project>
            """;
        var consumer = new ConsumerProject(
            package, "user-of-models", "Consumer.vbproj", project,
            ("C.vb", "Public Class C\n  Public Shared Function F(row As Single()) As Integer\n    Return M.[Class](row)\n  End Function\nEnd Class\n"));

        Assert.DoesNotMatch(Warning(), PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false"));
    }

    [Fact]
    public void A_project_in_an_older_version_of_the_language_hears_which_one_it_needs()
    {
        string project = Project("<TargetFramework>net8.0</TargetFramework><LangVersion>11</LangVersion>", "LossGen");
        var consumer = new ConsumerProject(package, "older-language", "Consumer.csproj", project, ("M.cs", Model));

        SampleRun run = SampleRun.OfDotnet(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");
        Assert.NotEqual(0, run.ExitCode);
        Match error = Regex.Match(run.Output, @"error LG0008: 'M' needs C# 12\.0 or later, but the project is compiled as C# 11\.0; raise LangVersion \((?<page>file://[^)]+)\)");
        Assert.True(error.Success, run.Output);

        // The page of the rule, in the package.
        string page = new Uri(error.Groups["page"].Value).LocalPath;
        Assert.Equal(Path.Combine(package.Unpacked, "lossgen", package.Version, "docs", "rules", "LG0008.md"), page);
        Assert.StartsWith("# LG0008: ", File.ReadAllText(page), StringComparison.Ordinal);
    }

    /// <summary>The SDK passes the analyzers of all packages to the compiler, whatever a reference includes, so no model is left without members.</summary>
    [Theory]
    [InlineData("compile-only", "LossGen", "IncludeAssets=\"compile\"")]
    [InlineData("without-analyzers", "LossGen", "ExcludeAssets=\"analyzers\"")]
    [InlineData("through-another-package", "LossGen.Onnx", "")]
    public void The_generator_runs_whatever_parts_of_the_package_a_reference_takes(string name, string id, string attributes)
    {
        string project = Project("<TargetFramework>net10.0</TargetFramework>", id, "", attributes);
        var consumer = new ConsumerProject(package, name, "Consumer.csproj", project, ("M.cs", Model));

        PackedLossGen.Run(consumer.Folder, "build", "-nologo", "-p:UseSharedCompilation=false");
    }

    private string Project(string properties, string id, string items = "", string attributes = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>{properties}</PropertyGroup>
          <ItemGroup><PackageReference Include="{id}" Version="[{package.Version}]" {attributes} /></ItemGroup>
          {items}
        </Project>
        """;

    [GeneratedRegex(@"warning (?<id>\w+):")]
    private static partial Regex Warning();
}
