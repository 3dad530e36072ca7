namespace LossGen.Tests.Models;

/// <summary>Logits that are hard on a cross-entropy: ties, dominant classes, differences that offsets swallow, all magnitudes up to 1e4.</summary>
public sealed class LogitPatterns(int seed)
{
    private const float Limit = 1e4f;

    private readonly Random _random = new(seed);

    /// <summary>Writes the logits of one row.</summary>
    public void Fill(Span<float> z)
    {
        switch (_random.Next(9))
        {
            case 0: // all nearly equal, up to the last places
                float common = Uniform(-10, 10);
                foreach (ref float zk in z) zk = common + (MathF.ScaleB(_random.Next(-3, 4), -22) * MathF.Max(1, MathF.Abs(common)));
                break;
            case 1: // one class far ahead of equal ones
                Dominate(z, 0);
                break;
            case 2: // and of scattered ones
                Dominate(z, MathF.ScaleB(1, _random.Next(-20, 4)));
                break;
            case 3: // scattered, on one of all scales
                float scale = MathF.Pow(10, Uniform(-6, 4));
                foreach (ref float zk in z) zk = Uniform(-scale, scale);
                break;
            case 4: // few different values
                float step = MathF.Pow(10, Uniform(-3, 2));
                foreach (ref float zk in z) zk = step * _random.Next(-2, 3);
                break;
            case 5: // an offset that leaves differences of few bits
                float offset = _random.Next(2) == 0 ? -9900 : 9900;
                float width = MathF.Pow(10, Uniform(-3, 2));
                foreach (ref float zk in z) zk = offset + Uniform(-width, width);
                break;
            case 6: // differences of all magnitudes
                float top = Uniform(-100, 100);
                foreach (ref float zk in z) zk = top - MathF.Pow(10, Uniform(-7, 3.9f));
                break;
            case 7: // exponentials on the border of what float32 holds
                float from = Uniform(-1, 1), depth = Uniform(84, 106), spread = Uniform(0, 3);
                foreach (ref float zk in z) zk = from - depth + Uniform(-spread, spread);
                z[_random.Next(z.Length)] = from;
                break;
            default: // two sides
                float half = MathF.Pow(10, Uniform(-2, 4));
                foreach (ref float zk in z) zk = _random.Next(2) == 0 ? half : -half;
                break;
        }

        foreach (ref float zk in z) zk = Math.Clamp(zk, -Limit, Limit);
    }

    /// <summary>A true class: often the one ahead, since small losses are the delicate ones.</summary>
    public int Label(ReadOnlySpan<float> z)
    {
        if (_random.Next(2) == 0) return _random.Next(z.Length);
        int best = 0;
        for (int k = 1; k < z.Length; k++)
        {
            if (z[k] > z[best]) best = k;
        }

        return best;
    }

    /// <summary>Targets in 0..1 that sum to 1 where they must: on few classes or on all.</summary>
    public void Targets(Span<float> t, bool sumTo1)
    {
        int kind = _random.Next(4);
        for (int k = 0; k < t.Length; k++)
        {
            t[k] = kind switch
            {
                0 => _random.NextSingle(),
                1 => _random.Next(4) == 0 ? _random.NextSingle() : 0,
                2 => MathF.Pow(10, Uniform(-8, 0)),
                _ => _random.Next(2),
            };
        }

        if (!sumTo1) return;
        t[_random.Next(t.Length)] += 0.01f;
        double sum = 0;
        foreach (float tk in t) sum += tk;
        foreach (ref float tk in t) tk = (float)(tk / sum);
    }

    private void Dominate(Span<float> z, float scatter)
    {
        float ahead = Uniform(5, 100), level = Uniform(-100, 100);
        foreach (ref float zk in z) zk = level - ahead + Uniform(-scatter, scatter);
        z[_random.Next(z.Length)] = level;
    }

    private float Uniform(float from, float to) => from + ((to - from) * _random.NextSingle());
}
