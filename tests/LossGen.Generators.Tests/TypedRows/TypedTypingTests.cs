using LossGen.Testing;
using Xunit;

namespace LossGen.Generators.Tests.TypedRows;

/// <summary>Rows and their model as they stand while somebody types them.</summary>
[Trait("Category", "Slow")]
public sealed class TypedTypingTests
{
    private const string Text = """
        using System; using LossGen; using Alias = LossGen.CrossEntropyModelAttribute<Demo.Flower>;
        namespace Demo;
        [Flags] public enum Tags : byte { None, A = 1, @class = 1 << 7, Both = A | @class }
        public enum Colour { Red = -1, [Obsolete] Green, Blue = Red }
        public abstract record Plant([Feature] Half Height, [field: Feature] decimal Width);
        public sealed record Flower(Half H, [Feature] Colour Colour, [Label] Tags Tags) : Plant(H, 1)
        {
            [Feature] public ulong this[int i] => 1;
            [Feature, Label(classes: 3)] private long? Number { get; set; }
        }
        public class Trip
        {
            [Feature(buckets: 64, Missing = MissingValues.Indicator)] public string? From;
            [Feature(Parts = DateParts.TimeOfDay | DateParts.Days)] public DateTime Start;
            [Feature(Missing = MissingValues.Indicator, Fill = -1.5)] public double? Age;
            [Label] public Colour? Label;
        }
        [CrossEntropyModel<Trip>] public partial class TripModel;
        public struct Pair<T> { [Feature] public T First; [Label(2)] public byte Second; }
        [Alias] public partial class FlowerModel { public int Predict(in Flower row) => 0; }
        [CrossEntropyModel<Pair<float>>(Task = ClassificationTask.Binary)] public partial class PairModel { int _classNames; }
        [CrossEntropyModel<Pair<double>>, CrossEntropyModel(1, 2)] partial class Both;
        """;

    [Fact]
    public void Nothing_throws_and_all_output_parses_while_a_file_is_typed() =>
        Assert.Equal(Text.Length + 1, Replay().RequireParsableOutput().TypeOut());

    [Fact]
    public void Nothing_throws_and_all_output_parses_over_mutations_of_a_file() =>
        Assert.Equal(500, Replay().RequireParsableOutput().Mutate(4, 500));

    private static TypingReplay Replay() => new(
        GeneratorRun.Of<CrossEntropyModelGenerator>().WithReferenceTo<CrossEntropyModelAttribute>(),
        Text,
        Declarations.DeclarationTest.Analyzers,
        Declarations.TypingTests.AnalyzedEvery);
}
