using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>Writes the layers of a network one after another, forward and backward, with the formulas of backpropagation where they are applied.</summary>
/// <remarks>What a layer does is in the library, compiled for the shape that is written here.</remarks>
internal sealed class NetworkEmitter(CodeWriter code, NetworkPlan plan)
{
    private const string Floats = "global::System.ReadOnlySpan<float>";

    private readonly int _hidden = plan.HiddenCount;
    private readonly int _last = plan.Layers.Count;
    private readonly string _f = NameOf(plan.Activation);

    /// <summary>The activation's type.</summary>
    public static string ActivationType(ActivationKind activation) => $"{Library}.{activation}Activation";

    /// <summary>The activation's name in formulas.</summary>
    public static string NameOf(ActivationKind activation) => activation.ToString().ToLowerInvariant();

    /// <summary>Writes the structs.</summary>
    /// <param name="name">The name of that of the network.</param>
    public void Emit(string name)
    {
        foreach (DensePlan layer in plan.Layers) Shape(layer);
        code.Line("/// <summary>The layers one after another: from rows to logits, and back from the residuals of the logits to the gradients.</summary>");
        code.Line("/// <remarks>");
        code.Line("/// Backpropagation (Rumelhart, Hinton and Williams 1986, Nature 323): δ_l = dL/dz_l of a layer comes from that of the next,");
        code.Line($"/// δ_l = (W_(l+1)ᵀ δ_(l+1)) ⊙ {_f}′(z_l), and gives the gradient of its parameters, dL/dW_l = Σ δ_l h_(l−1)ᵀ and dL/db_l = Σ δ_l.");
        code.Line("/// It begins at the logits, where δ is the residual r = p − t.");
        code.Line("/// </remarks>");
        using (code.Braces($"public readonly struct {name} : {Library}.INetworkKernels"))
        {
            Constants();
            Prepare();
            code.Line();
            Forward();
            code.Line();
            ForwardRow();
            code.Line();
            Backward();
            code.Line();
            InputGradient();
        }
    }

    /// <summary>Writes the shape of a layer, and the class that computes it.</summary>
    public static void WriteShape(CodeWriter code, DensePlan layer, bool isHidden, ActivationKind activation)
    {
        int number = layer.Index + 1;
        string kind = isHidden ? $"Hidden layer {Number(layer.Mask + 1)}" : "The last layer";
        code.Line($"/// <summary>{kind}: {Plural(layer.Inputs, "input")}, {Plural(layer.Units, "unit")}; where its numbers are among the parameters and in the scratch memory.</summary>");
        using (code.Braces($"public readonly struct Shape{Number(number)} : {Library}.{(isHidden ? "IHiddenLayer" : "IDenseLayer")}"))
        {
            Constant(code, "Inputs", layer.Inputs);
            Constant(code, "Units", layer.Units);
            Constant(code, "Weights", layer.Weights);
            Constant(code, "Packed", layer.Packed);
            Constant(code, "Padded", layer.Padded);
            Constant(code, "Outputs", layer.Outputs);
            Constant(code, "Residuals", layer.Residuals);
            Constant(code, "Rest", layer.Rest);
            if (isHidden)
            {
                Constant(code, "Index", layer.Mask);
                Constant(code, "Sums", layer.Sums);
                Constant(code, "Dropped", layer.Dropped);
                Constant(code, "Row", layer.Row);
            }
        }

        code.Line();
        string type = isHidden ? $"HiddenLayer<Shape{Number(number)}, {ActivationType(activation)}>" : $"OutputLayer<Shape{Number(number)}>";
        code.Line($"private abstract class Layer{Number(number)} : {Library}.{type};").Line();
    }

    private static string Layer(int layer) => "Layer" + Number(layer);

    private void Shape(DensePlan layer) => WriteShape(code, layer, layer.Index < plan.HiddenCount, plan.Activation);

    private static void Constant(CodeWriter code, string name, int value) => code.Line($"public static int {name} => {Number(value)};");

    private void Constant(string name, int value) => Constant(code, name, value);

    private void Constants()
    {
        string widths = string.Join(", ", plan.Layers.Select(static layer => Number(layer.Inputs)).Append(Number(plan.Last.Units)));
        code.Line($"public static global::System.ReadOnlySpan<int> Widths => new int[] {{ {widths} }};");
        Constant("Inputs", plan.Inputs);
        Constant("Units", plan.Last.Units);
        Constant("ParameterCount", plan.Parameters);
        Constant("ScratchLength", plan.ScratchLength);
        Constant("RowScratchLength", plan.RowScratchLength);
        code.Line();
    }

    private void Prepare()
    {
        code.Line("/// <summary>Transposes the weights, so that eight units lie in the lanes of a vector.</summary>");
        using (code.Braces(PrepareHead))
        {
            foreach (DensePlan layer in plan.Layers) code.Line($"{Layer(layer.Index + 1)}.Prepare(parameters, scratch);");
        }
    }

    private void Forward()
    {
        code.Line("/// <summary>The logits of a block.</summary>");
        using (code.Braces(NetworkForwardHead))
        {
            Rows(isCopied: false);
            for (int layer = 1; layer <= _hidden; layer++)
            {
                code.Line($"// h{layer} = {_f}(W{layer} h{layer - 1} + b{layer})");
                code.Line($"var h{layer} = {Layer(layer)}.Forward(h{layer - 1}, count, dropout, firstRow, scratch);");
            }

            code.Line().Line($"// z = W{_last} h{_hidden} + b{_last}");
            code.Line($"{Layer(_last)}.Forward(h{_hidden}, count, scratch, logits);");
        }
    }

    private void ForwardRow()
    {
        code.Line("/// <summary>The same for one row, in the same order of additions and so to the same bits.</summary>");
        using (code.Braces(NetworkForwardRowHead))
        {
            for (int layer = 1; layer <= _hidden; layer++)
                code.Line($"var h{layer} = {Layer(layer)}.ForwardRow(parameters, {(layer == 1 ? "row" : "h" + Number(layer - 1))}, scratch);");
            code.Line($"{Layer(_last)}.ForwardRow(parameters, {(_hidden == 0 ? "row" : "h" + Number(_hidden))}, logits);");
        }
    }

    private void Backward()
    {
        code.Line("/// <summary>Adds the gradient of a block.</summary>");
        using (code.Braces(NetworkBackwardHead))
        {
            Rows(isCopied: true);
            for (int layer = 1; layer <= _hidden; layer++) code.Line($"var h{layer} = {Layer(layer)}.Outputs(count, dropout, scratch);");
            code.Line();
            Deltas("dropout, firstRow", layer =>
            {
                string delta = layer == _last ? "r" : $"δ{layer}";
                code.Line($"// dL/dW{layer} = Σ {delta} h{layer - 1}ᵀ, dL/db{layer} = Σ {delta}");
                code.Line($"{Layer(layer)}.AddGradient(h{layer - 1}, count, scratch, gradient);");
            });
        }
    }

    private void InputGradient()
    {
        string after = plan.Before > 0 ? ", of which the backward pass has left δ1" : "";
        code.Line($"/// <summary>dL/dx = W1ᵀ δ1 for the rows of a block{after}.</summary>");
        using (code.Braces(NetworkInputGradientHead))
        {
            if (plan.Before == 0)
            {
                Deltas("default, 0", static _ => { });
                code.Line();
            }

            code.Line("// dL/dx = W1ᵀ δ1");
            code.Line($"{Layer(1)}.InputGradient(parameters, count, scratch, {Piece(plan.Copy, plan.CopyLength)}, gradient);");
        }
    }

    /// <summary>From the residuals of the logits to the δ of each hidden layer, the last one first.</summary>
    private void Deltas(string dropout, Action<int> use)
    {
        code.Line($"{Layer(_last)}.Residuals(residuals, count, scratch);");
        use(_last);
        for (int layer = _hidden; layer >= 1; layer--)
        {
            DensePlan hidden = plan.Layers[layer - 1];
            string next = layer == _hidden ? "r" : $"δ{layer + 1}";
            code.Line().Line($"// δ{layer} = (W{layer + 1}ᵀ {next}) ⊙ {_f}′(z{layer})");
            code.Line($"{Layer(layer + 1)}.InputDeltas(parameters, count, scratch, {Piece(hidden.Residuals, hidden.Stride * Budget.BlockRows)});");
            code.Line($"{Layer(layer)}.Residuals(count, {dropout}, scratch);");
            use(layer);
        }
    }

    private void Rows(bool isCopied)
    {
        code.Line("// h0 = x");
        code.Line($"{Floats} h0 = {Library}.Block.RowByRow(rows, starts, {Number(plan.Inputs)}, count, {Piece(plan.Copy, plan.CopyLength)}{(isCopied ? ", isCopied: true" : "")});").Line();
    }

    private static string Piece(int start, int length) => $"scratch.Slice({Number(start)}, {Number(length)})";
}
