using System.Diagnostics;
using System.Globalization;
using System.Text;
using LossGen.Sparse;
using LossGen.Validation;
using static System.FormattableString;

namespace LossGen;

/// <summary>The weights of a linear model by the names of features and classes.</summary>
/// <remarks>
/// <para>A weight says by how much the logit of a class changes when the feature rises by 1, so weights compare with each other only where features are on
/// the same scale: <see cref="PerDeviation(ReadOnlySpan{float})"/> gives the change for one standard deviation of the feature.</para>
/// <para>A binary model has one logit, that of its second class; the weights of the first are their negatives.</para>
/// <para>A copy: it does not change when the model learns.</para>
/// </remarks>
/// <example><code>
/// LinearWeights weights = LinearWeights.Of(model);
/// Console.WriteLine(weights["petal length", "setosa"]);
/// Console.WriteLine(weights.PerDeviation(rows));
/// </code></example>
[DebuggerDisplay("{Summary,nq}")]
public sealed class LinearWeights
{
    private const int MostLines = 30, MostColumns = 10;

    private readonly float[] _weights;
    private readonly float[] _biases;
    private readonly FeatureNameList _features;
    private readonly string[] _classes;

    private LinearWeights(float[] weights, float[] biases, FeatureNameList features, string[] classes)
    {
        _weights = weights;
        _biases = biases;
        _features = features;
        _classes = classes;
    }

    /// <summary>The names of the features: those of the model, or "feature 0" and so on.</summary>
    public IReadOnlyList<string> FeatureNames => _features;

    /// <summary>The names of the classes or labels: those of the model, or "class 0" and so on.</summary>
    public IReadOnlyList<string> ClassNames => _classes.AsReadOnly();

    /// <summary>A weight by its numbers.</summary>
    /// <param name="feature">The feature, from 0.</param>
    /// <param name="class">The class or label, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature or class.</exception>
    public float this[int feature, int @class]
    {
        get
        {
            CheckNumber(feature, _features.Count, nameof(feature));
            CheckNumber(@class, _classes.Length, nameof(@class));
            return WeightOf(feature, @class);
        }
    }

    /// <summary>A weight by its names.</summary>
    /// <param name="feature">The name of the feature.</param>
    /// <param name="class">The name of the class or label.</param>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentException">There is no feature or class of that name.</exception>
    public float this[string feature, string @class] =>
        WeightOf(IndexOf(_features.IndexOf(feature), _features, feature, nameof(feature)), ClassOf(@class));

    /// <summary>The weights of a model.</summary>
    /// <param name="model">A model without hidden layers.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The model has hidden layers: the influence of a feature then depends on all others, and
    /// <see cref="PermutationImportance"/> measures it.</exception>
    public static LinearWeights Of<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        if (TModel.Layout.Layers.Count > 1)
        {
            throw new ArgumentException(
                $"{typeof(TModel).Name} has hidden layers, so no weight belongs to one feature and one class; expected a linear model. {nameof(PermutationImportance)} measures the features of any model.",
                nameof(model));
        }

        LayerShape layer = TModel.Layout.Last;
        ReadOnlySpan<float> parameters = model.ReadOnlyParameters;
        float[] weights = parameters.Slice(layer.Weights, layer.Inputs * layer.Units).ToArray();
        if (TModel.Layout.HasTable) weights = ByUnit(weights, layer.Inputs, layer.Units);
        return new(
            weights,
            parameters.Slice(layer.Biases, layer.Units).ToArray(),
            new FeatureNameList(TModel.FeatureName, TModel.FeatureCount),
            FeatureGroup.NamesOf(TModel.ClassNames, TModel.ClassCount, TModel.Task == ClassificationTask.MultiLabel ? "label" : "class"));
    }

    /// <summary>Weights that lie [feature][unit], as those of sparse rows, as [unit][feature].</summary>
    private static float[] ByUnit(float[] weights, int features, int units)
    {
        if (units == 1) return weights;
        var turned = new float[weights.Length];
        for (int feature = 0; feature < features; feature++)
        {
            for (int unit = 0; unit < units; unit++) turned[(unit * features) + feature] = weights[(feature * units) + unit];
        }

        return turned;
    }

    /// <summary>The bias of a class or label by its name: its logit where all features are 0.</summary>
    /// <param name="class">The name of the class or label.</param>
    /// <exception cref="ArgumentNullException"><paramref name="class"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no class of that name.</exception>
    public float Bias(string @class)
    {
        int k = ClassOf(@class);
        return HasOneLogit ? (k == 0 ? -_biases[0] : _biases[0]) : _biases[k];
    }

    /// <summary>The weights for a change of each feature by one standard deviation over some rows, which compare with each other; biases stay as they are.</summary>
    /// <param name="rows">n x FeatureCount, finite: the training rows, say.</param>
    /// <exception cref="ArgumentException">There are no rows, the length does not fit, or a row is not finite.</exception>
    public LinearWeights PerDeviation(ReadOnlySpan<float> rows)
    {
        int width = _features.Count;
        int count = Check.Rows(rows, width);
        Check.Finite(rows, width);
        var deviations = new double[width];
        for (int feature = 0; feature < width; feature++)
        {
            CompensatedSum sum = default, squares = default;
            for (int row = 0; row < count; row++) sum.Add(rows[row * width + feature]);
            double mean = sum.Value / count;
            for (int row = 0; row < count; row++) squares.Add((rows[row * width + feature] - mean) * (rows[row * width + feature] - mean));
            deviations[feature] = Math.Sqrt(squares.Value / count);
        }

        return Scaled(deviations);
    }

    /// <summary>The weights for a change of each feature by one standard deviation over some sparse rows, in which a feature that a row does not list is 0.</summary>
    /// <param name="rows">n rows with finite values: the training rows, say.</param>
    /// <exception cref="ArgumentException">There are no rows, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A row has a feature that the model does not have.</exception>
    public LinearWeights PerDeviation(SparseRows rows)
    {
        SparseCheck.Rows(rows, _features.Count);
        SparseCheck.Finite(rows);
        return Scaled(SparseDeviations.Of(rows, _features.Count));
    }

    /// <summary>A line for each feature, the one with the largest weight first; up to 30 features and 10 classes, in the invariant culture.</summary>
    public override string ToString()
    {
        int[] columns = [.. Enumerable.Range(HasOneLogit ? 1 : 0, Math.Min(HasOneLogit ? 1 : _classes.Length, MostColumns))];
        int[] order = [.. Enumerable.Range(0, _features.Count).OrderByDescending(Largest).Take(MostLines)];
        int first = Math.Max(order.Max(feature => _features[feature].Length), "bias".Length);
        int[] widths = [.. columns.Select(k => Math.Max(_classes[k].Length, 9))];

        var text = new StringBuilder().Append(' ', first);
        for (int i = 0; i < columns.Length; i++) text.Append("  ").Append(_classes[columns[i]].PadLeft(widths[i]));
        foreach (int feature in order) Line(_features[feature], k => WeightOf(feature, k));
        Line("bias", k => HasOneLogit ? _biases[0] : _biases[k]);
        if (_features.Count > order.Length || (!HasOneLogit && _classes.Length > columns.Length))
            text.Append(CultureInfo.InvariantCulture, $"\n({order.Length} of {_features.Count} features, {columns.Length} of {_classes.Length} classes)");
        return text.ToString();

        void Line(string name, Func<int, float> value)
        {
            text.Append('\n').Append(name.PadRight(first));
            for (int i = 0; i < columns.Length; i++)
                text.Append("  ").Append(Printed.Decimals(value(columns[i])).PadLeft(widths[i]));
        }
    }

    private bool HasOneLogit => _biases.Length == 1 && _classes.Length == 2;

    private string Summary => Invariant($"{_features.Count} features, {_classes.Length} classes");

    private float WeightOf(int feature, int @class) => HasOneLogit
        ? (@class == 0 ? -_weights[feature] : _weights[feature])
        : _weights[@class * _features.Count + feature];

    private float Largest(int feature)
    {
        float largest = 0;
        for (int at = feature; at < _weights.Length; at += _features.Count) largest = Math.Max(largest, Math.Abs(_weights[at]));
        return largest;
    }

    private LinearWeights Scaled(double[] deviations)
    {
        var scaled = new float[_weights.Length];
        for (int at = 0; at < scaled.Length; at++) scaled[at] = (float)(_weights[at] * deviations[at % deviations.Length]);
        return new(scaled, _biases, _features, _classes);
    }

    private int ClassOf(string name) => IndexOf(Array.IndexOf(_classes, name), _classes, name, "class");

    private static int IndexOf(int index, IReadOnlyList<string> names, string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        return index >= 0
            ? index
            : throw new ArgumentException($"No {parameter} is named '{name}'; expected one of{Printed.InBrackets(names)}.", parameter);
    }

    private static void CheckNumber(int number, int count, string parameter)
    {
        if ((uint)number >= (uint)count)
            throw new ArgumentOutOfRangeException(parameter, number, Invariant($"{parameter} is {number}; expected 0 to {count - 1}."));
    }
}
