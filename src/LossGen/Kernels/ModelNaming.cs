using static System.FormattableString;

namespace LossGen.Kernels;

/// <summary>What a model, its features and its classes are called in messages.</summary>
/// <remarks>Asked for only once a message needs a name: reading the names of a model may run code of its declaration.</remarks>
internal abstract class ModelNaming
{
    /// <summary>Of a model of which nobody has said anything.</summary>
    public static ModelNaming None { get; } = new Unnamed();

    /// <summary>The name of the model's class; null where it is not known.</summary>
    public abstract string? Model { get; }

    /// <summary>A feature by name, such as "feature Age", or by number.</summary>
    public abstract string Feature(int feature);

    /// <summary>The name of a class, or its number.</summary>
    public abstract string Class(int index);

    private sealed class Unnamed : ModelNaming
    {
        public override string? Model => null;

        public override string Feature(int feature) => Invariant($"feature {feature}");

        public override string Class(int index) => Invariant($"{index}");
    }
}
