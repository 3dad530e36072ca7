using System.Collections.Immutable;
using LossGen.Analyzers.Expressions;
using LossGen.Analyzers.Flow;

namespace LossGen.Analyzers.Matching;

/// <summary>Data that is 0 somewhere by what it is: pixels, the lines of a spectrum, the bins of a histogram.</summary>
internal static class Measurements
{
    private static readonly ImmutableHashSet<string> Images = ImmutableHashSet.Create(
        "pixel", "pixels", "raster", "luminance", "luminances", "brightness", "grayscale", "greyscale");

    private static readonly ImmutableHashSet<string> Spectra = ImmutableHashSet.Create(
        "spectrum", "spectra", "periodogram", "spectrogram", "magnitude", "magnitudes", "fft", "psd", "intensity", "intensities");

    private static readonly ImmutableHashSet<string> Histograms = ImmutableHashSet.Create("histogram", "histograms", "hist", "bins");

    // Pixel sizes, frequencies of a spectrum, edges of a histogram: what is beside the data.
    private static readonly ImmutableHashSet<string> Beside = ImmutableHashSet.Create(
        "size", "sizes", "count", "counts", "length", "spacing", "scale", "per", "frequency", "frequencies", "wavelength", "wavelengths", "mz", "edge", "edges", "bound",
        "bounds", "center", "centers", "centre", "centres", "width", "widths", "height", "ratio");

    private static readonly ImmutableHashSet<string> Reading = ImmutableHashSet.Create("get", "read", "value", "at", "item", "float", "double", "single");

    /// <summary>What 0 of such a value means; null for any other.</summary>
    public static string? CanBeZero(Expression value, Site site, MemberReading member)
    {
        Expression data = value is Product { Factors: var factors } && factors.Count(static factor => factor.Power > 0) == 1
            ? factors.First(static factor => factor.Power > 0).Value
            : value;
        if (IsCountedBin(data, member))
        {
            return "a bin that nothing fell into is 0; say what log(0) should be";
        }

        if (Measured(site.Operands[0].Code).IsByte && data is Element or Unknown { Origin: { Kind: OriginKind.Property, Name: "R" or "G" or "B" } })
        {
            return "a byte can be 0; say what log(0) should be";
        }

        if (member.Contents(data).Any())
        {
            return null;
        }

        string[] words = [.. NamesOf(data).SelectMany(Words.In)];
        return words.Any(Beside.Contains) ? null
            : words.Any(Images.Contains) ? "a dark pixel is 0; say what log(0) should be"
            : words.Any(Spectra.Contains) ? "where there is no signal it is 0; say what log(0) should be"
            : words.Any(Histograms.Contains) ? "a bin that nothing fell into is 0; say what log(0) should be"
            : null;
    }

    /// <summary>What is written under casts and before what it is divided or multiplied by.</summary>
    private static Fragment Measured(Fragment code)
    {
        code = code.Unconverted;
        return code.IsBinary && code.Operator is Operator.Divide or Operator.Multiply && code.Operands is [var first, ..] ? Measured(first) : code;
    }

    /// <summary>An element of an array that the member makes and only counts or adds up in, or divides by a total afterwards.</summary>
    private static bool IsCountedBin(Expression value, MemberReading member)
    {
        // What is looked up by what was counted, counts[label[i]], was counted.
        if (value is not Element { Index: Phi { IsLoopHead: true }, Collection: Unknown { Origin.Kind: OriginKind.Place, CalledName: null } made })
        {
            return false;
        }

        IReadOnlyList<Expression> stores = member.StoresTo(made);
        return stores.Any(IsStep) && stores.All(store => IsStep(store) || store.IsConstant(0)
            || (store is Product { Factors: var factors } && factors.Any(factor => factor.Power == 1 && IsOfBins(factor.Value))));

        bool IsOfBins(Expression part) => part is Element { Collection: var collection } && ReferenceEquals(collection, made);

        bool IsStep(Expression store) => store is Sum { Constant: >= 0 } sum && sum.Terms.Any(term => term.Coefficient == 1 && IsOfBins(term.Value))
            && (sum.Constant == 1 || sum.Terms.Length == 2);
    }

    /// <summary>What data is read from: the array, the method, or what a method that only reads is called on.</summary>
    private static IEnumerable<string> NamesOf(Expression value) => value switch
    {
        Element { Collection: var collection } => NamesOfCollection(collection),
        // A method with a name of its own returns what that says, and not what it is called on.
        Unknown { CalledName: { } called, Parts: [var receiver, ..] } when Words.In(called).All(Reading.Contains) => NamesOfCollection(receiver),
        Unknown { CalledName: { } called } => [called],
        _ => [],
    };

    private static IEnumerable<string> NamesOfCollection(Expression collection) => collection switch
    {
        Element { Collection: var rows } => NamesOfCollection(rows),
        Unknown { Name: { } name } => [name],
        Unknown { Origin: { Kind: OriginKind.Name } unbound } => [unbound.ToString()],
        _ => [],
    };
}
