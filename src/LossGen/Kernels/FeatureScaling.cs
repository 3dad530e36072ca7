using System.Runtime.Intrinsics;
using LossGen.Kernels;
using LossGen.Validation;

namespace LossGen;

/// <summary>
/// The mean μ of each feature and the scale σ that it was divided by when a model was last trained, by a <c>Fit</c> with <see cref="TrainingOptions.Standardize"/>. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// The parameters of such a model are those for the rows as they are: w = w' / σ and b = b' − Σ w μ, where w' and b' are those for the standardised
/// features x' = (x − μ) / σ. Prediction needs nothing of this. A step of gradient descent does: one length does not suit features in thousands and
/// features in fractions. So <c>Update</c> of a model with a scaling takes the step in w' and b', with the gradient for x', and returns to w and b:
/// </para>
/// <code>w ← w − rate · δ (x − μ) / σ²     b ← b − rate · δ (1 − Σ μ (x − μ) / σ²)     δ = dL/dz of the first layer</code>
/// <para>A feature whose σ is 1 and μ 0 is left as it is.</para>
/// </remarks>
public sealed class FeatureScaling : IEquatable<FeatureScaling>
{
    private readonly double[] _means;
    private readonly double[] _scales;

    // 1 / σ²: a multiplication, since there is one for every feature of every update.
    private readonly double[] _factors;

    /// <summary>Takes the arrays over.</summary>
    /// <param name="means">μ of each feature, finite.</param>
    /// <param name="scales">σ of each feature, above 0 and finite; as many.</param>
    internal FeatureScaling(double[] means, double[] scales)
    {
        _means = means;
        _scales = scales;
        _factors = Array.ConvertAll(scales, static scale => 1 / (scale * scale));
        Means = Array.AsReadOnly(means);
        Scales = Array.AsReadOnly(scales);
    }

    /// <summary>μ of each feature, in their order.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>σ of each feature, in their order, above 0: its standard deviation, or more where that is far from its usual size, as of a flag that is rarely set.</summary>
    public IReadOnlyList<double> Scales { get; }

    /// <summary>Whether the other has the same numbers.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(FeatureScaling? other) =>
        other is not null && _means.AsSpan().SequenceEqual(other._means) && _scales.AsSpan().SequenceEqual(other._scales);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureScaling);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_means.Length, _means[0], _scales[0], _means[^1], _scales[^1]);

    /// <summary>How many features, and between what their means and scales lie, in the invariant culture.</summary>
    public override string ToString() =>
        $"{Printed.Count(_means.Length, "feature", "features")}, means from {Printed.Number(_means.Min())} to {Printed.Number(_means.Max())}, "
        + $"scales from {Printed.Number(_scales.Min())} to {Printed.Number(_scales.Max())}";

    /// <summary>
    /// Writes (x − μ) / σ², which the step of a weight is proportional to, and returns 1 − Σ μ (x − μ) / σ², which that of a bias is. A row that is
    /// not finite gives numbers that are not finite.
    /// </summary>
    /// <param name="row">The features x, each read once.</param>
    /// <param name="destination">As many numbers.</param>
    internal float Direction(ReadOnlySpan<float> row, Span<float> destination)
    {
        destination = destination[..row.Length];
        ref float x = ref Lanes.Start(row);
        ref float v = ref Lanes.Start(destination);
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i <= row.Length - Lanes.Width; i += Lanes.Width)
        {
            (Vector256<double> first, Vector256<double> second) = Vector256.Widen(Lanes.Load(ref x, i));
            var means = Vector256.Create<double>(_means.AsSpan(i));
            var laterMeans = Vector256.Create<double>(_means.AsSpan(i + 4));
            Vector256<float> rounded = Vector256.Narrow(
                (first - means) * Vector256.Create<double>(_factors.AsSpan(i)),
                (second - laterMeans) * Vector256.Create<double>(_factors.AsSpan(i + 4)));
            Lanes.Store(rounded, ref v, i);

            // The step of the bias belongs to that of the weight as it is, which is rounded.
            (first, second) = Vector256.Widen(rounded);
            low += means * first;
            high += laterMeans * second;
        }

        double sum = Lanes.Sum(low, high);
        for (; i < row.Length; i++)
        {
            destination[i] = (float)((row[i] - _means[i]) * _factors[i]);
            sum += _means[i] * destination[i];
        }

        return (float)(1 - sum);
    }

    /// <summary>
    /// Turns the gradient of the first layer with respect to w and b into the direction of a step in w' and b': dL/dw' / σ with dL/dw' =
    /// (dL/dw − μ dL/db) / σ, and for the bias what follows from b = b' − Σ w μ.
    /// </summary>
    /// <param name="weights">dL/dw [unit][feature]; receives the direction.</param>
    /// <param name="biases">dL/db [unit]; receives the direction.</param>
    internal void ToDirection(Span<float> weights, Span<float> biases)
    {
        for (int k = 0; k < biases.Length; k++)
        {
            Span<float> ofUnit = weights.Slice(k * _means.Length, _means.Length);
            double ofBias = biases[k], sum = ofBias;
            for (int j = 0; j < ofUnit.Length; j++)
            {
                ofUnit[j] = (float)((ofUnit[j] - (_means[j] * ofBias)) * _factors[j]);
                sum -= _means[j] * ofUnit[j];
            }

            biases[k] = (float)sum;
        }
    }
}
