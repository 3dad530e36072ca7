using System.Globalization;

namespace NativeAot;

/// <summary>The 150 irises that lie in the program itself.</summary>
internal static class Flowers
{
    public static Flower[] Read()
    {
        using Stream resource = typeof(Flowers).Assembly.GetManifestResourceStream("iris.csv")!;
        using var reader = new StreamReader(resource);
        var flowers = new List<Flower>();
        reader.ReadLine(); // the names of the columns
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] fields = line.Split(',');
            flowers.Add(new(Centimetres(fields[0]), Centimetres(fields[1]), Centimetres(fields[2]), Centimetres(fields[3]), Enum.Parse<Species>(fields[4], ignoreCase: true)));
        }

        return [.. flowers];
    }

    private static float Centimetres(string field) => float.Parse(field, CultureInfo.InvariantCulture);
}
