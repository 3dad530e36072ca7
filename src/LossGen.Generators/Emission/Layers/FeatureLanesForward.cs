using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>The forward pass of a long row: eight features in the lanes, tiles of rows and classes in registers.</summary>
/// <remarks>
/// A dot product has eight partial sums, one a lane, whatever the hardware: a vector of sixteen holds those of two rows. Eight rows' are added together,
/// after they have been stored where fewer rows are in registers at a time.
/// Features beyond the last full vector are read together with some that were counted already, which a mask removes.
/// </remarks>
internal sealed class FeatureLanesForward(CodeWriter code, LayerPlan plan)
{
    private readonly int _features = plan.Inputs;
    private readonly string _f = Number(plan.Inputs);

    public void Forward()
    {
        code.Line("/// <summary>z = W x + b: tiles of rows and classes, each dot product in eight partial sums.</summary>");
        using (code.Braces(ForwardHead))
        {
            code.Start("w", "parameters").Start("x", "rows").StartInt("s", "starts").Start("p", "scratch").Start("z", "outputs");
            code.EachTile(plan, (k, size) => code.EachRegisterFile(
                registers => Name(LayerPlan.LogitTile(size, registers)),
                name => $"{name}(ref x, ref s, count, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref p, "
                    + $"ref {At("z", $"{k} * {Number(Budget.BlockRows)}")});"));
        }

        foreach (UnitTiles tiles in plan.UnitTiles())
        {
            foreach (LogitTile tile in Budget.RegisterFiles.Select(registers => LayerPlan.LogitTile(tiles.Size, registers)).Distinct())
            {
                code.Line();
                Tile(tile);
            }
        }
    }

    private void Tile(LogitTile tile)
    {
        int classes = tile.Units, rows = tile.Rows;
        string lanes = tile.IsWide ? ", two of them in a vector" : "";
        code.Line($"/// <summary>Logits of all rows for {Plural(classes, "class", "classes")}, {Number(rows)} rows at a time{lanes}.</summary>");
        using (code.Braces($"private static void {Name(tile)}(ref float x, ref int s, int count, ref float w, ref float b, ref float p, ref float z)"))
        using (code.Braces("for (int group = 0; group < count; group += 8)"))
        {
            if (tile.IsWide)
            {
                PartialSums(tile, "group");
            }
            else if (rows == Budget.LaneWidth)
            {
                PartialSums(tile, "group");
                StoreSums(tile, "p");
            }
            else
            {
                using (code.Braces($"for (int row = 0; row < 8; row += {Number(rows)})"))
                {
                    PartialSums(tile, "group + row");
                    code.Ref("sums", "p", "row * 8");
                    StoreSums(tile, "sums");
                }
            }

            code.Line();
            for (int k = 0; k < classes; k++)
            {
                string place = k == 0 ? "group" : $"{Number(k * Budget.BlockRows)} + group";
                string sums = tile.IsWide
                    ? $"{WideSimd}.SumEach({string.Join(", ", Enumerable.Range(0, rows / 2).Select(v => Sum(v, k)))})"
                    : $"{Simd}.SumEach(ref p, {Number(k * 64)})";
                code.Line(Store($"{sums} + {Broadcast("b", Number(k))}", "z", place));
            }
        }
    }

    /// <summary>The partial sums of a tile's rows.</summary>
    private void PartialSums(LogitTile tile, string row)
    {
        for (int r = 0; r < tile.Rows; r++) code.Ref($"x{Number(r)}", "x", At("s", r == 0 ? row : $"{row} + {Number(r)}"));
        FeatureVectors vectors = tile.IsWide ? FeatureVectors.OfTwoRows : FeatureVectors.OfOneRow;
        DotProducts(vectors, tile.Rows / vectors.Rows, tile.Units);
    }

    /// <summary>Stores them, one row after another for each class.</summary>
    private void StoreSums(LogitTile tile, string to)
    {
        foreach ((int r, int k) in KernelWriter.Tile(tile.Rows, tile.Units)) code.Line(Store(Sum(r, k), to, Number((k * 64) + (r * 8))));
    }

    /// <summary>One row: the classes of a tile share each load of its features.</summary>
    public void ForwardRow()
    {
        code.Line("/// <summary>z = W x + b of one row, each dot product in eight partial sums.</summary>");
        using (code.Braces(ForwardRowHead))
        {
            code.Start("w", "parameters").Start("x", "row").Start("z", "outputs");
            code.EachTile(plan, (k, size) => code.Line(
                $"RowLogits{Number(size)}(ref x, ref {At("w", $"{k} * {_f}")}, ref {At("w", $"{Number(plan.BiasStart)} + {k}")}, ref {At("z", k)});"));
        }

        foreach (UnitTiles tiles in plan.UnitTiles())
        {
            code.Line();
            code.Line($"/// <summary>Logits of one row for {Plural(tiles.Size, "class", "classes")}.</summary>");
            using (code.Braces($"private static void RowLogits{Number(tiles.Size)}(ref float x0, ref float w, ref float b, ref float z)"))
            {
                DotProducts(FeatureVectors.OfOneRow, 1, tiles.Size);
                for (int k = 0; k < tiles.Size; k++)
                    code.Line($"{At("z", Number(k))} = {Simd}.Sum({Sum(0, k)}) + {At("b", Number(k))};");
            }
        }
    }

    private static string Name(LogitTile tile) => $"{(tile.IsWide ? "WideLogits" : "Logits")}{Number(tile.Rows)}x{Number(tile.Units)}";

    private static string Sum(int vector, int k) => $"sum{Number(vector)}{Number(k)}";

    /// <summary>The partial sums of a tile, over all features.</summary>
    private void DotProducts(FeatureVectors vectors, int count, int classes)
    {
        foreach ((int v, int k) in KernelWriter.Tile(count, classes)) code.Line($"var {Sum(v, k)} = {vectors.Simd}.Zero;");
        using (code.Braces($"for (int f = 0; f < {Number(plan.WholeInputs)}; f += 8)"))
        {
            code.Ref("wf", "w", "f");
            Products(vectors, count, classes, "wf", v => vectors.Load(v, "f"), 0);
        }

        if (plan.RestInputs == 0) return;
        code.Line().Line($"// the last {Plural(plan.RestInputs, "feature")}");
        using (code.Braces())
        {
            code.Line($"var rest = {vectors.Simd}.LastLanes({Number(plan.RestInputs)});");
            Products(vectors, count, classes, "w", v => $"{vectors.Simd}.Keep(rest, {vectors.Load(v, Number(_features - 8))})", _features - 8);
        }
    }

    /// <summary>Adds one vector of features to every sum. The fewer of vectors and classes stay in registers meanwhile.</summary>
    private void Products(FeatureVectors vectors, int count, int classes, string w, Func<int, string> features, int at)
    {
        string Weight(int k) => vectors.Weights(w, Number((k * _features) + at));
        void MultiplyAdd(int v, int k) => code.Line($"{Sum(v, k)} = {vectors.Simd}.MultiplyAdd(w{Number(k)}, v{Number(v)}, {Sum(v, k)});");
        if (count <= classes)
        {
            for (int v = 0; v < count; v++) code.Line($"var v{Number(v)} = {features(v)};");
            for (int k = 0; k < classes; k++)
            {
                code.Line($"var w{Number(k)} = {Weight(k)};");
                for (int v = 0; v < count; v++) MultiplyAdd(v, k);
            }

            return;
        }

        for (int k = 0; k < classes; k++) code.Line($"var w{Number(k)} = {Weight(k)};");
        for (int v = 0; v < count; v++)
        {
            code.Line($"var v{Number(v)} = {features(v)};");
            for (int k = 0; k < classes; k++) MultiplyAdd(v, k);
        }
    }

    /// <summary>What a vector of features holds: eight of one row, or of two neighbouring rows the same eight.</summary>
    private sealed record FeatureVectors(string Simd, int Rows)
    {
        public static FeatureVectors OfOneRow { get; } = new(KernelWriter.Simd, 1);

        public static FeatureVectors OfTwoRows { get; } = new(WideSimd, 2);

        public string Load(int vector, string feature) => Rows == 1
            ? KernelWriter.Load($"x{Number(vector)}", feature)
            : $"{Simd}.Pair(ref x{Number(2 * vector)}, ref x{Number((2 * vector) + 1)}, {feature})";

        public string Weights(string from, string index) => Rows == 1 ? KernelWriter.Load(from, index) : $"{Simd}.Twice(ref {from}, {index})";
    }
}
