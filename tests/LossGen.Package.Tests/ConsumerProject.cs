using System.Security;

namespace LossGen.Package.Tests;

/// <summary>A folder outside the repository with a project that knows nothing but the packages.</summary>
internal sealed class ConsumerProject
{
    private readonly PackedLossGen _package;

    /// <param name="package">The packages it may install.</param>
    /// <param name="sources">The folder beside the tests whose files it has, each without its last extension.</param>
    /// <param name="project">The project file.</param>
    public ConsumerProject(PackedLossGen package, string sources, string project)
        : this(package, sources, "Consumer.csproj", project)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, sources)))
            File.Copy(file, PathOf(Path.GetFileNameWithoutExtension(file)));
    }

    /// <param name="package">The packages it may install.</param>
    /// <param name="name">The name of its folder.</param>
    /// <param name="projectFile">The name of its project file, whose extension says the language.</param>
    /// <param name="project">The project file.</param>
    /// <param name="files">Its other files: names and texts.</param>
    public ConsumerProject(PackedLossGen package, string name, string projectFile, string project, params (string Name, string Text)[] files)
    {
        _package = package;
        Folder = Directory.CreateDirectory(Path.Combine(package.Folder, name)).FullName;
        File.WriteAllText(PathOf("NuGet.config"), Sources());
        File.WriteAllText(PathOf(projectFile), project);
        foreach ((string file, string text) in files) File.WriteAllText(PathOf(file), text);

        // Nothing above the folder is to have a say.
        foreach (string above in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            File.WriteAllText(PathOf(above), "<Project />");
    }

    public string Folder { get; }

    public string PathOf(string file) => Path.Combine(Folder, file);

    /// <summary>Runs what has been built, and returns the lines that it printed.</summary>
    public string[] RunProgram(string framework, params string[] arguments) =>
        PackedLossGen.Run(Folder, ["exec", Path.Combine(Folder, "bin", "Debug", framework, "Consumer.dll"), .. arguments])
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Our packages come from their folder alone, anything else from where this machine has packages or gets them.</summary>
    private string Sources()
    {
        string[] others = [.. PackedLossGen.Run(_package.Folder, "nuget", "list", "source", "--format", "short").Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith('E')).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])];
        string Lines(Func<string, int, string> line) => string.Concat(others.Select((source, i) => line(SecurityElement.Escape(source), i)));
        return $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{SecurityElement.Escape(_package.Unpacked)}" />
              </config>
              <fallbackPackageFolders>
                <clear />
                <add key="machine" value="{SecurityElement.Escape(_package.MachinePackages)}" />
              </fallbackPackageFolders>
              <packageSources>
                <clear />
                <add key="packed" value="{SecurityElement.Escape(_package.Feed)}" />
            {Lines((source, i) => $"    <add key=\"machine{i}\" value=\"{source}\" />\n")}  </packageSources>
              <packageSourceMapping>
                <packageSource key="packed"><package pattern="LossGen" /><package pattern="LossGen.Onnx" /><package pattern="LossGen.Orleans" /></packageSource>
            {Lines((_, i) => $"    <packageSource key=\"machine{i}\"><package pattern=\"*\" /></packageSource>\n")}  </packageSourceMapping>
            </configuration>
            """;
    }
}
