using LossGen.Generators.Planning;
using static LossGen.Generators.Emission.CodeWriter;

namespace LossGen.Generators.Emission.Layers;

/// <summary>Writes the kernels of one dense layer.</summary>
internal sealed class LayerEmitter(CodeWriter code, LayerPlan plan)
{
    /// <summary>Writes the struct.</summary>
    /// <param name="name">Its name.</param>
    public void Emit(string name)
    {
        if (plan.Backward == LaneLayout.Features) new FeatureLanesBackward(code, plan).TileClass(name);
        code.Line("/// <summary>The layer: z = W x + b for a block of rows, and its derivatives.</summary>");
        using (code.Braces($"public readonly struct {name} : {KernelWriter.Library}.ILayerKernels"))
        {
            Constant("Inputs", plan.Inputs);
            Constant("Units", plan.Units);
            Constant("ScratchLength", plan.ScratchLength);
            Constant("GradientLanes", plan.GradientLanes);
            code.Line();
            Forward(name);
            code.Line();
            Backward(name);
        }
    }

    private void Forward(string name)
    {
        var samples = new SampleLanesForward(code, plan, name);
        var features = new FeatureLanesForward(code, plan, name);
        if (plan.Forward == LaneLayout.Samples) samples.Forward();
        else features.Forward();

        // One row fills no lanes. A long one has its features there, unless the sums of blocks are chains: then it has units.
        code.Line();
        if (plan.Backward == LaneLayout.Samples) samples.ForwardRow();
        else if (plan.Forward == LaneLayout.Samples) samples.ForwardRowByUnits();
        else features.ForwardRow();
    }

    private void Backward(string name)
    {
        if (plan.Backward == LaneLayout.Samples)
        {
            var samples = new SampleLanesBackward(code, plan);
            samples.AddGradient();
            code.Line();
            samples.InputGradient(name);
            return;
        }

        var features = new FeatureLanesBackward(code, plan);
        features.AddGradient();
        code.Line();
        features.InputGradient(name);
    }

    private void Constant(string name, int value) => code.Line($"public static int {name} => {Number(value)};");
}
