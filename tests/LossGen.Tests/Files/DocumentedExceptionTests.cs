using System.Xml.Linq;
using Xunit;

namespace LossGen.Tests.Files;

/// <summary>Both exceptions that a file system throws are documented where a path is taken; they have no base class but Exception.</summary>
public sealed class DocumentedExceptionTests
{
    [Fact]
    public void Members_that_take_the_path_of_a_file_document_what_the_file_system_throws()
    {
        string[] expected = ["T:System.IO.IOException", "T:System.UnauthorizedAccessException"];
        (string Name, string[] Exceptions)[] members = [.. XDocument.Load(Path.ChangeExtension(typeof(ModelFile).Assembly.Location, ".xml"))
            .Descendants("member")
            .Where(static member => IsPublic(member.Attribute("name")!.Value) && !IsSetting(member.Attribute("name")!.Value) && member.Elements("param").Any(static one => one.Attribute("name")!.Value == "path"))
            .Select(static member => (
                member.Attribute("name")!.Value,
                member.Elements("exception").Select(static one => one.Attribute("cref")!.Value).ToArray()))];

        // Save, Describe and WriteHtml at least; a member without comments on its parameters is an error of the build.
        Assert.InRange(members.Length, 3, int.MaxValue);
        Assert.All(members, member => Assert.Equal(expected, expected.Intersect(member.Exceptions)));
    }

    // A path that is only remembered.
    private static bool IsSetting(string name) => name.StartsWith($"M:{typeof(TrainingCheckpoint).FullName}.", StringComparison.Ordinal);

    // The file documents internal members as well.
    private static bool IsPublic(string name) => typeof(ModelFile).Assembly.GetExportedTypes()
        .Any(type => name.StartsWith($"M:{type.FullName}.", StringComparison.Ordinal));
}
