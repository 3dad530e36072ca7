namespace LossGen;

internal static class InitialValues
{
    public static void Fill(Span<float> parameters, ParameterLayout layout, Activation activation, int seed)
    {
        var random = new Random(seed);
        foreach (LayerShape layer in layout.Layers)
        {
            if (layer == layout.Last) break;
            double range = Math.Sqrt(6.0 / (layer.Inputs + layer.Units));
            for (int i = layer.Weights; i < layer.Biases; i++) parameters[i] = (float)((random.NextDouble() * 2 - 1) * range);
        }
    }
}
