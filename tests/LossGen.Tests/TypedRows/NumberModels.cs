namespace LossGen.Tests.TypedRows;

/// <summary>A row whose label is a number through bins, with a feature of another kind.</summary>
public sealed record House([Feature] double Area, [Feature] float Age, [Feature] bool HasGarden, [Label(bins: 51)] double Price);

public struct Meter
{
    [Feature]
    public float Load;

    [Label(bins: 20, smoothing: 0)]
    public decimal? Kilowatts { get; set; }
}

public sealed record Review([Feature] float Length, [Label(bins: 5, smoothing: 0.5)] int Stars);

public sealed record Halves([Feature] float X, [Label(bins: 2)] Half Y);

[CrossEntropyModel<House>(HiddenLayers = [16])]
public sealed partial class PriceModel;

[CrossEntropyModel<Meter>]
public sealed partial class MeterModel;

[CrossEntropyModel<Review>]
public sealed partial class StarsModel;

[CrossEntropyModel<Halves>]
public sealed partial class HalfModel;

/// <summary>Classes and features of <see cref="PriceModel"/>, without its row type.</summary>
[CrossEntropyModel(features: 3, classes: 51, HiddenLayers = [16])]
public sealed partial class UntypedPriceModel;

internal static class Houses
{
    /// <summary>Houses whose price is normal around 2 area + 40 for a garden, with a deviation of 5 + age.</summary>
    public static House[] Make(int count, int seed)
    {
        var random = new Random(seed);
        var houses = new House[count];
        for (int i = 0; i < count; i++)
        {
            double area = 50 + (100 * random.NextDouble()), age = 10 * random.NextDouble();
            bool garden = random.NextDouble() < 0.5;
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            houses[i] = new(area, (float)age, garden, Mean(area, garden) + (Deviation(age) * normal));
        }

        return houses;
    }

    public static double Mean(double area, bool garden) => (2 * area) + (garden ? 40 : 0);

    public static double Deviation(double age) => 5 + age;
}
