using LossGen.Tests.Models;
using LossGen.Tests.Networks;

namespace LossGen.Tests.Robust;

/// <summary>Runs a generic check on each of some generated models by name, and makes their parameters and rows.</summary>
internal static class RobustModels
{
    public static readonly string[] Linear = [nameof(Binary2), nameof(Binary30), nameof(Multiclass4x3), nameof(Multiclass7x5), nameof(Multiclass64x10)];

    public static readonly string[] WithHiddenLayers =
    [
        nameof(Tanh2x4x2), nameof(Relu4x8x3), nameof(Gelu3x5x4x4), nameof(LeakyRelu3x6x3), nameof(Sigmoid4x5x2), nameof(Silu13x7x5x3), nameof(Relu30x16x2),
        nameof(LeakyRelu64x33x17x10),
    ];

    public static readonly string[] Names = [.. Linear, .. WithHiddenLayers];

    public static TheoryNames All => new(Names);

    public static void Run(string name, ICheck check)
    {
        switch (name)
        {
            case nameof(Binary2): check.Run(new Binary2()); break;
            case nameof(Binary10): check.Run(new Binary10()); break;
            case nameof(Multiclass10x4): check.Run(new Multiclass10x4()); break;
            case nameof(Binary30): check.Run(new Binary30()); break;
            case nameof(Multiclass4x3): check.Run(new Multiclass4x3()); break;
            case nameof(Multiclass7x5): check.Run(new Multiclass7x5()); break;
            case nameof(Multiclass64x10): check.Run(new Multiclass64x10()); break;
            case nameof(Tanh2x4x2): check.Run(new Tanh2x4x2()); break;
            case nameof(Relu4x8x3): check.Run(new Relu4x8x3()); break;
            case nameof(Gelu3x5x4x4): check.Run(new Gelu3x5x4x4()); break;
            case nameof(LeakyRelu3x6x3): check.Run(new LeakyRelu3x6x3()); break;
            case nameof(Sigmoid4x5x2): check.Run(new Sigmoid4x5x2()); break;
            case nameof(Silu13x7x5x3): check.Run(new Silu13x7x5x3()); break;
            case nameof(Relu30x16x2): check.Run(new Relu30x16x2()); break;
            case nameof(LeakyRelu64x33x17x10): check.Run(new LeakyRelu64x33x17x10()); break;
            default: throw new ArgumentException($"There is no model {name} here.", nameof(name));
        }
    }

    /// <summary>Fills the layers so that their outputs stay near 1.</summary>
    public static void Fill<TModel>(TModel model, TestData data)
        where TModel : class, ILabelModel<TModel>
    {
        foreach (LayerShape layer in TModel.Layout.Layers)
        {
            double scale = 1.5 / Math.Sqrt(layer.Inputs + 1);
            foreach (ref float parameter in model.Parameters.Slice(layer.Weights, (layer.Inputs + 1) * layer.Units)) parameter = (float)(scale * data.Normal());
        }
    }

    /// <summary>What is done with a model of any type.</summary>
    public interface ICheck
    {
        void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>;
    }
}

/// <summary>Names as the data of a theory.</summary>
public sealed class TheoryNames : Xunit.TheoryData<string>
{
    public TheoryNames(IEnumerable<string> names)
    {
        foreach (string name in names) Add(name);
    }
}
