using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using LossGen.Storage;
using static System.FormattableString;

namespace LossGen.Files;

/// <summary>The bins that the classes of a model are, as the metadata of its file has them: texts, which give the same float64 again.</summary>
/// <remarks>The centres are there as well: the outermost ones are exact numbers, which the middle of two rounded edges need not be.</remarks>
internal sealed class FileBins
{
    public const string EdgesKey = "lossgen.bin_edges";
    public const string CentresKey = "lossgen.bin_centres";
    public const string SmoothingKey = "lossgen.bin_smoothing";

    private FileBins(IReadOnlyList<string> edges, IReadOnlyList<string> centres, string smoothing)
    {
        Edges = edges;
        Centres = centres;
        Smoothing = smoothing;
    }

    /// <summary>One more than bins.</summary>
    public IReadOnlyList<string> Edges { get; }

    /// <summary>One for each bin.</summary>
    public IReadOnlyList<string> Centres { get; }

    /// <summary>The smoothing of targets.</summary>
    public string Smoothing { get; }

    /// <summary>Reads them; null where there are none.</summary>
    /// <exception cref="InvalidDataException">They are no bins.</exception>
    public static FileBins? Of(IReadOnlyDictionary<string, string> metadata)
    {
        string[] keys = [EdgesKey, CentresKey, SmoothingKey];
        if (!keys.Any(metadata.ContainsKey)) return null;
        if (keys.FirstOrDefault(key => !metadata.ContainsKey(key)) is { } missing)
            throw new InvalidDataException($"its metadata has bins but no {missing}, expected {string.Join(", ", keys)}");

        IReadOnlyList<string> edges = NumberList.Of(metadata, EdgesKey, isPositive: false, HeaderBudget.MaxNames + 1);
        IReadOnlyList<string> centres = NumberList.Of(metadata, CentresKey, isPositive: false);
        if (edges.Count != centres.Count + 1 || centres.Count < 2)
        {
            throw new InvalidDataException(Invariant(
                $"its metadata has {edges.Count} numbers under {EdgesKey} and {centres.Count} under {CentresKey}, expected one more of the former and at least two bins"));
        }

        RequireOrder(edges, centres);
        string smoothing = metadata[SmoothingKey];
        if (!(double.TryParse(smoothing, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is 0 or (>= 0.01 and <= 100)))
            throw FileFacts.Unexpected(SmoothingKey, smoothing, "0, or a number from 0.01 to 100");
        return new(edges, centres, smoothing.Trim());
    }

    /// <summary>Each edge is above the one before it, and each centre lies between its edges.</summary>
    private static void RequireOrder(IReadOnlyList<string> edges, IReadOnlyList<string> centres)
    {
        for (int k = 0; k < centres.Count; k++)
        {
            if (Number(edges[k]) < Number(edges[k + 1]) && Number(edges[k]) <= Number(centres[k]) && Number(centres[k]) <= Number(edges[k + 1])) continue;
            throw new InvalidDataException(Invariant(
                $"its metadata has a bin {k} from {edges[k]} to {edges[k + 1]} with the centre {centres[k]}, expected increasing edges and centres between them"));
        }
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
