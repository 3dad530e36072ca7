using LossGen.Generators.Planning;
using LossGen.Testing;
using LossGen.Tests.Models;
using LossGen.Tests.Networks;
using LossGen.Tests.Reference;
using Xunit;

namespace LossGen.Generators.Tests.Emission;

/// <summary>
/// Networks of every activation, one to four hidden layers deep, emitted, compiled and run: losses and gradients equal the reference in double and
/// central differences.
/// </summary>
[Trait("Category", "Slow")]
public sealed class NetworkSweepTests
{
    private static readonly Activation[] Activations = Enum.GetValues<Activation>();

    private static readonly int[] RowsToTry = [1, 5, 32, 33, 77];

    // Features, units of the hidden layers, classes. Of each depth some that are fused and some that are not.
    public static TheoryData<int[]> Widths => new(
        [2, 2, 2], [4, 8, 3], [30, 16, 2], [64, 32, 10], [257, 65, 11], [784, 48, 10], [100, 24, 33], [7, 1, 5], [16, 16, 16], [1, 9, 2],
        [13, 7, 5, 3], [64, 33, 17, 10], [600, 300, 20, 3], [2, 3, 2, 4], [5, 9, 1, 3], [4, 32, 16, 4],
        [10, 12, 9, 6, 4], [33, 17, 20, 8, 2], [3, 2, 2, 2, 3],
        [9, 12, 9, 6, 3, 5], [40, 31, 23, 15, 7, 10], [2, 3, 3, 2, 2, 3]);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Losses_and_gradients_equal_the_reference_and_differences(int[] widths)
    {
        NetworkShape[] shapes = [.. Activations.Select((activation, i) => NetworkShape.Of(activation, TaskOf(i, widths[^1]), widths))];
        using EmittedAssembly assembly = NetworkShape.Compile(shapes);
        string[] options = [.. LossCases.Names];
        for (int i = 0; i < shapes.Length; i++)
        {
            // Two or three of the numbers of rows, the others with the next activation.
            for (int k = i % 2; k < RowsToTry.Length; k += 2)
            {
                // The plain loss, which tiny networks have a pass of their own for, and one option after another.
                new NetworkTrial(shapes[i].Create(assembly, i), RowsToTry[k], "plain", soft: false).EqualsReference();
                string other = options[((5 * i) + k + widths.Length) % options.Length];
                var trial = new NetworkTrial(shapes[i].Create(assembly, i), RowsToTry[k], other, soft: k % 2 == 1);
                trial.EqualsReference();
                trial.StaysWithinItsMemory();
            }

            new NetworkTrial(shapes[i].Create(assembly, i), 5, "plain", soft: false).EqualsDifferences();
            new NetworkTrial(shapes[i].Create(assembly, i), 5, "everything", soft: i % 2 == 1).EqualsDifferences();
        }
    }

    /// <summary>Tiny networks up to the limit of what is written out, and beyond it: all of them agree with the reference.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Tiny_networks_on_both_sides_of_the_limit_of_fusion_equal_the_reference(int depth)
    {
        List<NetworkShape> shapes = [];
        var random = new Random(depth);
        while (shapes.Count < 36)
        {
            int[] widths = [random.Next(1, 17), .. Enumerable.Range(0, depth).Select(_ => random.Next(1, 10)), random.Next(2, 10)];
            var shape = NetworkShape.Of(Activations[shapes.Count % 6], ClassificationTask.Auto, widths);
            if (Products(shape) <= Budget.UnrolledNetworkProducts + 8) shapes.Add(shape);
        }

        Assert.Contains(shapes, static shape => Products(shape) > Budget.UnrolledNetworkProducts);
        using EmittedAssembly assembly = NetworkShape.Compile(shapes);
        Assert.InRange(assembly.Methods.Count(static method => method.Type.EndsWith("Fused", StringComparison.Ordinal) && method.Name == "PredictRow"), 12, 35);
        for (int i = 0; i < shapes.Count; i++)
        {
            // Every number of rows for shapes of every activation, but not all five for each shape.
            int[] rows = [1, 7, 8, 33, 257];
            foreach (int n in new[] { rows[(i / 6) % 5], rows[((i / 6) + 2) % 5] })
            {
                var trial = new NetworkTrial(shapes[i].Create(assembly, i), n, "plain", soft: false);
                trial.EqualsReference();
                trial.StaysWithinItsMemory();
            }
        }
    }

    private static int Products(NetworkShape shape)
    {
        int logits = shape.Task == ClassificationTask.Binary ? 1 : shape.Classes, products = 0, inputs = shape.Features;
        foreach (int units in shape.Hidden.Append(logits))
        {
            products += inputs * units;
            inputs = units;
        }

        return products;
    }

    /// <summary>Multi-label for every third network, and two classes as softmax for another third.</summary>
    private static ClassificationTask TaskOf(int i, int classes) => (i % 3) switch
    {
        1 => ClassificationTask.MultiLabel,
        2 => ClassificationTask.Multiclass,
        _ => classes == 2 ? ClassificationTask.Binary : ClassificationTask.Multiclass,
    };
}
