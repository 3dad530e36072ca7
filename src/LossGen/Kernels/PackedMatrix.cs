namespace LossGen.Kernels;

/// <summary>Weights transposed for the tiles of <see cref="Product{TShape}"/>: tile after tile, for each input the weights of the tile's units.</summary>
internal static class PackedMatrix
{
    /// <summary>Vectors of a tile at most; twice as many where two of them are one of twice the width.</summary>
    private const int TileVectors = 3;

    /// <summary>
    /// The width in vectors of the tile that begins at a vector. Tiles are of nearly equal width, the wider ones first; with wide vectors all of them are of
    /// even width, except that of one vector left over.
    /// </summary>
    /// <param name="vectors">Vectors in all.</param>
    /// <param name="vector">Where the tile begins.</param>
    public static int TileWidth(int vectors, int vector)
    {
        if (!WideVector.IsSupported) return WidthAt(vectors, vector);
        int pairs = vectors / 2;
        return vector == 2 * pairs ? 1 : 2 * WidthAt(pairs, vector / 2);
    }

    private static int WidthAt(int count, int at)
    {
        int tiles = (count + TileVectors - 1) / TileVectors;
        int narrow = count / tiles;
        return at < count % tiles * (narrow + 1) ? narrow + 1 : narrow;
    }

    /// <summary>Packs weights [unit][input]; in the place of units that fill up the last vector come zeros.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="inputs">Inputs of the layer.</param>
    /// <param name="units">Its units.</param>
    /// <param name="packed">Receives inputs x units, rounded up to whole vectors.</param>
    public static void Pack(ReadOnlySpan<float> weights, int inputs, int units, Span<float> packed)
    {
        int vectors = Lanes.InVectors(units) / Lanes.Width;
        ref float w = ref Lanes.Start(weights);
        ref float to = ref Lanes.Start(packed);
        Span<int> starts = stackalloc int[Lanes.Width];
        for (int vector = 0; vector < vectors;)
        {
            int width = TileWidth(vectors, vector);
            for (int v = 0; v < width; v++)
            {
                int unit = (vector + v) * Lanes.Width, present = Math.Min(Lanes.Width, units - unit);
                for (int k = 0; k < Lanes.Width; k++) starts[k] = Math.Min(k, present - 1) * inputs;
                ref float column = ref Lanes.At(ref to, (vector * Lanes.Width * inputs) + (v * Lanes.Width));
                Column(ref Lanes.At(ref w, unit * inputs), starts, inputs, present, ref column, width * Lanes.Width);
            }

            vector += width;
        }
    }

    /// <summary>Eight units, transposed; the weights of one input are <paramref name="step"/> numbers behind those of the one before.</summary>
    private static void Column(ref float weights, ReadOnlySpan<int> starts, int inputs, int present, ref float column, int step)
    {
        ref int s = ref Lanes.Start(starts);
        var mask = Lanes.FirstLanes(present);
        int j = 0;
        for (; j <= inputs - 4; j += 4)
        {
            Lanes.Transpose(ref Lanes.At(ref weights, j), ref s, out var first, out var second, out var third, out var fourth);
            ref float to = ref Lanes.At(ref column, j * step);
            Lanes.Store(Lanes.Keep(mask, first), ref to, 0);
            Lanes.Store(Lanes.Keep(mask, second), ref to, step);
            Lanes.Store(Lanes.Keep(mask, third), ref to, 2 * step);
            Lanes.Store(Lanes.Keep(mask, fourth), ref to, 3 * step);
        }

        for (; j < inputs; j++) Lanes.Store(Lanes.Keep(mask, Lanes.Gather(ref Lanes.At(ref weights, j), ref s)), ref column, j * step);
    }
}
