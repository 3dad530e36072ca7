using System.ComponentModel;
using LossGen.Models;
using LossGen.Training;

namespace LossGen;

/// <summary>What every classifier has, whatever its rows are: its shape, its parameters, its names.</summary>
/// <typeparam name="TSelf">The model itself.</typeparam>
/// <remarks>Models whose rows are dense are <see cref="ICrossEntropyModel{TSelf}"/>, those whose rows are sparse <see cref="ISparseModel{TSelf}"/>.</remarks>
public interface IClassifier<TSelf>
    where TSelf : class, IClassifier<TSelf>
{
    /// <summary>Numbers in one row.</summary>
    static abstract int FeatureCount { get; }

    /// <summary>Classes, or labels of a multi-label model.</summary>
    static abstract int ClassCount { get; }

    /// <summary>Weights and biases.</summary>
    static abstract int ParameterCount { get; }

    /// <summary>Where the weights and biases of each layer lie among the parameters; by default those of one linear layer.</summary>
    static virtual ParameterLayout Layout => LinearModel<TSelf>.Layout;

    /// <summary>The function that follows each layer of <see cref="Layout"/> except the last; null where there is one layer.</summary>
    static virtual Activation? Activation => null;

    /// <summary>What the outputs mean; never <see cref="ClassificationTask.Auto"/>.</summary>
    static abstract ClassificationTask Task { get; }

    /// <summary>How the model is trained on shards, for <see cref="ShardTraining"/>.</summary>
    /// <exception cref="NotSupportedException">The model is hand-written.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static virtual ShardModel Shards =>
        throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and cannot be trained on shards; expected a model that is.");

    /// <summary>The names of the numbers in a row, in their order; empty where the declaration gives none.</summary>
    static virtual ReadOnlySpan<string> FeatureNames => default;

    /// <summary>The name of one of the numbers in a row: the one that the declaration gives it, or "feature 0" and so on.</summary>
    /// <param name="feature">The number, from 0.</param>
    static virtual string FeatureName(int feature) =>
        TSelf.FeatureNames is { IsEmpty: false } names ? names[feature] : FormattableString.Invariant($"feature {feature}");

    /// <summary>What becomes of each member of a typed row, a line each; empty where rows are numbers. Files hold it, and a model refuses one that says otherwise.</summary>
    static virtual IReadOnlyList<string> RowEncoding => [];

    /// <summary>The names of the classes or labels, in their order; empty where the declaration gives none.</summary>
    static virtual ReadOnlySpan<string> ClassNames => default;

    /// <summary>
    /// Layer after layer, each weights [unit][input], then biases [unit], as <see cref="Layout"/> says. A linear model has one layer: weights
    /// [class][feature], then biases [class], or one weight row and one bias if it is binary.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, which stays as it is.</exception>
    Span<float> Parameters { get; }

    /// <summary>The same for reading only, which the shared <c>Pretrained</c> of a class allows too.</summary>
    ReadOnlySpan<float> ReadOnlyParameters => Parameters;

    /// <summary>
    /// The means and scales of the features that the last <c>Fit</c> trained with, in whose scale <c>Update</c> takes its steps; null if that run did
    /// not standardise, before the first one, and for a model that keeps none.
    /// </summary>
    /// <remarks>Files hold it, copies have it, initial values remove it; parameters that are written by hand leave it as it is.</remarks>
    FeatureScaling? Scaling => null;

    /// <summary>Another model with the same parameters and the same <see cref="Scaling"/>, which can be trained.</summary>
    /// <remarks>
    /// Generated models copy their other fields as <see cref="object.MemberwiseClone"/> does. The model must not be changed by another thread meanwhile,
    /// or the copy may have some numbers from before and some from after the change.
    /// </remarks>
    /// <exception cref="NotSupportedException">The model is hand-written and does not implement this.</exception>
    TSelf Clone() => throw new NotSupportedException($"{typeof(TSelf).Name} is not generated and does not implement Clone; expected a model that does.");

    /// <summary>Takes over the parameters and the <see cref="Scaling"/> of another model.</summary>
    /// <remarks>
    /// A change like any other: it is refused while another call changes the model, and threads that read the model meanwhile may see some numbers
    /// from before and some from after it. The other model is only read; it must not be changed meanwhile.
    /// </remarks>
    /// <param name="other">The other model; a shared <c>Pretrained</c> as well.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The model is the shared <c>Pretrained</c> of its class, or another call is changing it.</exception>
    void CopyFrom(TSelf other)
    {
        ArgumentNullException.ThrowIfNull(other);
        other.ReadOnlyParameters.CopyTo(Parameters);
    }
}
