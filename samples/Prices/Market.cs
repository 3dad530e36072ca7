using LossGen;

namespace Prices;

/// <summary>
/// The law that prices follow here, so that it is known what a model should find. Given the features, the logarithm of the price is normal, and the wider the farther out
/// a house is. Of old houses every third is a listed building, which sells for 1.7 times as much: no feature says which.
/// </summary>
internal static class Market
{
    private const double PremiumOfListed = 1.7;
    private const int OldFrom = 70;

    /// <summary>Sales, in thousands.</summary>
    public static House[] Draw(int count, int seed)
    {
        var random = new Random(seed);
        var houses = new House[count];
        for (int i = 0; i < count; i++)
        {
            var house = new House(40 + (140 * random.NextDouble()), random.Next(0, 121), 20 * random.NextDouble(), random.NextDouble() < 0.5, Price: 0);
            double median = Median(house) * (random.NextDouble() < ShareListed(house) ? PremiumOfListed : 1);
            houses[i] = house with { Price = median * Math.Exp(Spread(house) * Normal(random)) };
        }

        return houses;
    }

    /// <summary>The mean of a price: that of a log-normal distribution is its median times exp(σ²/2).</summary>
    public static double Mean(House house) =>
        Median(house) * Math.Exp(Spread(house) * Spread(house) / 2) * (1 + (ShareListed(house) * (PremiumOfListed - 1)));

    /// <summary>The logarithm of the density of a price.</summary>
    public static double LogDensity(House house, double price)
    {
        double Of(double median)
        {
            double z = Math.Log(price / median) / Spread(house);
            return -(z * z / 2) - Math.Log(price) - Math.Log(Spread(house)) - (Math.Log(2 * Math.PI) / 2);
        }

        double listed = ShareListed(house);
        return listed == 0
            ? Of(Median(house))
            : StableMath.LogAddExp(Math.Log(1 - listed) + Of(Median(house)), Math.Log(listed) + Of(PremiumOfListed * Median(house)));
    }

    /// <summary>The probability of a price below this one.</summary>
    public static double Below(House house, double price)
    {
        double Of(double median) => NormalBelow(Math.Log(price / median) / Spread(house));
        double listed = ShareListed(house);
        return ((1 - listed) * Of(Median(house))) + (listed * Of(PremiumOfListed * Median(house)));
    }

    /// <summary>The price below which a house sells with a probability, by bisection.</summary>
    public static double Quantile(House house, double q)
    {
        (double low, double high) = (1, 10_000);
        while (high - low > 1e-6 * high)
        {
            double middle = (low + high) / 2;
            (low, high) = Below(house, middle) < q ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static double Median(House house) =>
        (60 + (2.2 * house.Area) - (0.4 * house.Age)) * Math.Exp(-0.03 * house.Distance) * (house.HasGarden ? 1.1 : 1);

    private static double Spread(House house) => 0.06 + (0.008 * house.Distance);

    private static double ShareListed(House house) => house.Age >= OldFrom ? 1 / 3.0 : 0;

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Φ(z), by the continued fraction of Laplace far out and the series of z φ(z) near 0 (Abramowitz and Stegun 26.2.11 and 26.2.14).</summary>
    private static double NormalBelow(double z)
    {
        double size = Math.Abs(z), density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI), tail;
        if (size < 3)
        {
            double term = size, sum = size;
            for (int k = 3; Math.Abs(term) > 1e-16 * sum; k += 2) sum += term *= size * size / k;
            tail = 0.5 - (density * sum);
        }
        else
        {
            double fraction = 0;
            for (int k = 60; k >= 1; k--) fraction = k / (size + fraction);
            tail = density / (size + fraction);
        }

        return z > 0 ? 1 - tail : tail;
    }
}
