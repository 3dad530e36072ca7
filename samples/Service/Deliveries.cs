using LossGen;

namespace Service;

public enum Carrier
{
    Road,
    Rail,
    Air,
}

public enum Outcome
{
    OnTime,
    Late,
    Lost,
}

/// <summary>What is known of a delivery when it sets out, and what became of it.</summary>
public sealed record Delivery(
    [Feature] Carrier Carrier,
    [Feature] double DistanceKm,
    [Feature] double WeightKg,
    [Feature] double QueueMinutes,
    [Label] Outcome Outcome);

/// <summary>The compiler writes the classifier: 6 features (the carrier is three of them), 3 classes.</summary>
[CrossEntropyModel<Delivery>]
public sealed partial class DeliveryModel
{
    /// <summary>A model to start with, trained on deliveries that are made up: far away, heavy or long in the queue means late.</summary>
    public static DeliveryModel Seed()
    {
        var model = new DeliveryModel();
        model.Fit(MadeUp(2000, seed: 1));
        return model;
    }

    /// <summary>Deliveries by a known law.</summary>
    public static IReadOnlyList<Delivery> MadeUp(int count, int seed)
    {
        var random = new Random(seed);
        var deliveries = new Delivery[count];
        for (int i = 0; i < count; i++)
        {
            var carrier = (Carrier)random.Next(3);
            double distance = 2000 * random.NextDouble(), weight = 40 * random.NextDouble(), queue = 600 * random.NextDouble() * random.NextDouble();
            double late = (distance / 400) + (weight / 20) + (queue / 100) - (carrier == Carrier.Air ? 3 : carrier == Carrier.Rail ? 1 : 0) - 4;
            double chance = StableMath.Sigmoid(late), draw = random.NextDouble();
            Outcome outcome = draw < 0.1 * chance ? Outcome.Lost : draw < chance ? Outcome.Late : Outcome.OnTime;
            deliveries[i] = new Delivery(carrier, distance, weight, queue, outcome);
        }

        return deliveries;
    }
}
