using System.Numerics;
using LossGen.Kernels;

namespace LossGen.Training;

/// <summary>The features that a run trains, numbered from 0 in their order: those of its rows, and those with weights that penalties would move.</summary>
/// <remarks>
/// A set of bits and, for each 64 of them, how many come before: three bits for each feature of the model and four bytes for each that is in use. What a run
/// holds of the table (parameters, memory of the optimizer, earlier epochs) follows the features in use, not those of the model.
/// </remarks>
internal sealed class FeatureTable : IParameterScaling
{
    private readonly float[] _model;
    private readonly ScalingSlot _scaling;
    private readonly int _units;
    private readonly int _features;
    private readonly ulong[] _bits;
    private readonly int[] _before;
    private int[] _used = [];

    /// <summary>Prepares for a model.</summary>
    /// <param name="model">Its parameters: a table [feature][unit], then the rest.</param>
    /// <param name="scaling">The scaling of its features, which a run without one removes.</param>
    /// <param name="features">Features of the model.</param>
    /// <param name="units">Numbers of the table for each.</param>
    public FeatureTable(float[] model, ScalingSlot scaling, int features, int units)
    {
        _model = model;
        _scaling = scaling;
        _units = units;
        _features = features;
        _bits = new ulong[(features + 63) / 64];
        _before = new int[_bits.Length];
    }

    /// <summary>Features in use.</summary>
    public int Count => _used.Length;

    /// <summary>The features in use, in their order.</summary>
    public ReadOnlySpan<int> Features => _used;

    private int ModelTable => _features * _units;

    private int Table => Count * _units;

    /// <summary>Marks features as in use.</summary>
    public void Use(ReadOnlySpan<int> features)
    {
        foreach (int feature in features) _bits[feature >> 6] |= 1UL << (feature & 63);
    }

    /// <summary>Marks all features as in use that have a weight other than 0.</summary>
    public void UseWeights()
    {
        for (int feature = 0; feature < _features; feature++)
        {
            if (_model.AsSpan(feature * _units, _units).IndexOfAnyExcept(0f) >= 0) _bits[feature >> 6] |= 1UL << (feature & 63);
        }
    }

    /// <summary>Numbers the features in use. Without any, feature 0 is: a table has rows.</summary>
    public void Number()
    {
        int count = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            _before[i] = count;
            count += BitOperations.PopCount(_bits[i]);
        }

        if (count == 0)
        {
            _bits[0] = 1;
            Number();
            return;
        }

        _used = new int[count];
        int at = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            for (ulong rest = _bits[i]; rest != 0; rest &= rest - 1) _used[at++] = (i << 6) + BitOperations.TrailingZeroCount(rest);
        }
    }

    /// <summary>Writes the numbers of features.</summary>
    /// <param name="features">Features of the model.</param>
    /// <param name="numbers">Receives their numbers.</param>
    /// <returns>The place of the first feature that is not in use, or −1.</returns>
    public int NumbersOf(ReadOnlySpan<int> features, Span<int> numbers)
    {
        for (int i = 0; i < features.Length; i++)
        {
            int feature = features[i];
            if ((uint)feature >= (uint)_features) return i;
            ulong bits = _bits[feature >> 6], bit = 1UL << (feature & 63);
            if ((bits & bit) == 0) return i;
            numbers[i] = _before[feature >> 6] + BitOperations.PopCount(bits & (bit - 1));
        }

        return -1;
    }

    /// <summary>The parameters that are trained: those of the features in use, and the rest.</summary>
    public float[] Parameters()
    {
        var parameters = new float[Table + _model.Length - ModelTable];
        TakeOver(parameters);
        return parameters;
    }

    /// <inheritdoc/>
    public bool CanPublish(ReadOnlySpan<float> trained) => true;

    /// <inheritdoc/>
    public void Publish(ReadOnlySpan<float> trained)
    {
        if (_units == 1)
        {
            for (int i = 0; i < _used.Length; i++) _model[_used[i]] = trained[i];
        }
        else
        {
            for (int i = 0; i < _used.Length; i++) trained.Slice(i * _units, _units).CopyTo(_model.AsSpan(_used[i] * _units));
        }

        trained[Table..].CopyTo(_model.AsSpan(ModelTable));
        _scaling.Value = null;
    }

    /// <inheritdoc/>
    public void TakeOver(Span<float> trained)
    {
        for (int i = 0; i < _used.Length; i++) _model.AsSpan(_used[i] * _units, _units).CopyTo(trained[(i * _units)..]);
        _model.AsSpan(ModelTable).CopyTo(trained[Table..]);
    }

    /// <inheritdoc/>
    public double LossOfModel(ITrainingRows rows) => rows.Loss();
}
