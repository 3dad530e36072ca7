using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Planning;
using LossGen.Generators.Specification;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Tokens;

/// <summary>Writes the nested class with the kernels of a model of the next token: embeddings or a table, the hidden layers, the shape of the head.</summary>
internal sealed class TokenKernelsEmitter(CodeWriter code, TokenPlan plan)
{
    private const string Ints = "global::System.ReadOnlySpan<int>";
    private const string Floats = "global::System.ReadOnlySpan<float>";
    private const string Span = "global::System.Span<float>";
    private const string Dropout = $"in {Library}.Dropout dropout, int firstRow";
    private const string Contexts = $"{Floats} parameters, {Ints} tokens, {Ints} starts, int count";

    private readonly string _f = NetworkEmitter.NameOf(plan.Activation);
    private readonly int _hidden = plan.Hidden.Count;

    private bool HasTable => plan.Embedding == 0;

    /// <summary>The library's engine, for these kernels.</summary>
    private string EngineType()
    {
        string kernels = ModelMembers.Kernels.Name, activation = plan.Hidden.Count == 0 ? $"{Library}.ReluActivation" : NetworkEmitter.ActivationType(plan.Activation);
        string pass = plan.IsTable ? $"TokenTablePass<{kernels}.Network>" : $"TokenPass<{kernels}.Network, {kernels}.Head, {activation}>";
        return $"global::LossGen.Models.TokenEngine<global::LossGen.Passes.{pass}>";
    }

    /// <summary>Writes the class.</summary>
    public void Emit(MemberTypes types)
    {
        code.Line("/// <summary>The passes over a block of up to 128 contexts, cut to this model's shape.</summary>");
        code.Line("/// <remarks>");
        code.Line("/// x the embeddings of a context, W and b the parameters of a layer, z the logits, p = softmax(z), L the cross-entropy; its residual r = dL/dz is p − t.");
        code.Line("/// </remarks>");
        code.Line(ModelEmitter.GeneratedCode);
        using (code.Braces(ModelMembers.Kernels.Head(types)))
        {
            KernelsEmitter.EngineClass(code, EngineType());
            foreach (DensePlan layer in plan.Hidden) Layer(layer);
            if (!plan.IsTable) Head();
            code.Line("/// <summary>From contexts to what the head takes, and back from its derivatives to the gradients.</summary>");
            using (code.Braces($"public readonly struct Network : {Library}.{(plan.IsTable ? "ITokenShape" : "ITokenNetwork")}"))
            {
                Constants();
                if (plan.IsTable) return;
                Prepare();
                Forward();
                Deltas();
                Backward();
            }
        }
    }

    private static string Name(int layer) => "Layer" + Number(layer);

    private void Layer(DensePlan layer)
    {
        int number = layer.Index + 1;
        code.Line($"/// <summary>Hidden layer {Number(number)}: {Plural(layer.Inputs, "input")}, {Plural(layer.Units, "unit")}; where its numbers are among the parameters and in the scratch memory.</summary>");
        using (code.Braces($"public readonly struct Shape{Number(number)} : {Library}.IHiddenLayer"))
        {
            Constant("Inputs", layer.Inputs);
            Constant("Units", layer.Units);
            Constant("Weights", layer.Weights);
            Constant("Packed", layer.Packed);
            Constant("Padded", layer.Padded);
            Constant("Outputs", layer.Outputs);
            Constant("Residuals", layer.Residuals);
            Constant("Rest", layer.Rest);
            Constant("Index", layer.Index);
            Constant("Sums", layer.Sums);
            Constant("Dropped", layer.Dropped);
            Constant("Row", 0);
        }

        code.Line();
        string type = layer.Index == 0 && HasTable ? "TokenTableLayer" : "HiddenLayer";
        code.Line($"private abstract class {Name(number)} : {Library}.{type}<Shape{Number(number)}, {NetworkEmitter.ActivationType(plan.Activation)}>;").Line();
    }

    private void Head()
    {
        string tiles = plan.Head.Tile == plan.Head.Units ? "one tile" : $"tiles of {Number(plan.Head.Tile)}";
        code.Line($"/// <summary>The last layer: {Plural(plan.Head.Inputs, "input")}, a logit for each of {Number(plan.Head.Units)} tokens, made and used up in {tiles}.</summary>");
        using (code.Braces($"public readonly struct Head : {Library}.ITiledHead"))
        {
            Constant("Inputs", plan.Head.Inputs);
            Constant("Units", plan.Head.Units);
            Constant("Weights", plan.Head.Weights);
            Constant("Tile", plan.Head.Tile);
            Constant("Columns", plan.Head.Columns);
            Constant("Logits", plan.Head.Logits);
            Constant("Targets", plan.Head.Targets);
        }

        code.Line();
    }

    private void Constant(string name, int value) => code.Line($"public static int {name} => {Number(value)};");

    private void Constants()
    {
        Constant("Vocabulary", plan.Vocabulary);
        Constant("Context", plan.Context);
        Constant("Embedding", plan.Embedding);
        string units = string.Join(", ", plan.Hidden.Select(static layer => Number(layer.Units)).Append(Number(plan.Head.Units)));
        code.Line($"public static {Ints} LayerUnits => new int[] {{ {units} }};");
        Constant("ParameterCount", plan.Parameters);
        if (!plan.IsTable) Constant("ScratchLength", plan.ScratchLength);
    }

    private void Prepare()
    {
        code.Line();
        DensePlan[] dense = [.. plan.Hidden.Where(layer => layer.Index > 0 || !HasTable)];
        code.Line(dense.Length == 0
            ? "/// <summary>Nothing has to be laid out.</summary>"
            : "/// <summary>Transposes the weights of hidden layers, so that eight units lie in the lanes of a vector.</summary>");
        using (code.Braces(PrepareHead))
        {
            foreach (DensePlan layer in dense) code.Line($"{Name(layer.Index + 1)}.Prepare(parameters, scratch);");
        }
    }

    private void Forward()
    {
        code.Line().Line("/// <summary>What the head takes, row by row.</summary>");
        using (code.Braces($"public static {Floats} Forward({Contexts}, {Dropout}, {Span} scratch)"))
        {
            if (HasTable)
            {
                code.Line($"// h1 = {_f}(b1 + the rows of W1 that the context's tokens have)");
                code.Line($"var h1 = Layer1.Forward(parameters, tokens, starts, count, {Number(plan.Context)}, dropout, firstRow, scratch);");
            }
            else
            {
                code.Line("// h0 = x, the embeddings of the context");
                code.Line($"var h0 = {Rows(plan.Rows)};");
                code.Line($"{Library}.TokenRows.Embed({Table("parameters")}, tokens, starts, count, {Number(plan.Context)}, {Number(plan.Embedding)}, h0);");
            }

            for (int layer = HasTable ? 2 : 1; layer <= _hidden; layer++)
            {
                code.Line().Line($"// h{layer} = {_f}(W{layer} h{layer - 1} + b{layer})");
                code.Line($"var h{layer} = {Name(layer)}.Forward(h{layer - 1}, count, dropout, firstRow, scratch);");
            }

            code.Line($"return h{Number(_hidden)};");
        }
    }

    private void Deltas()
    {
        code.Line().Line("/// <summary>Where the head puts the derivatives by what it took.</summary>");
        string place = _hidden == 0 ? Rows(plan.RowDeltas) : Residuals(plan.Hidden[_hidden - 1]);
        code.Line($"public static {Span} Deltas(int count, {Span} scratch) => {place};");
    }

    private void Backward()
    {
        code.Line().Line("/// <summary>Adds the gradient of the rows.</summary>");
        using (code.Braces($"public static void Backward({Contexts}, {Dropout}, {Span} scratch, {Span} gradient, bool isPart)"))
        {
            for (int layer = _hidden; layer >= 1; layer--)
            {
                string origin = layer == _hidden ? "the head's" : $"W{layer + 1}ᵀ δ{layer + 1}";
                code.Line($"// δ{layer} = ({origin}) ⊙ {_f}′(z{layer}); dL/dW{layer} = Σ δ{layer} h{layer - 1}ᵀ, dL/db{layer} = Σ δ{layer}");
                code.Line($"{Name(layer)}.Residuals(count, dropout, firstRow, scratch);");
                if (layer == 1 && HasTable)
                {
                    code.Line($"Layer1.AddGradient(tokens, starts, count, {Number(plan.Context)}, scratch, gradient, isPart, {Order});");
                    break;
                }

                string inputs = layer == 1 ? Rows(plan.Rows) : $"{Name(layer - 1)}.Outputs(count, dropout, scratch)";
                code.Line($"{Name(layer)}.AddGradient({inputs}, count, scratch, gradient);");
                string deltas = layer == 1 ? Rows(plan.RowDeltas) : Residuals(plan.Hidden[layer - 2]);
                code.Line($"{Name(layer)}.InputDeltas(parameters, count, scratch, {deltas});").Line();
            }

            if (HasTable) return;
            code.Line("// dL/dx, added to the embeddings of the tokens");
            string rows = $"tokens, starts, count, {Number(plan.Context)}, {Number(plan.Embedding)}";
            code.Line($"{Library}.TokenRows.AddToEmbeddings({Table("gradient")}, {rows}, {Rows(plan.RowDeltas)}, isPart, {Order});");
        }
    }

    private string Table(string parameters) => $"{parameters}.Slice(0, {Number(plan.Vocabulary * plan.Embedding)})";

    private string Order => $"scratch.Slice({Number(plan.Order)}, {Number(plan.OrderLength)})";

    private string Rows(int start) => $"scratch.Slice({Number(start)}, {Number(plan.RowsLength)})";

    private static string Residuals(DensePlan layer) => $"scratch.Slice({Number(layer.Residuals)}, {Number(layer.Stride * TokenPlan.BlockRows)})";
}
