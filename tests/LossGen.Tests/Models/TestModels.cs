namespace LossGen.Tests.Models;

/// <summary>The generated models, by name.</summary>
public static class TestModels
{
    private static readonly Dictionary<string, Func<TestModel>> GridModels = new()
    {
        [nameof(Binary1)] = Labelled<Binary1>,
        [nameof(Binary2)] = Labelled<Binary2>,
        [nameof(Binary30)] = Labelled<Binary30>,
        [nameof(Binary257)] = Labelled<Binary257>,
        [nameof(Binary784)] = Labelled<Binary784>,
        [nameof(Multiclass1x2)] = Labelled<Multiclass1x2>,
        [nameof(Multiclass2x2)] = Labelled<Multiclass2x2>,
        [nameof(Multiclass3x5)] = Labelled<Multiclass3x5>,
        [nameof(Multiclass4x3)] = Labelled<Multiclass4x3>,
        [nameof(Multiclass7x5)] = Labelled<Multiclass7x5>,
        [nameof(Multiclass13x3)] = Labelled<Multiclass13x3>,
        [nameof(Multiclass16x16)] = Labelled<Multiclass16x16>,
        [nameof(Multiclass30x2)] = Labelled<Multiclass30x2>,
        [nameof(Multiclass33x6)] = Labelled<Multiclass33x6>,
        [nameof(Multiclass64x10)] = Labelled<Multiclass64x10>,
        [nameof(Multiclass100x33)] = Labelled<Multiclass100x33>,
        [nameof(Multiclass257x11)] = Labelled<Multiclass257x11>,
        [nameof(Multiclass784x10)] = Labelled<Multiclass784x10>,
        [nameof(Multiclass5x300)] = Labelled<Multiclass5x300>,
        [nameof(Multiclass12x100)] = Labelled<Multiclass12x100>,
        [nameof(Multiclass40x7)] = Labelled<Multiclass40x7>,
        [nameof(Multiclass8x200)] = Labelled<Multiclass8x200>,
        [nameof(MultiLabel1x2)] = Targeted<MultiLabel1x2>,
        [nameof(MultiLabel2x2)] = Targeted<MultiLabel2x2>,
        [nameof(MultiLabel3x5)] = Targeted<MultiLabel3x5>,
        [nameof(MultiLabel4x3)] = Targeted<MultiLabel4x3>,
        [nameof(MultiLabel7x5)] = Targeted<MultiLabel7x5>,
        [nameof(MultiLabel13x3)] = Targeted<MultiLabel13x3>,
        [nameof(MultiLabel16x16)] = Targeted<MultiLabel16x16>,
        [nameof(MultiLabel30x2)] = Targeted<MultiLabel30x2>,
        [nameof(MultiLabel33x6)] = Targeted<MultiLabel33x6>,
        [nameof(MultiLabel64x10)] = Targeted<MultiLabel64x10>,
        [nameof(MultiLabel100x33)] = Targeted<MultiLabel100x33>,
        [nameof(MultiLabel257x11)] = Targeted<MultiLabel257x11>,
        [nameof(MultiLabel784x10)] = Targeted<MultiLabel784x10>,
        [nameof(MultiLabel5x300)] = Targeted<MultiLabel5x300>,
        [nameof(MultiLabel12x100)] = Targeted<MultiLabel12x100>,
        [nameof(MultiLabel40x7)] = Targeted<MultiLabel40x7>,
        [nameof(MultiLabel8x200)] = Targeted<MultiLabel8x200>,
    };

    private static readonly Dictionary<string, Func<TestModel>> LargeModels = new()
    {
        [nameof(Multiclass20x3000)] = Labelled<Multiclass20x3000>,
        [nameof(Multiclass2000x50)] = Labelled<Multiclass2000x50>,
        [nameof(Multiclass2x20000)] = Labelled<Multiclass2x20000>,
        [nameof(MultiLabel20x3000)] = Targeted<MultiLabel20x3000>,
        [nameof(Multiclass3x1100)] = Labelled<Multiclass3x1100>,
        [nameof(MultiLabel3x1100)] = Targeted<MultiLabel3x1100>,
    };

    private static readonly Dictionary<string, Func<TestModel>> LogitModels = new()
    {
        [nameof(Binary15)] = Labelled<Binary15>,
        [nameof(Binary40)] = Labelled<Binary40>,
        [nameof(Multiclass15x2)] = Labelled<Multiclass15x2>,
        [nameof(Multiclass15x3)] = Labelled<Multiclass15x3>,
        [nameof(Multiclass15x5)] = Labelled<Multiclass15x5>,
        [nameof(Multiclass12x8)] = Labelled<Multiclass12x8>,
        [nameof(Multiclass40x2)] = Labelled<Multiclass40x2>,
        [nameof(Multiclass40x3)] = Labelled<Multiclass40x3>,
        [nameof(Multiclass40x5)] = Labelled<Multiclass40x5>,
        [nameof(Multiclass40x8)] = Labelled<Multiclass40x8>,
        [nameof(Multiclass40x9)] = Labelled<Multiclass40x9>,
        [nameof(Multiclass40x10)] = Labelled<Multiclass40x10>,
        [nameof(Multiclass40x33)] = Labelled<Multiclass40x33>,
        [nameof(Multiclass40x100)] = Labelled<Multiclass40x100>,
        [nameof(Multiclass40x257)] = Labelled<Multiclass40x257>,
        [nameof(Multiclass40x1000)] = Labelled<Multiclass40x1000>,
        [nameof(MultiLabel15x5)] = Targeted<MultiLabel15x5>,
        [nameof(MultiLabel40x2)] = Targeted<MultiLabel40x2>,
        [nameof(MultiLabel40x9)] = Targeted<MultiLabel40x9>,
        [nameof(MultiLabel40x100)] = Targeted<MultiLabel40x100>,
        [nameof(MultiLabel40x1000)] = Targeted<MultiLabel40x1000>,
    };

    private static readonly Dictionary<string, Func<TestModel>> OtherModels = new()
    {
        [nameof(Multiclass3x40)] = Labelled<Multiclass3x40>,
        [nameof(Multiclass4x6)] = Labelled<Multiclass4x6>,
        [nameof(Multiclass4x7)] = Labelled<Multiclass4x7>,
        [nameof(Multiclass1x8)] = Labelled<Multiclass1x8>,
        [nameof(Multiclass128x100)] = Labelled<Multiclass128x100>,
    };

    /// <summary>The shapes that losses and gradients are checked over.</summary>
    public static IEnumerable<string> Grid => GridModels.Keys;

    /// <summary>Those whose scratch memory does not fit on the stack.</summary>
    public static IEnumerable<string> Large => LargeModels.Keys;

    /// <summary>Those whose logits are easily set exactly.</summary>
    public static IEnumerable<string> ForLogits => LogitModels.Keys;

    /// <summary>Those of the grid that have labels.</summary>
    public static IEnumerable<string> WithLabels => GridModels.Keys.Where(name => !name.StartsWith("MultiLabel", StringComparison.Ordinal));

    public static TestModel Create(string name) =>
        (GridModels.GetValueOrDefault(name) ?? LargeModels.GetValueOrDefault(name) ?? LogitModels.GetValueOrDefault(name) ?? OtherModels[name])();

    private static TestModel Labelled<TModel>()
        where TModel : class, ILabelModel<TModel>, new() => new LabelTestModel<TModel>();

    private static TestModel Targeted<TModel>()
        where TModel : class, ICrossEntropyModel<TModel>, new() => new TargetTestModel<TModel>();
}
