using LossGen.Generators.Tests.Samples;
using LossGen.Testing.Rooms;
using Xunit;

namespace LossGen.Generators.Tests.Architecture;

/// <summary>The rooms of the library and of the generator, read from the built assemblies: each uses only rooms below it.</summary>
public sealed class RoomTests
{
    /// <summary>The order that docs/architecture.md shows; the lowest room first. A room is a folder, since public types share a namespace.</summary>
    private const string OfLibrary =
        "Numerics < Storage, Validation < Binning, Sparse < Kernels < Parameters < Losses < Passes < Training < Models < Evaluation, Text < Files, TypedRows < Selection < Reports, Serving";

    /// <summary>
    /// The same for the generator; the pipeline itself is the last. Below them are two folders of the library that are compiled into both.
    /// </summary>
    private const string OfGenerator =
        "LossGen.Generators.Polyfills < LossGen.Parameters < LossGen.Storage < LossGen.Files"
        + " < LossGen.Generators.Specification < LossGen.Generators.Rules < LossGen.Generators.Parsing < LossGen.Generators.Weights"
        + " < LossGen.Generators.Planning < LossGen.Generators.Emission < LossGen.Generators.Analyzers < LossGen.Generators";

    [Fact]
    public void Rooms_of_the_library_use_only_rooms_below_them() =>
        RoomTable.OfFolders(typeof(StableMath).Assembly.Location, "src/LossGen", OfLibrary).Check();

    [Theory]
    [InlineData("src/LossGen", OfLibrary)]
    [InlineData("src/LossGen.Generators", OfGenerator)]
    public void The_picture_shows_this_order(string project, string order) => Assert.Equal(
        order.Replace("LossGen.Generators.", "", StringComparison.Ordinal).Replace("LossGen.Generators", ".", StringComparison.Ordinal),
        RoomPicture.OrderOf(project));

    [Fact]
    public void The_generator_is_known_by_its_name() =>
        Assert.Equal(Parsing.MemberChecks.GeneratorName, typeof(CrossEntropyModelGenerator).FullName);

    [Fact]
    public void Rooms_of_the_generator_use_only_rooms_below_them() =>
        RoomTable.OfFolders(typeof(CrossEntropyModelGenerator).Assembly.Location, "src", OfGenerator).Check();
}
