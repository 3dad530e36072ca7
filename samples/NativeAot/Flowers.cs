using System.Globalization;

namespace NativeAot;

/// <summary>The 150 irises that lie in the program itself: four numbers a flower, one after another, and one label a flower.</summary>
internal sealed record Flowers(float[] Rows, int[] Labels)
{
    public static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    public static Flowers Read()
    {
        using Stream resource = typeof(Flowers).Assembly.GetManifestResourceStream("iris.csv")!;
        using var reader = new StreamReader(resource);
        var rows = new List<float>();
        var labels = new List<int>();
        reader.ReadLine(); // the names of the columns
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] fields = line.Split(',');
            foreach (string field in fields.AsSpan(0, IrisModel.FeatureCount)) rows.Add(float.Parse(field, CultureInfo.InvariantCulture));
            labels.Add(Array.IndexOf(Species, fields[IrisModel.FeatureCount]));
        }

        return new([.. rows], [.. labels]);
    }
}
