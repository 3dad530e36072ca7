using LossGen.Tests.Models;

namespace LossGen.Tests.LargeHeads;

/// <summary>The models with dense rows and many classes, by name.</summary>
internal static class LargeHeads
{
    private static readonly Dictionary<string, Func<TestModel>> ByName = new()
    {
        [nameof(Multiclass5x1000)] = Labelled<Multiclass5x1000>,
        [nameof(Multiclass5x1024)] = Labelled<Multiclass5x1024>,
        [nameof(Multiclass5x1025)] = Labelled<Multiclass5x1025>,
        [nameof(Multiclass3x5000)] = Labelled<Multiclass3x5000>,
        [nameof(Multiclass300x1100)] = Labelled<Multiclass300x1100>,
        [nameof(Multiclass2x65536)] = Labelled<Multiclass2x65536>,
        [nameof(MultiLabel3x5000)] = static () => new TargetTestModel<MultiLabel3x5000>(),
        [nameof(MultiLabel2x65536)] = static () => new TargetTestModel<MultiLabel2x65536>(),
        [nameof(Tanh4x9x1100)] = Labelled<Tanh4x9x1100>,
        [nameof(Gelu6x11x8x5000)] = Labelled<Gelu6x11x8x5000>,
        [nameof(Sigmoid2x3x65536)] = Labelled<Sigmoid2x3x65536>,
        [nameof(Silu4x7x5x1500Labels)] = static () => new TargetTestModel<Silu4x7x5x1500Labels>(),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static IEnumerable<string> WithLabels => ByName.Keys.Where(static name => Create(name).HasLabels);

    public static TestModel Create(string name) => ByName[name]();

    /// <summary>A model with random parameters.</summary>
    public static TestModel Filled(string name, TestData data)
    {
        TestModel model = Create(name);
        if (model.Activation is not null) data.FillNetwork(model);
        else data.FillParameters(model);
        return model;
    }

    private static TestModel Labelled<TModel>()
        where TModel : class, ILabelModel<TModel>, new() => new LabelTestModel<TModel>();
}
