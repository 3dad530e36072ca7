namespace LossGen.Tests.TypedRows;

/// <summary>Random rows of every type, the same for the same seed.</summary>
internal static class TypedData
{
    public static Flower[] Flowers(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Flower(
            random.NextDouble() * 8, random.NextSingle(), (decimal)random.NextDouble(), Enum.GetValues<Species>()[random.Next(4)]) { PetalWidth = (Half)random.NextDouble() })];
    }

    public static Reading[] Readings(int count, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Reading(random.NextSingle() - 0.5f, random.NextSingle(), random.Next(2) == 1))];
    }

    public static Everything[] Everythings(int count, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Everything
        {
            First = (sbyte)random.Next(-3, 3),
            Second = random.Next(5),
            Colour = Enum.GetValues<Colour>()[random.Next(4)],
            Open = random.Next(2) == 1,
            Large = (ulong)random.Next(4),
            Small = (ushort)random.Next(3),
            Kind = (byte)random.Next(4),
        })];
    }

    public static Article[] Articles(int count, int seed = 4)
    {
        var random = new Random(seed);
        Topics[] topics = [Topics.None, Topics.Sport, Topics.Both, Topics.Food, Topics.Food | Topics.Music, Topics.Both | Topics.Food];
        return [.. Enumerable.Range(0, count).Select(i => new Article
        {
            Length = random.NextDouble(), Pictures = random.NextDouble() * 3, Topics = topics[random.Next(topics.Length)],
        })];
    }

    public static Numbered[] Numbereds(int count, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Numbered(random.Next(-2, 3), (uint)random.Next(3), random.Next(3)))];
    }

    /// <summary>Parameters that tell all classes and features apart.</summary>
    public static TModel WithParameters<TModel>(this TModel model, int seed = 6)
        where TModel : class, ICrossEntropyModel<TModel>
    {
        var random = new Random(seed);
        foreach (ref float parameter in model.Parameters) parameter = random.NextSingle() - 0.5f;
        return model;
    }
}
