using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LossGen.Generators.Tests;
using Xunit;

namespace LossGen.Package.Tests;

/// <summary>What lies in the packages.</summary>
[Collection(PackedLossGen.Name)]
public sealed partial class PackageContentTests(PackedLossGen package)
{
    [Fact]
    public void The_package_holds_these_files_and_no_others()
    {
        string[] pages = [.. new[] { "src/LossGen.Generators/docs", "src/LossGen.Analyzers/docs" }
            .SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder))).Select(page => $"docs/rules/{Path.GetFileName(page)}")];
        Assert.True(pages.Length > 40, $"{pages.Length} pages");

        Holds(
            package.FileOf("LossGen"),
            [
                "LICENSE", "LossGen.nuspec", "README.md",
                "analyzers/dotnet/cs/LossGen.Analyzers.dll", "analyzers/dotnet/cs/LossGen.CodeFixes.dll", "analyzers/dotnet/cs/LossGen.Generators.dll",
                "buildTransitive/net8.0/LossGen.targets",
                "lib/net10.0/LossGen.dll", "lib/net10.0/LossGen.xml", "lib/net8.0/LossGen.dll", "lib/net8.0/LossGen.xml",
                .. pages,
            ]);
    }

    [Fact]
    public void The_package_for_ONNX_holds_these_files_and_no_others() => Holds(
        package.FileOf("LossGen.Onnx"),
        [
            "LICENSE", "LossGen.Onnx.nuspec", "README.md",
            "lib/net10.0/LossGen.Onnx.dll", "lib/net10.0/LossGen.Onnx.xml", "lib/net8.0/LossGen.Onnx.dll", "lib/net8.0/LossGen.Onnx.xml",
        ]);

    [Fact]
    public void The_package_for_Orleans_holds_these_files_and_no_others() => Holds(
        package.FileOf("LossGen.Orleans"),
        [
            "LICENSE", "LossGen.Orleans.nuspec", "README.md",
            "lib/net10.0/LossGen.Orleans.dll", "lib/net10.0/LossGen.Orleans.xml", "lib/net8.0/LossGen.Orleans.dll", "lib/net8.0/LossGen.Orleans.xml",
        ]);

    /// <summary>In the assembly itself: stack traces have lines without a symbol server, and no second package is to be published.</summary>
    [Theory]
    [InlineData("LossGen", "lib/net8.0/LossGen.dll")]
    [InlineData("LossGen", "lib/net10.0/LossGen.dll")]
    [InlineData("LossGen", "analyzers/dotnet/cs/LossGen.Analyzers.dll")]
    [InlineData("LossGen", "analyzers/dotnet/cs/LossGen.CodeFixes.dll")]
    [InlineData("LossGen", "analyzers/dotnet/cs/LossGen.Generators.dll")]
    [InlineData("LossGen.Onnx", "lib/net8.0/LossGen.Onnx.dll")]
    [InlineData("LossGen.Onnx", "lib/net10.0/LossGen.Onnx.dll")]
    [InlineData("LossGen.Orleans", "lib/net8.0/LossGen.Orleans.dll")]
    [InlineData("LossGen.Orleans", "lib/net10.0/LossGen.Orleans.dll")]
    public void An_assembly_holds_its_symbols_which_name_files_by_their_place_in_the_repository(string id, string assembly)
    {
        using var library = new PEReader(new MemoryStream(Content(package.FileOf(id), assembly)));
        DebugDirectoryEntry embedded = library.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        using MetadataReaderProvider symbols = library.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
        MetadataReader reader = symbols.GetMetadataReader();
        string[] documents = [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];

        Assert.Contains(library.ReadDebugDirectory(), static entry => entry.Type == DebugDirectoryEntryType.Reproducible);
        Assert.Contains(documents, static document => document.EndsWith(".cs", StringComparison.Ordinal));
        if (PackedLossGen.Configuration == "Release")
            Assert.All(documents, static document => Assert.StartsWith("/_/src/", document, StringComparison.Ordinal));
        Assert.False(File.Exists(package.FileOf(id, "snupkg")));
    }

    /// <summary>A compiler warns of an assembly that asks for a newer one (CS9057), in every build. 4.8 is that of the first SDK that knows C# 12.</summary>
    [Theory]
    [InlineData("LossGen.Analyzers")]
    [InlineData("LossGen.CodeFixes")]
    [InlineData("LossGen.Generators")]
    public void What_the_compiler_loads_asks_for_the_compiler_of_the_first_SDK_for_the_library(string name)
    {
        using var assembly = new PEReader(new MemoryStream(Content(package.FileOf("LossGen"), $"analyzers/dotnet/cs/{name}.dll")));
        MetadataReader reader = assembly.GetMetadataReader();
        AssemblyReference[] compiler = [.. reader.AssemblyReferences.Select(reader.GetAssemblyReference)
            .Where(reference => reader.GetString(reference.Name).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal))];

        Assert.NotEmpty(compiler);
        Assert.All(compiler, static reference => Assert.Equal(new Version(4, 8, 0, 0), reference.Version));
    }

    [Fact]
    public void The_package_depends_on_nothing_and_names_licence_and_readme()
    {
        XElement metadata = Metadata("LossGen");

        Assert.Empty(Named(metadata, "dependency"));
        Assert.Equal(["net10.0", "net8.0"], Named(metadata, "group").Select(group => group.Attribute("targetFramework")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_for_ONNX_depends_on_the_library_of_its_version_and_on_the_format_s_only()
    {
        XElement metadata = Metadata("LossGen.Onnx");

        string[] dependencies = [.. Named(metadata, "dependency").Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal)];
        Assert.Equal(["Google.Protobuf", "Google.Protobuf", "LossGen", "LossGen"], dependencies);
        Assert.All(
            Named(metadata, "dependency").Where(dependency => dependency.Attribute("id")!.Value == "LossGen"),
            dependency => Assert.Equal(package.Version, dependency.Attribute("version")!.Value));
        Assert.Equal(["net10.0", "net8.0"], Named(metadata, "group").Select(group => group.Attribute("targetFramework")!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_for_Orleans_depends_on_the_library_of_its_version_and_on_Orleans_only()
    {
        XElement metadata = Metadata("LossGen.Orleans");

        string[] dependencies = [.. Named(metadata, "dependency").Select(dependency => dependency.Attribute("id")!.Value).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(["LossGen", "Microsoft.AspNetCore.Connections.Abstractions", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Sdk"], dependencies);
        Assert.All(
            Named(metadata, "dependency").Where(dependency => dependency.Attribute("id")!.Value == "LossGen"),
            dependency => Assert.Equal(package.Version, dependency.Attribute("version")!.Value));
    }

    [Theory]
    [InlineData("LossGen")]
    [InlineData("LossGen.Onnx")]
    [InlineData("LossGen.Orleans")]
    public void A_package_says_what_it_is_and_what_is_new(string id)
    {
        XElement metadata = Metadata(id);
        string Value(string name) => Named(metadata, name).Single().Value;

        Assert.Equal(id, Value("id"));
        Assert.Equal(package.Version, Value("version"));
        Assert.Equal("MIT", Value("license"));
        Assert.Equal("README.md", Value("readme"));
        Assert.NotEqual("", Value("description"));
        Assert.NotEqual("", Value("tags"));
        Assert.Equal(FirstSection().Match(Repository.Read("CHANGELOG.md")).Value.Trim(), Value("releaseNotes").ReplaceLineEndings("\n"));
    }

    /// <summary>The page of its own: that of the repository has links which lead nowhere from a package.</summary>
    [Theory]
    [InlineData("LossGen")]
    [InlineData("LossGen.Onnx")]
    [InlineData("LossGen.Orleans")]
    public void A_package_shows_its_own_page(string id) => Assert.Equal(
        File.ReadAllBytes(Repository.PathOf($"src/{id}/README.md")),
        Content(package.FileOf(id), "README.md"));

    [Fact]
    public void Packing_again_gives_the_same_packages_to_the_byte()
    {
        string again = Path.Combine(package.Folder, "again");
        package.Pack(again);

        string[] files = [.. Directory.GetFiles(package.Feed).Select(file => Path.GetFileName(file)!)];
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(package.Feed, file)), File.ReadAllBytes(Path.Combine(again, file))));
    }

    private static void Holds(string file, string[] expected) => Assert.Equal(expected.Order(StringComparer.Ordinal), PackedLossGen.Files(file).Keys);

    private XElement Metadata(string id)
    {
        using var content = new MemoryStream(Content(package.FileOf(id), $"{id}.nuspec"));
        return XDocument.Load(content).Root!.Elements().Single();
    }

    private static IEnumerable<XElement> Named(XElement metadata, string name) => metadata.Descendants(metadata.Name.Namespace + name);

    private static byte[] Content(string file, string entry)
    {
        using ZipArchive archive = ZipFile.OpenRead(file);
        using Stream stream = archive.GetEntry(entry)!.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    [GeneratedRegex(@"## \[.+?(?=\n## \[|$)", RegexOptions.Singleline)]
    private static partial Regex FirstSection();
}
