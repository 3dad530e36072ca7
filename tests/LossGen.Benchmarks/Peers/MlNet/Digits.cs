using System.Globalization;
using Microsoft.ML.Data;

namespace LossGen.Benchmarks.Peers.MlNet;

/// <summary>An image of a digit, as ML.NET reads it.</summary>
internal sealed class Digit
{
    /// <summary>64 numbers from 0 to 1.</summary>
    [VectorType(Digits.Pixels)]
    public float[] Features { get; set; } = [];

    /// <summary>The digit plus 1: 0 would be a missing key.</summary>
    [KeyType(Digits.Classes)]
    public uint Label { get; set; }
}

/// <summary>What ML.NET says of an image.</summary>
internal sealed class DigitScore
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}

/// <summary>Handwritten digits of 8 x 8 pixels: of four images three are trained on, and the fourth is for tests.</summary>
/// <param name="Training">The images to train on.</param>
/// <param name="Test">The images for tests.</param>
internal sealed record Digits(IReadOnlyList<Digit> Training, IReadOnlyList<Digit> Test)
{
    public const int Pixels = 64, Classes = 10;

    private const int Ink = 16, TestShare = 4;

    /// <summary>Reads the file of the sample.</summary>
    public static Digits Read()
    {
        var training = new List<Digit>();
        var test = new List<Digit>();
        foreach (string line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "digits.csv")))
        {
            int[] numbers = [.. line.Split(',').Select(static field => int.Parse(field, CultureInfo.InvariantCulture))];
            var digit = new Digit { Features = [.. numbers[..Pixels].Select(static ink => (float)ink / Ink)], Label = (uint)numbers[Pixels] + 1 };
            ((training.Count + test.Count) % TestShare == 0 ? test : training).Add(digit);
        }

        return new(training, test);
    }

    /// <summary>The images one after another, as LossGen reads them.</summary>
    public static (float[] Rows, int[] Labels) Flat(IReadOnlyList<Digit> digits) =>
        ([.. digits.SelectMany(static digit => digit.Features)], [.. digits.Select(static digit => (int)digit.Label - 1)]);
}
