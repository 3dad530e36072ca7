using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Samples.Tests;

public sealed partial class XorTests
{
    private static readonly Lazy<SampleRun> Plain = new(() => SampleRun.Of("Xor"));

    [Fact]
    public void It_ends_well_and_says_nothing_on_the_error_stream()
    {
        Assert.Equal("", Plain.Value.Error);
        Assert.Equal(0, Plain.Value.ExitCode);
    }

    [Fact]
    public void The_linear_model_ends_at_ln_2_with_all_parameters_0()
    {
        (int Iteration, double Loss, double[] Parameters)[] descent = Descent(parameters: 3);

        Assert.Equal(1000, descent[^1].Iteration);
        Assert.Equal(Math.Log(2), descent[^1].Loss, 0.00005); // printed with four places
        Assert.All(descent[^1].Parameters, parameter => Assert.Equal(0, parameter));
        Assert.True(descent[0].Loss > descent[^1].Loss + 0.05);
    }

    [Fact]
    public void The_gradient_by_hand_is_the_gradient_of_the_model()
    {
        string[] byHand = Numbers("(p - t) x^T, p - t:"), byModel = Numbers("LossAndGradient:", at: 0);

        Assert.Equal(3, byHand.Length);
        Assert.Equal(byHand, byModel);

        // z = 1 - 0.5 + 0.25 and t = 0, so each is sigmoid(0.75).
        Assert.All(byHand, number => Assert.Equal(1 / (1 + Math.Exp(-0.75)), Number(number), 0.00005));
    }

    [Fact]
    public void Backpropagation_by_hand_is_the_gradient_of_the_network()
    {
        string[] byHand = Numbers("delta1 x^T, delta1, (p - t) h^T, p - t:"), byModel = Numbers("LossAndGradient:", at: 1);

        Assert.Equal(9, byHand.Length);
        Assert.Equal(byHand, byModel);
        Assert.All(byHand, number => Assert.NotEqual(0, Number(number)));
    }

    [Fact]
    public void Two_hidden_units_learn_it()
    {
        (int Iteration, double Loss, double[] Parameters)[] descent = Descent(parameters: 9);

        Assert.Equal(10_000, descent[^1].Iteration);
        Assert.Equal(Math.Log(2), descent[0].Loss, 0.00005); // the last layer begins at 0
        Assert.InRange(descent[^1].Loss, 0, 0.001);
        Assert.All(Table(1), IsRight);
    }

    [Fact]
    public void With_the_product_as_a_feature_the_loss_goes_to_0_and_all_four_rows_are_right()
    {
        (int Iteration, double Loss, double[] Parameters)[] descent = Descent(parameters: 4);

        Assert.Equal(10_000, descent[^1].Iteration);
        Assert.InRange(descent[^1].Loss, 0, 0.01);
        Assert.All(Table(0), IsRight);
    }

    [Fact]
    public void A_French_machine_prints_the_same() =>
        Assert.Equal(Plain.Value.Output, SampleRun.Of("Xor", "fr_FR.UTF-8", []).Output);

    /// <summary>The numbers behind a head of a line, the first such line or a later one.</summary>
    private static string[] Numbers(string start, int at = 0) =>
        Plain.Value.Lines.Where(line => line.StartsWith(start, StringComparison.Ordinal)).ElementAt(at)[start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The four rows of the first table of predictions, or of the second.</summary>
    private static Match[] Table(int at) => [.. Plain.Value.Lines.Select(line => TableRow().Match(line)).Where(row => row.Success).Chunk(4).ElementAt(at)];

    private static void IsRight(Match row)
    {
        int xor = int.Parse(row.Groups["x1"].Value, CultureInfo.InvariantCulture) ^ int.Parse(row.Groups["x2"].Value, CultureInfo.InvariantCulture);
        Assert.Equal($"{xor}", row.Groups["predicted"].Value);
        Assert.Equal($"{xor}", row.Groups["xor"].Value);
        Assert.Equal(xor, Number(row.Groups["p"].Value), 0.01);
    }

    /// <summary>The lines "iteration loss parameters" of the model that has this number of parameters.</summary>
    private static (int Iteration, double Loss, double[] Parameters)[] Descent(int parameters)
    {
        string[][] rows = [.. Plain.Value.Lines.Where(line => DescentRow().IsMatch(line)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(numbers => numbers.Length == 2 + parameters)];
        Assert.NotEmpty(rows);
        return [.. rows.Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), Number(row[1]), row[2..].Select(Number).ToArray()))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d+ +\d\.\d{4}( +-?\d+\.\d{2}(\d\d)?)+$")]
    private static partial Regex DescentRow();

    [GeneratedRegex(@"^(?<x1>[01]) +(?<x2>[01]) +(?<p>[01]\.\d{4}) +(?<predicted>[01]) +(?<xor>[01])$")]
    private static partial Regex TableRow();
}
