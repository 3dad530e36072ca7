using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LossGen.Storage;

namespace LossGen.Files;

/// <summary>How programs name the tensors of a model's layers, and in what order the names put them.</summary>
/// <remarks>
/// weight and bias, alone or behind a prefix, as the state of a PyTorch module has them ("0.weight", "2.weight"); or coefs_ and intercepts_ with
/// a number behind, as scikit-learn's MLPClassifier has them, whose weights lie [input][unit].
/// </remarks>
internal static class LayerNames
{
    /// <summary>The table of a token model's embeddings.</summary>
    public const string Embedding = "embedding.weight";

    private const string Weight = "weight";
    private const string Bias = "bias";
    private const string Coefficients = "coefs_";
    private const string Intercepts = "intercepts_";

    /// <summary>The layers in their order; null where there is a tensor that belongs to none, or none at all.</summary>
    public static FileLayer[]? LayersOf(IReadOnlyList<TensorEntry> tensors)
    {
        bool isTransposed = tensors.Any(static tensor => NumberOf(tensor.Name, Coefficients) is not null);
        FileLayer[] layers = isTransposed
            ? [.. tensors.Where(static tensor => NumberOf(tensor.Name, Coefficients) is not null)
                .OrderBy(static tensor => NumberOf(tensor.Name, Coefficients))
                .Select(weight => new FileLayer(weight, tensors.FirstOrDefault(bias => NumberOf(bias.Name, Intercepts) == NumberOf(weight.Name, Coefficients)), true))]
            : [.. tensors.Where(static tensor => IsWeight(tensor.Name))
                .OrderBy(static tensor => tensor.Name, NumbersByValue.Comparer)
                .Select(weight => new FileLayer(weight, tensors.FirstOrDefault(bias => bias.Name == BiasOf(weight.Name)), false))];
        return layers.Length > 0 && layers.Sum(static layer => layer.Tensors.Count()) == tensors.Count ? layers : null;
    }

    private static bool IsWeight(string name) => name == Weight || name.EndsWith("." + Weight, StringComparison.Ordinal);

    private static string BiasOf(string weight) => weight.Substring(0, weight.Length - Weight.Length) + Bias;

    /// <summary>The number behind a name, with a dot between them or not; null where there is none.</summary>
    private static int? NumberOf(string name, string start)
    {
        if (!name.StartsWith(start, StringComparison.Ordinal)) return null;
        string number = name.Substring(start.Length);
        if (number.StartsWith(".", StringComparison.Ordinal)) number = number.Substring(1);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    /// <summary>Compares names with the numbers in them by value, so that "10.weight" is behind "2.weight".</summary>
    private sealed class NumbersByValue : IComparer<string>
    {
        public static NumbersByValue Comparer { get; } = new();

        public int Compare(string? x, string? y)
        {
            string[] a = (x ?? "").Split('.'), b = (y ?? "").Split('.');
            for (int i = 0; i < Math.Min(a.Length, b.Length); i++)
            {
                bool areNumbers = int.TryParse(a[i], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                    & int.TryParse(b[i], NumberStyles.None, CultureInfo.InvariantCulture, out int second);
                int order = areNumbers ? first.CompareTo(second) : string.CompareOrdinal(a[i], b[i]);
                if (order != 0) return order;
            }

            return a.Length.CompareTo(b.Length);
        }
    }
}
