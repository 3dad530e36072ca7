using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>Writes the layers of a model of many classes: from rows to what the head takes, and back; and the shape of the head.</summary>
internal sealed class TiledEmitter(CodeWriter code, TiledPlan plan)
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Span = "global::System.Span<float>";
    private const string Rows = $"{Floats} parameters, {Floats} rows, global::System.ReadOnlySpan<int> starts, int count";
    private const string Dropout = $"in {Library}.Dropout dropout, int firstRow";

    private readonly int _hidden = plan.Hidden.Count;
    private readonly string _f = NetworkEmitter.NameOf(plan.Activation);

    /// <summary>Writes the structs.</summary>
    /// <param name="name">The name of that of the layers.</param>
    /// <param name="head">The name of that of the head.</param>
    public void Emit(string name, string head)
    {
        foreach (DensePlan layer in plan.Hidden) NetworkEmitter.WriteShape(code, layer, isHidden: true, plan.Activation);
        Head(head);
        code.Line("/// <summary>From rows to what the head takes, and back from its derivatives to the gradients.</summary>");
        using (code.Braces($"public readonly struct {name} : {Library}.ITiledNetwork"))
        {
            Constants();
            Prepare();
            code.Line();
            Forward();
            code.Line();
            ForwardRow(head);
            code.Line();
            Deltas();
            code.Line();
            Backward();
            code.Line();
            InputGradient();
        }
    }

    private static string Layer(int layer) => "Layer" + Number(layer);

    private void Head(string head)
    {
        TiledHeadPlan tiles = plan.Head;
        string inputs = Plural(tiles.Inputs, "input");
        code.Line($"/// <summary>The last layer: {inputs}, a logit for each of {Number(tiles.Units)} classes, made and used up in tiles of {Number(tiles.Tile)}.</summary>");
        using (code.Braces($"public readonly struct {head} : {Library}.ITiledHead"))
        {
            Constant("Inputs", tiles.Inputs);
            Constant("Units", tiles.Units);
            Constant("Weights", tiles.Weights);
            Constant("Tile", tiles.Tile);
            Constant("Columns", tiles.Columns);
            Constant("Logits", tiles.Logits);
            Constant("Targets", tiles.Targets);
        }

        code.Line();
    }

    private void Constant(string name, int value) => code.Line($"public static int {name} => {Number(value)};");

    private void Constants()
    {
        string widths = string.Join(", ", plan.Hidden.Select(static layer => Number(layer.Units)).Prepend(Number(plan.Inputs)).Append(Number(plan.Head.Units)));
        code.Line($"public static global::System.ReadOnlySpan<int> Widths => new int[] {{ {widths} }};");
        Constant("Inputs", plan.Inputs);
        Constant("Units", plan.Head.Units);
        Constant("ParameterCount", plan.Parameters);
        Constant("BlockRows", plan.BlockRows);
        Constant("ScratchLength", plan.ScratchLength);
        Constant("RowScratchLength", plan.RowScratchLength);
        code.Line();
    }

    private void Prepare()
    {
        code.Line(_hidden == 0
            ? "/// <summary>Nothing has to be laid out: the head reads its weights as they are.</summary>"
            : "/// <summary>Transposes the weights of the hidden layers, so that eight units lie in the lanes of a vector.</summary>");
        using (code.Braces(PrepareHead))
        {
            for (int layer = 1; layer <= _hidden; layer++) code.Line($"{Layer(layer)}.Prepare(parameters, scratch);");
        }
    }

    private void Forward()
    {
        code.Line("/// <summary>What the head takes, row by row.</summary>");
        using (code.Braces($"public static {Floats} Forward({Rows}, {Dropout}, {Span} scratch)"))
        {
            CopiedRows(isCopied: false);
            for (int layer = 1; layer <= _hidden; layer++)
            {
                code.Line($"// h{layer} = {_f}(W{layer} h{layer - 1} + b{layer})");
                code.Line($"var h{layer} = {Layer(layer)}.Forward(h{layer - 1}, count, dropout, firstRow, scratch);");
            }

            code.Line($"return h{Number(_hidden)};");
        }
    }

    private void ForwardRow(string head)
    {
        code.Line("/// <summary>The logits of one row, in the same order of additions and so to the same bits.</summary>");
        using (code.Braces(NetworkForwardRowHead))
        {
            for (int layer = 1; layer <= _hidden; layer++)
                code.Line($"var h{layer} = {Layer(layer)}.ForwardRow(parameters, {(layer == 1 ? "row" : "h" + Number(layer - 1))}, scratch);");
            code.Line($"{Library}.TiledLayer<{head}>.ForwardRow(parameters, {(_hidden == 0 ? "row" : "h" + Number(_hidden))}, logits);");
        }
    }

    private void Deltas()
    {
        code.Line("/// <summary>Where the head puts the derivatives by what it took.</summary>");
        string place = _hidden == 0 ? Piece(plan.Deltas, plan.CopyLength) : Residuals(plan.Hidden[_hidden - 1]);
        code.Line($"public static {Span} Deltas(int count, {Span} scratch) => {place};");
    }

    private void Backward()
    {
        code.Line(_hidden == 0 ? "/// <summary>There are no hidden layers.</summary>" : "/// <summary>Adds the gradient of the hidden layers.</summary>");
        using (code.Braces($"public static void Backward({Rows}, {Dropout}, {Span} scratch, {Span} gradient)"))
        {
            if (_hidden > 0) CopiedRows(isCopied: true);
            for (int layer = _hidden; layer >= 1; layer--)
            {
                string origin = layer == _hidden ? "the head's" : $"W{layer + 1}ᵀ δ{layer + 1}";
                string inputs = layer == 1 ? "h0" : $"{Layer(layer - 1)}.Outputs(count, dropout, scratch)";
                code.Line($"// δ{layer} = ({origin}) ⊙ {_f}′(z{layer}); dL/dW{layer} = Σ δ{layer} h{layer - 1}ᵀ, dL/db{layer} = Σ δ{layer}");
                code.Line($"{Layer(layer)}.Residuals(count, dropout, firstRow, scratch);");
                code.Line($"{Layer(layer)}.AddGradient({inputs}, count, scratch, gradient);");
                if (layer > 1) code.Line($"{Layer(layer)}.InputDeltas(parameters, count, scratch, {Residuals(plan.Hidden[layer - 2])});").Line();
            }
        }
    }

    private void InputGradient()
    {
        string after = plan.Before > 0 && _hidden > 0 ? ", of which the backward pass has left δ1" : "";
        code.Line($"/// <summary>dL/dx for the rows of a block{after}.</summary>");
        using (code.Braces($"public static void InputGradient({Floats} parameters, int count, {Span} scratch, {Span} gradient)"))
        {
            if (_hidden == 0)
            {
                code.Line($"{Library}.Block.CloseGaps({Piece(plan.Deltas, plan.CopyLength)}, {Number(plan.Inputs)}, count, gradient);");
                return;
            }

            for (int layer = _hidden; layer >= 1 && plan.Before == 0; layer--)
            {
                code.Line($"{Layer(layer)}.Residuals(count, default, 0, scratch);");
                if (layer > 1) code.Line($"{Layer(layer)}.InputDeltas(parameters, count, scratch, {Residuals(plan.Hidden[layer - 2])});");
            }

            code.Line("// dL/dx = W1ᵀ δ1");
            code.Line($"{Layer(1)}.InputGradient(parameters, count, scratch, {Piece(plan.Copy, plan.CopyLength)}, gradient);");
        }
    }

    private void CopiedRows(bool isCopied)
    {
        string copied = isCopied ? ", isCopied: true" : "";
        code.Line("// h0 = x");
        code.Line($"{Floats} h0 = {Library}.Block.RowByRow(rows, starts, {Number(plan.Inputs)}, count, {Piece(plan.Copy, plan.CopyLength)}{copied});");
    }

    private string Residuals(DensePlan layer) => Piece(layer.Residuals, layer.Stride * plan.BlockRows);

    private static string Piece(int start, int length) => $"scratch.Slice({Number(start)}, {Number(length)})";
}
