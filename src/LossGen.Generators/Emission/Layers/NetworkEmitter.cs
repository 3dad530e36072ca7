using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>Writes the layers of a network one after another, forward and backward, with the formulas of backpropagation where they are applied.</summary>
/// <remarks>What a hidden layer does is in the library, compiled for the shape that is written here; the last layer has kernels of its own.</remarks>
internal sealed class NetworkEmitter(CodeWriter code, NetworkPlan plan)
{
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Output = "Output";

    private readonly int _last = plan.Hidden.Count;
    private readonly string _f = NameOf(plan.Activation);

    /// <summary>The activation's type.</summary>
    public static string ActivationType(ActivationKind activation) => $"{Library}.{activation}Activation";

    /// <summary>The activation's name in formulas.</summary>
    public static string NameOf(ActivationKind activation) => activation.ToString().ToLowerInvariant();

    /// <summary>Writes the structs.</summary>
    /// <param name="name">The name of that of the network.</param>
    /// <param name="output">The name of that of the last layer.</param>
    public void Emit(string name, string output)
    {
        foreach (HiddenPlan hidden in plan.Hidden) Hidden(hidden);
        new LayerEmitter(code, plan.Output).Emit(output);
        code.Line();
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

    private static string Shape(int layer) => "Hidden" + Number(layer);

    private static string Layer(int layer) => "Layer" + Number(layer);

    private void Hidden(HiddenPlan hidden)
    {
        int layer = hidden.Index + 1;
        code.Line($"/// <summary>Hidden layer {Number(layer)}: {Number(hidden.Inputs)} inputs, {Plural(hidden.Units, "unit")}; where its numbers are among the parameters and in the scratch memory.</summary>");
        using (code.Braces($"public readonly struct {Shape(layer)} : {Library}.IHiddenLayer"))
        {
            Constant("Index", hidden.Index);
            Constant("Inputs", hidden.Inputs);
            Constant("Units", hidden.Units);
            Constant("Weights", hidden.Weights);
            Constant("Packed", hidden.Packed);
            Constant("Padded", hidden.Padded);
            Constant("Sums", hidden.Sums);
            Constant("Outputs", hidden.Outputs);
            Constant("Dropped", hidden.Dropped);
            Constant("Residuals", hidden.Residuals);
            Constant("Rest", hidden.Rest);
            Constant("Row", hidden.Row);
        }

        code.Line();
        code.Line($"private abstract class {Layer(layer)} : {Library}.HiddenLayer<{Shape(layer)}, {ActivationType(plan.Activation)}>;").Line();
    }

    private void Constant(string name, int value) => code.Line($"public static int {name} => {Number(value)};");

    private void Constants()
    {
        string widths = string.Join(", ", plan.Hidden.Select(static hidden => Number(hidden.Inputs)).Append(Number(plan.Last.Units)).Append(Number(plan.Output.Units)));
        code.Line($"public static global::System.ReadOnlySpan<int> Widths => new int[] {{ {widths} }};");
        Constant("Inputs", plan.Inputs);
        Constant("Units", plan.Output.Units);
        Constant("ParameterCount", plan.Parameters);
        Constant("ScratchLength", plan.ScratchLength);
        Constant("RowScratchLength", plan.RowScratchLength);
        code.Line();
    }

    private void Prepare()
    {
        code.Line("/// <summary>Transposes the weights of the hidden layers, so that eight units lie in the lanes of a vector.</summary>");
        using (code.Braces(PrepareHead))
        {
            foreach (HiddenPlan hidden in plan.Hidden) code.Line($"{Layer(hidden.Index + 1)}.Prepare(parameters, scratch);");
        }
    }

    private void Forward()
    {
        code.Line("/// <summary>The logits of a block.</summary>");
        using (code.Braces(NetworkForwardHead))
        {
            Rows(isCopied: false);
            for (int layer = 1; layer <= _last; layer++)
            {
                code.Line($"// h{layer} = {_f}(W{layer} h{layer - 1} + b{layer})");
                code.Line($"var h{layer} = {Layer(layer)}.Forward(h{layer - 1}, count, dropout, firstRow, scratch);");
            }

            code.Line().Line($"// z = W{_last + 1} h{_last} + b{_last + 1}");
            Starts();
            code.Line($"{Output}.Forward({OutputParameters("parameters")}, h{_last}, at, count, {OutputScratch}, logits);");
        }
    }

    private void ForwardRow()
    {
        code.Line("/// <summary>The same for one row, in the same order of additions and so to the same bits.</summary>");
        using (code.Braces(NetworkForwardRowHead))
        {
            for (int layer = 1; layer <= _last; layer++)
                code.Line($"var h{layer} = {Layer(layer)}.ForwardRow(parameters, {(layer == 1 ? "row" : "h" + Number(layer - 1))}, scratch);");
            code.Line($"{Output}.ForwardRow({OutputParameters("parameters")}, h{_last}, logits);");
        }
    }

    private void Backward()
    {
        code.Line("/// <summary>Adds the gradient of a block.</summary>");
        using (code.Braces(NetworkBackwardHead))
        {
            Rows(isCopied: true);
            for (int layer = 1; layer <= _last; layer++) code.Line($"var h{layer} = {Layer(layer)}.Outputs(count, dropout, scratch);");
            code.Line().Line($"// the last layer: dL/dW{_last + 1} = Σ r h{_last}ᵀ, dL/db{_last + 1} = Σ r");
            Starts();
            code.Line($"{Output}.AddGradient(h{_last}, at, at, count, {OutputScratch}, residuals, {OutputParameters("gradient")});");
            Deltas("dropout, firstRow", layer =>
            {
                code.Line().Line($"// dL/dW{layer} = Σ δ{layer} h{layer - 1}ᵀ, dL/db{layer} = Σ δ{layer}");
                code.Line($"{Layer(layer)}.AddGradient(h{layer - 1}, count, scratch, gradient);");
            });
        }
    }

    private void InputGradient()
    {
        code.Line("/// <summary>dL/dx = W1ᵀ δ1 for the rows of a block.</summary>");
        using (code.Braces(NetworkInputGradientHead))
        {
            Deltas("default, 0", static _ => { });
            code.Line().Line("// dL/dx = W1ᵀ δ1");
            code.Line($"{Layer(1)}.InputGradient(parameters, count, scratch, {Piece(plan.Copy, plan.CopyLength)}, gradient);");
        }
    }

    /// <summary>From the residuals of the logits to the δ of each hidden layer, the last one first.</summary>
    private void Deltas(string dropout, Action<int> use)
    {
        code.Line().Line($"// δ{_last} = (W{_last + 1}ᵀ r) ⊙ {_f}′(z{_last})");
        code.Line($"var deltas = {Piece(plan.Deltas, plan.DeltasLength)};");
        code.Line($"{Output}.InputGradient({OutputParameters("parameters")}, count, residuals, {OutputScratch}, deltas);");
        code.Line($"{Layer(_last)}.Residuals(deltas, count, {dropout}, scratch);");
        use(_last);
        for (int layer = _last - 1; layer >= 1; layer--)
        {
            HiddenPlan hidden = plan.Hidden[layer - 1];
            code.Line().Line($"// δ{layer} = (W{layer + 1}ᵀ δ{layer + 1}) ⊙ {_f}′(z{layer})");
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

    private void Starts()
    {
        code.Line($"global::System.Span<int> at = stackalloc int[{Number(Budget.BlockRows)}];");
        code.Line($"{Library}.Block.Starts({Number(plan.Last.Stride)}, count, at);");
    }

    private static string Piece(int start, int length) => $"scratch.Slice({Number(start)}, {Number(length)})";

    private string OutputScratch => Piece(plan.OutputScratch, plan.Output.ScratchLength);

    private string OutputParameters(string of) => $"{of}.Slice({Number(plan.OutputStart)}, {Number(plan.Output.Parameters)})";
}
