using System.Globalization;

namespace Digits;

/// <summary>Images of 8 x 8 pixels, one after another, and which digit each shows.</summary>
/// <param name="Pixels">64 numbers an image, line by line, from 0 (paper) to 1 (ink).</param>
/// <param name="Labels">0 to 9.</param>
internal sealed record Images(float[] Pixels, int[] Labels)
{
    public const int Side = 8, PixelsOfImage = Side * Side, Digits = 10;

    /// <summary>What the file writes for a pixel that is all ink.</summary>
    private const int Ink = 16;

    public int Count => Labels.Length;

    public ReadOnlySpan<float> this[int image] => Pixels.AsSpan(image * PixelsOfImage, PixelsOfImage);

    /// <summary>Reads lines of 64 pixels and a digit, separated by commas.</summary>
    /// <exception cref="InvalidDataException">The file does not hold what is expected; the message names the line.</exception>
    public static Images Read(string path)
    {
        var pixels = new List<float>();
        var labels = new List<int>();
        foreach (string line in File.ReadLines(path))
        {
            string[] fields = line.Split(',');
            if (fields.Length != PixelsOfImage + 1) throw Unexpected($"{fields.Length} numbers; expected {PixelsOfImage} pixels and a digit");
            for (int i = 0; i < PixelsOfImage; i++) pixels.Add(Number(fields[i], Ink) / (float)Ink);
            labels.Add(Number(fields[^1], Digits - 1));
        }

        return new([.. pixels], [.. labels]);

        int Number(string field, int most) =>
            int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= most
                ? number
                : throw Unexpected($"'{field}'; expected a whole number from 0 to {most}");

        InvalidDataException Unexpected(string what) => new($"{path}, line {labels.Count + 1}: {what}.");
    }

    /// <summary>Deals the images at random into two parts, with the same share of every digit in the second.</summary>
    /// <exception cref="InvalidDataException">A digit has too few images to be in both parts.</exception>
    public (Images Training, Images Test) Split(double testShare, int seed)
    {
        var random = new Random(seed);
        var training = new List<int>();
        var test = new List<int>();
        for (int digit = 0; digit < Digits; digit++)
        {
            int[] ofDigit = [.. Enumerable.Range(0, Count).Where(image => Labels[image] == digit)];
            int testCount = (int)Math.Round(ofDigit.Length * testShare);
            if (testCount == 0 || testCount == ofDigit.Length)
                throw new InvalidDataException($"There are {ofDigit.Length} images of {digit}; too few to train and to test on.");
            random.Shuffle(ofDigit);
            test.AddRange(ofDigit[..testCount]);
            training.AddRange(ofDigit[testCount..]);
        }

        return (Only(training), Only(test));
    }

    private Images Only(List<int> images)
    {
        var pixels = new float[images.Count * PixelsOfImage];
        for (int i = 0; i < images.Count; i++) this[images[i]].CopyTo(pixels.AsSpan(i * PixelsOfImage));
        return new(pixels, [.. images.Select(image => Labels[image])]);
    }
}
