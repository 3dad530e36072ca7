using LossGen.Tests.Models;
using LossGen.Tests.Networks;

namespace LossGen.Tests.Robust;

/// <summary>Fifty different models that have certificates: shapes, tasks, activations, none to four hidden layers; trained ones, random ones, and some of extreme sizes.</summary>
internal static class FiftyModels
{
    private static readonly (string Name, Action<RobustModels.ICheck> Run)[] Types =
    [
        Of<Binary1>(), Of<Binary2>(), Of<Binary10>(), Of<Binary30>(), Of<Binary257>(), Of<Binary784>(), Of<Multiclass4x3>(), Of<Multiclass7x5>(), Of<Multiclass10x4>(),
        Of<Multiclass64x10>(), Of<Multiclass12x100>(), Of<Multiclass40x33>(), Of<Multiclass2x3>(), Of<Multiclass15x2>(), Of<Multiclass20x3000>(),
        Of<Tanh2x4x2>(), Of<Relu4x8x3>(), Of<LeakyRelu3x6x3>(), Of<Sigmoid4x5x2>(), Of<Relu30x16x2>(), Of<LeakyRelu5x9x3>(), Of<Gelu1x1x2>(), Of<Silu5x1x4>(),
        Of<Gelu100x24x33>(), Of<Tanh3x5x1100>(), Of<Gelu3x5x4x4>(), Of<Silu13x7x5x3>(), Of<LeakyRelu64x33x17x10>(), Of<Relu4x8x8x3>(), Of<LeakyRelu20x16x16x8x3>(),
        Of<Silu2x2x3x2x3x4>(),
    ];

    // Each type once with random parameters of some kind, and the most of them trained too.
    private static readonly string[] RandomKinds = ["random", "small", "large", "lopsided", "sparse"];
    private static readonly string[] TrainedKinds = ["trained", "standardized", "certified"];
    private static readonly string[] OnlyRandom = [nameof(Multiclass20x3000), nameof(Tanh3x5x1100), nameof(Multiclass12x100), nameof(Gelu100x24x33), nameof(Multiclass40x33)];

    /// <summary>Name and kind of each.</summary>
    public static IReadOnlyList<(string Name, string Kind)> All { get; } =
    [
        .. Types.Select(static (type, i) => (type.Name, RandomKinds[i % RandomKinds.Length])),
        .. Types.Where(static type => !OnlyRandom.Contains(type.Name)).Take(19).Select(static (type, i) => (type.Name, TrainedKinds[i % TrainedKinds.Length])),
    ];

    public static void Run(string name, RobustModels.ICheck check) => Types.Single(type => type.Name == name).Run(check);

    /// <summary>Gives a model its parameters.</summary>
    public static void Fill<TModel>(TModel model, string kind, TestData data)
        where TModel : class, ILabelModel<TModel>
    {
        RobustModels.Fill(model, data);
        Span<float> p = model.Parameters;
        switch (kind)
        {
            case "small": Scale(p, 1e-4); break;
            case "large": Scale(p, 300); break;
            case "sparse":
                foreach (ref float x in p) x = data.Integer(0, 9) < 7 ? 0 : x;
                break;
            case "lopsided":
                // Each unit's weights by a power of ten of its own, as if its inputs had another unit of measurement.
                foreach (LayerShape layer in TModel.Layout.Layers)
                {
                    for (int k = 0; k < layer.Units; k++)
                    {
                        double scale = Math.Pow(10, data.Integer(-2, 2));
                        Scale(p.Slice(layer.Weights + (k * layer.Inputs), layer.Inputs), scale);
                        Scale(p.Slice(layer.Biases + k, 1), scale);
                    }
                }

                break;
            case "trained" or "standardized" or "certified":
                (float[] rows, int[] labels) = Clusters<TModel>(data, 200);
                model.Fit(rows, labels, new()
                {
                    Epochs = 30,
                    LearningRate = 0.02,
                    Optimizer = Optimizer.Adam(),
                    Standardize = kind == "standardized",
                    Adversary = kind == "certified" ? Adversary.Certified(0.05) : null,
                });
                break;
        }
    }

    /// <summary>Rows around a centre of each class.</summary>
    public static (float[] Rows, int[] Labels) Clusters<TModel>(TestData data, int count)
        where TModel : class, ILabelModel<TModel>
    {
        float[] centres = new TestData(99).Rows(TModel.ClassCount, TModel.FeatureCount), rows = data.Numbers(count * TModel.FeatureCount, 0.5);
        int[] labels = data.Labels(count, TModel.ClassCount);
        for (int i = 0; i < rows.Length; i++) rows[i] += centres[(labels[i / TModel.FeatureCount] * TModel.FeatureCount) + (i % TModel.FeatureCount)];
        return (rows, labels);
    }

    private static void Scale(Span<float> values, double factor)
    {
        foreach (ref float x in values) x = (float)(x * factor);
    }

    private static (string, Action<RobustModels.ICheck>) Of<TModel>()
        where TModel : class, ILabelModel<TModel>, new() => (typeof(TModel).Name, static check => check.Run(new TModel()));
}
