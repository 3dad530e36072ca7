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
        string[] byHand = Numbers("(p - t) x^T, p - t:"), byModel = Numbers("LossAndGradient:");

        Assert.Equal(3, byHand.Length);
        Assert.Equal(byHand, byModel);

        // z = 1 - 0.5 + 0.25 and t = 0, so each is sigmoid(0.75).
        Assert.All(byHand, number => Assert.Equal(1 / (1 + Math.Exp(-0.75)), Number(number), 0.00005));

        static string[] Numbers(string start) =>
            Plain.Value.Lines.Single(line => line.StartsWith(start, StringComparison.Ordinal))[start.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void With_the_product_as_a_feature_the_loss_goes_to_0_and_all_four_rows_are_right()
    {
        (int Iteration, double Loss, double[] Parameters)[] descent = Descent(parameters: 4);
        Match[] table = [.. Plain.Value.Lines.Select(line => TableRow().Match(line)).Where(row => row.Success)];

        Assert.Equal(10_000, descent[^1].Iteration);
        Assert.InRange(descent[^1].Loss, 0, 0.01);
        Assert.Equal(4, table.Length);
        Assert.All(table, row =>
        {
            int xor = int.Parse(row.Groups["x1"].Value, CultureInfo.InvariantCulture) ^ int.Parse(row.Groups["x2"].Value, CultureInfo.InvariantCulture);
            Assert.Equal($"{xor}", row.Groups["predicted"].Value);
            Assert.Equal($"{xor}", row.Groups["xor"].Value);
            Assert.Equal(xor, Number(row.Groups["p"].Value), 0.01);
        });
    }

    [Fact]
    public void A_French_machine_prints_the_same() =>
        Assert.Equal(Plain.Value.Output, SampleRun.Of("Xor", "fr_FR.UTF-8", []).Output);

    /// <summary>The lines "iteration loss parameters" of the model that has so many parameters.</summary>
    private static (int Iteration, double Loss, double[] Parameters)[] Descent(int parameters)
    {
        string[][] rows = [.. Plain.Value.Lines.Where(line => DescentRow().IsMatch(line)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(numbers => numbers.Length == 2 + parameters)];
        Assert.NotEmpty(rows);
        return [.. rows.Select(row => (int.Parse(row[0], CultureInfo.InvariantCulture), Number(row[1]), row[2..].Select(Number).ToArray()))];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\d+( +-?\d+\.\d{4})+$")]
    private static partial Regex DescentRow();

    [GeneratedRegex(@"^(?<x1>[01]) +(?<x2>[01]) +(?<p>[01]\.\d{4}) +(?<predicted>[01]) +(?<xor>[01])$")]
    private static partial Regex TableRow();
}
