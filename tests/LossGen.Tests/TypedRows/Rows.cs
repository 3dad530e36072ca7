namespace LossGen.Tests.TypedRows;

// One row type for each way in which a type can be declared, with members of every kind.

public enum Species
{
    Virginica = 30,
    Setosa = 10,
    Versicolor = 20,
    Bristle = Setosa,
}

public enum Colour : sbyte
{
    Red = 1,
    Green = -1,
    Blue = 5,
    Crimson = Red,
}

[Flags]
public enum Topics : ushort
{
    None = 0,
    Sport = 1,
    Music = 2,
    Both = Sport | Music,
    Food = 0x8000,
}

public sealed record Flower([Feature] double SepalLength, [Feature] float SepalWidth, [Feature] decimal PetalLength, [Label] Species Species)
{
    [Feature]
    public Half PetalWidth { get; init; }

    public string Note { get; init; } = "";
}

public readonly record struct Reading([Feature] float X, [Feature] float Y, [property: Label] bool Alarm);

public class Measured
{
    [Feature]
    public virtual long Second { get; set; }

    [Feature]
    public sbyte First;
}

public sealed class Everything : Measured
{
    [Label(classes: 4)]
    public byte Kind { get; set; }

    [Feature]
    public Colour Colour { get; set; }

    [Feature]
    public bool Open { get; set; }

    [Feature]
    public override long Second { get => base.Second + 1; set => base.Second = value; }

    [Feature]
    public ulong Large { get; set; }

    [Feature]
    public ushort Small;
}

public struct Article
{
    [Feature]
    public double Length;

    [Feature]
    public double Pictures { get; set; }

    [Label]
    public Topics Topics { get; set; }
}

public sealed record Numbered([Feature] int X, [Feature] uint Y, [Label(3)] long Class);

[CrossEntropyModel<Flower>]
public sealed partial class FlowerModel;

[CrossEntropyModel(features: 4, classes: 3)]
public sealed partial class FlowerSpans;

[CrossEntropyModel<Reading>]
public sealed partial class ReadingModel;

[CrossEntropyModel<Reading>(Task = ClassificationTask.Multiclass)]
public sealed partial class ReadingSoftmax;

[CrossEntropyModel<Everything>]
public sealed partial class EverythingModel;

[CrossEntropyModel<Article>]
public sealed partial class ArticleModel;

[CrossEntropyModel(features: 2, classes: 3, Task = ClassificationTask.MultiLabel)]
public sealed partial class ArticleSpans;

[CrossEntropyModel<Numbered>]
public sealed partial class NumberedModel;

public static partial class Outer
{
    /// <summary>A row and its model, both only known to the type around them.</summary>
    internal static bool Predicts(double x) => new Model().Predict(new Row(x, true));

    private readonly record struct Row([Feature] double X, [Label] bool Y);

    [CrossEntropyModel<Row>]
    private sealed partial class Model;
}

[CrossEntropyModel<Flower>]
public sealed partial class EagerModel
{
    public static readonly string[] FeaturesAtTheStart = [.. FeatureNames], ClassesAtTheStart = [.. ClassNames];
}
