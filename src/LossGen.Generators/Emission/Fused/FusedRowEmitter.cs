using LossGen.Generators.Emission.Layers;
using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;
using static LossGen.Generators.Emission.KernelWriter;

namespace LossGen.Generators.Emission.Fused;

/// <summary>Writes the two kernels of a single row: its class, and a gradient step. Both begin with the logits, which stay in registers.</summary>
internal sealed class FusedRowEmitter(CodeWriter code, FusedPlan plan)
{
    private readonly int _features = plan.Features;
    private readonly int _logits = plan.Logits;
    private readonly FusedNames _names = new(plan);
    private readonly int _last = plan.Layers.Count - 1;

    /// <summary>Writes both.</summary>
    public void Emit()
    {
        PredictRow();
        code.Line();
        UpdateRow();
    }

    private void PredictRow()
    {
        code.Line("/// <summary>The class of the largest logit; of equal ones the lowest.</summary>");
        using (code.Braces(PredictRowHead))
        {
            RowLogits("parameters");
            if (_last > 0)
            {
                code.Line().Line("// an infinite feature saturates units, whose outputs and logits are finite: x − x is 0, or NaN where a feature is not finite");
                code.Line($"if ({string.Join(" + ", Enumerable.Range(0, _features).Select(f => $"({FusedNames.Input(0, f)} - {FusedNames.Input(0, f)})"))} != 0) return -1;");
            }

            if (plan.IsBinary)
            {
                code.Line("if (!float.IsFinite(z0)) return -1;").Line("return z0 > 0 ? 1 : 0;");
                return;
            }

            code.Line().Line("// z − z is 0, or NaN where a logit is not finite");
            code.Line($"if ({string.Join(" + ", Enumerable.Range(0, _logits).Select(k => $"(z{Number(k)} - z{Number(k)})"))} != 0) return -1;");
            code.Line("int best = 0;").Line("float max = z0;");
            RowMaximum("best");
            code.Line("return best;");
        }
    }

    private void RowMaximum(string argmax)
    {
        for (int k = 1; k < _logits; k++)
            code.Line($"if (z{Number(k)} > max) (max, {argmax}) = (z{Number(k)}, {Number(k)});");
    }

    private void UpdateRow()
    {
        code.Line("/// <summary>A step on one row: the row's loss before it, or NaN where none is taken.</summary>");
        using (code.Braces(UpdateRowHead))
        {
            code.Line("// the logits as in PredictRow, but not by a call: the step takes the same x and w, and each feature is read only once");
            RowLogits("parameters");
            code.Line();
            if (plan.IsBinary) code.Line($"float r0 = {Simd}.RowResidual(z0, label, out float distance, out float others);");
            else RowSoftmax();
            code.Line();
            for (int l = _last - 1; l >= 0; l--) Deltas(l);
            code.Line("// a step that could make a parameter infinite, or whose loss is not finite, is not taken");
            code.Line($"float features = {Magnitudes(_features, f => FusedNames.Input(0, f))};");
            code.Line($"if (!float.IsFinite(distance + others) || !{Simd}.IsFiniteStep(learningRate{Largest(0)}, features)) return float.NaN;");
            for (int l = 1; l <= _last; l++)
                code.Line($"if (!{Simd}.IsFiniteStep(learningRate{Largest(l)}, {Magnitudes(plan.Layers[l].Inputs, f => FusedNames.Input(l, f))})) return float.NaN;");
            code.Line();
            for (int l = 0; l <= _last; l++) Steps(l);
            code.Line().Line($"return distance + {Simd}.Log1P(others);");
        }
    }

    /// <summary>A factor that no residual of a layer exceeds; those of the logits are at most 1.</summary>
    private string Largest(int l) => l == _last ? "" : $" * ({Magnitudes(plan.Layers[l].Units, k => _names.Residual(l, k))})";

    private static string Magnitudes(int count, Func<int, string> name) =>
        string.Join(" + ", Enumerable.Range(0, count).Select(i => $"float.Abs({name(i)})"));

    private void Steps(int l)
    {
        FusedLayer layer = plan.Layers[l];
        for (int k = 0; k < layer.Units; k++)
        {
            string step = _last == 0 ? "step" + Number(k) : $"step{Number(l + 1)}_{Number(k)}";
            string r = l < _last ? _names.Residual(l, k) : plan.IsBinary ? "r0" : $"{Simd}.Lane(r, {Number(k)})";
            code.Line($"float {step} = -learningRate * {r};");
            for (int f = 0; f < layer.Inputs; f++)
            {
                string index = Number(layer.Weights + (k * layer.Inputs) + f);
                code.Line(_last == 0
                    ? $"{At("w", index)} = {MultiplyAdd(step, FusedNames.Input(l, f), Weight(l, k, f))};"
                    : $"{Simd}.AddProduct({step}, {FusedNames.Input(l, f)}, ref w, {index});");
            }

            code.Line($"{At("w", Number(layer.Biases + k))} += {step};");
        }
    }

    /// <summary>δ of a hidden layer's units from that of the next.</summary>
    private void Deltas(int l)
    {
        FusedLayer layer = plan.Layers[l], next = plan.Layers[l + 1];
        string n = Number(l + 1);
        code.Line($"// δ{n} = (W{Number(l + 2)}ᵀ {(l + 1 == _last ? "r" : $"δ{Number(l + 2)}")}) ⊙ {NetworkEmitter.NameOf(plan.Activation)}′(z{n})");
        for (int j = 0; j < layer.Units; j++)
        {
            string sum = $"{Weight(l + 1, 0, j)} * {Following(0)}";
            for (int k = 1; k < next.Units; k++) sum = MultiplyAdd(Weight(l + 1, k, j), Following(k), sum);
            code.Line($"float s{n}_{Number(j)} = {sum};");
        }

        for (int first = 0; first < layer.Units; first += Budget.LaneWidth)
        {
            string v = $"{n}_{Number(first / Budget.LaneWidth)}";
            code.Line($"var dv{v} = {Vector(first, layer.Units, j => $"s{n}_{Number(j)}")} * {_names.Activation}.Derivative(zv{v}, hv{v});");
            for (int j = first; j < Math.Min(first + Budget.LaneWidth, layer.Units); j++)
                code.Line($"float {_names.Residual(l, j)} = {Simd}.Lane(dv{v}, {Number(j - first)});");
        }

        code.Line();

        string Following(int k) => l + 1 < _last ? _names.Residual(l + 1, k) : plan.IsBinary ? "r0" : $"{Simd}.Lane(r, {Number(k)})";
    }

    private void RowSoftmax()
    {
        // Any number serves in the lanes that are left over, except one whose exponential underflows: that takes processors long.
        string padding = string.Concat(Enumerable.Repeat(", max", Budget.LaneWidth - _logits));
        code.Line("float max = z0;").Line("int argmax = 0;");
        RowMaximum("argmax");
        code.Line($"var z = {Simd}.Create({string.Join(", ", Enumerable.Range(0, _logits).Select(k => "z" + Number(k)))}{padding});");
        code.Line($"var r = {Simd}.RowResiduals(z, {Number(_logits)}, max, argmax, label, out float distance, out float others);");
    }

    /// <summary>z_k of one row, each product added in the order of the block's pass and so to the same bits.</summary>
    private void RowLogits(string parameters)
    {
        code.Start("w", parameters).Start("x", "row");
        for (int f = 0; f < _features; f++) code.Line($"float x{Number(f)} = {At("x", Number(f))};");
        for (int l = 0; l <= _last; l++)
        {
            FusedLayer layer = plan.Layers[l];
            for (int k = 0; k < layer.Units; k++)
            {
                for (int f = 0; f < layer.Inputs && _last == 0; f++)
                    code.Line($"float {Weight(l, k, f)} = {At("w", Number(layer.Weights + (k * layer.Inputs) + f))};");
                string z = At("w", Number(layer.Biases + k));
                for (int f = 0; f < layer.Inputs; f++) z = MultiplyAdd(Weight(l, k, f), FusedNames.Input(l, f), z);
                code.Line($"float {_names.Sum(l, k)} = {z};");
            }

            if (l < _last) Hidden(l, layer.Units);
        }
    }

    /// <summary>A hidden layer's outputs: its units lie in the lanes while the activation is applied.</summary>
    private void Hidden(int l, int units)
    {
        for (int first = 0; first < units; first += Budget.LaneWidth)
        {
            string v = $"{Number(l + 1)}_{Number(first / Budget.LaneWidth)}";
            code.Line($"var zv{v} = {Vector(first, units, k => _names.Sum(l, k))};");
            code.Line($"var hv{v} = {_names.Activation}.Value(zv{v});");
            for (int k = first; k < Math.Min(first + Budget.LaneWidth, units); k++)
                code.Line($"float {FusedNames.Input(l + 1, k)} = {Simd}.Lane(hv{v}, {Number(k - first)});");
        }

        code.Line();
    }

    private static string Vector(int first, int count, Func<int, string> name) =>
        $"{Simd}.Create({string.Join(", ", Enumerable.Range(first, Budget.LaneWidth).Select(k => k < count ? name(k) : "0"))})";

    /// <summary>A weight: a local of a linear model, and with hidden layers, which would need too many, the parameter itself.</summary>
    private string Weight(int l, int k, int f)
    {
        FusedLayer layer = plan.Layers[l];
        return _last == 0 ? $"w{Number(k)}{Number(f)}" : At("w", Number(layer.Weights + (k * layer.Inputs) + f));
    }
}
