namespace LossGen;

/// <summary>
/// Marks a partial class as a classifier trained by cross-entropy: a linear one, or a network with <see cref="HiddenLayers"/>. The compiler
/// writes its members for exactly the declared number of features, units and classes.
/// </summary>
/// <example>
/// <code>
/// [CrossEntropyModel(features: 4, classes: 3)]
/// public sealed partial class IrisModel;
///
/// [CrossEntropyModel(features: 784, classes: 10, HiddenLayers = [128, 64], Activation = Activation.Relu)]
/// public sealed partial class DigitModel;
/// </code>
/// </example>
/// <param name="features">Numbers in one row, 1 to 65,536; where rows are <see cref="Sparse"/>, features, up to 16,777,216.</param>
/// <param name="classes">Classes (or labels of a multi-label model), 2 to 65,536.</param>
// AllowMultiple leaves the second use of the attribute to rule LG0009, whose message says more than the compiler's.
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CrossEntropyModelAttribute(int features, int classes) : Attribute
{
    /// <summary>Numbers in one row.</summary>
    public int Features { get; } = features;

    /// <summary>Classes, or labels of a multi-label model.</summary>
    public int Classes { get; } = classes;

    /// <summary>What the outputs mean; <see cref="ClassificationTask.Auto"/> decides by the number of classes.</summary>
    public ClassificationTask Task { get; set; }

    /// <summary>The units of each hidden layer, from the features to the classes: up to 16 layers of 1 to 65,536 units; empty: a linear model.</summary>
    /// <remarks>
    /// Each layer is z = W x + b followed by <see cref="Activation"/>; the layer that gives the logits comes behind them and has none.
    /// All layers together have at most 500,000,000 weights and biases.
    /// </remarks>
    public int[] HiddenLayers { get; set; } = [];

    /// <summary>The function that follows each of the <see cref="HiddenLayers"/>; without them it has no effect.</summary>
    public Activation Activation { get; set; }

    /// <summary>
    /// A safetensors file of trained weights that the compiler writes into the assembly, among the project's <c>AdditionalFiles</c>; null: none.
    /// </summary>
    /// <remarks>
    /// The name of the file, preceded by as many of its folders as make it unique; / and \ are equivalent, upper and lower case differ.
    /// The class then has <c>PretrainedParameters</c>, constants without a copy, and <c>Pretrained</c>, one shared model,
    /// which cannot be changed: <c>Fit</c>, <c>Update</c>, <c>Parameters</c> and every other member that would write to it throw <see cref="InvalidOperationException"/>.
    /// </remarks>
    public string? Weights { get; set; }

    /// <summary>
    /// Whether rows are sparse: <see cref="SparseRows"/> list the features that are not 0. A model then has up to 16,777,216 features, and time and memory follow
    /// those that its rows have.
    /// </summary>
    /// <remarks>
    /// The weights of the first layer lie [feature][unit]. Everything else is as for other models, except that there is no gradient with respect to the rows.
    /// </remarks>
    public bool Sparse { get; set; }
}
