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
    public int Count { get; private set; }

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

        Count = count;
    }

    /// <summary>The features in use, in their order.</summary>
    public int[] Features()
    {
        var features = new int[Count];
        int next = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            for (ulong bits = _bits[i]; bits != 0; bits &= bits - 1) features[next++] = (i << 6) + BitOperations.TrailingZeroCount(bits);
        }

        return features;
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
        Write(trained);
        _scaling.Publish(null);
    }

    /// <inheritdoc/>
    public void TakeBack(ReadOnlySpan<float> before)
    {
        Write(before);
        _scaling.TakeBack();
    }

    private void Write(ReadOnlySpan<float> trained)
    {
        int number = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            for (ulong rest = _bits[i]; rest != 0; rest &= rest - 1, number++)
            {
                int feature = FeatureOf(i, rest);
                if (_units == 1) _model[feature] = trained[number];
                else trained.Slice(number * _units, _units).CopyTo(_model.AsSpan(feature * _units));
            }
        }

        trained[Table..].CopyTo(_model.AsSpan(ModelTable));
    }

    /// <summary>Writes the trained parameters to the model, and what the model has had instead of them elsewhere: one pass over memory instead of two.</summary>
    public void Exchange(ReadOnlySpan<float> trained, Span<float> before)
    {
        int number = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            // They lie too far apart for the processor to foresee.
            for (ulong next = i + 1 < _bits.Length && _units > 1 ? _bits[i + 1] : 0; next != 0; next &= next - 1)
                Lanes.Fetch(ref _model[FeatureOf(i + 1, next) * _units], _units);
            for (ulong rest = _bits[i]; rest != 0; rest &= rest - 1, number++)
            {
                Span<float> model = _model.AsSpan(FeatureOf(i, rest) * _units, _units);
                Span<float> kept = before.Slice(number * _units, _units);
                ReadOnlySpan<float> own = trained.Slice(number * _units, _units);
                if (_units == 1)
                {
                    kept[0] = model[0];
                    model[0] = own[0];
                    continue;
                }

                model.CopyTo(kept);
                own.CopyTo(model);
            }
        }

        _model.AsSpan(ModelTable).CopyTo(before[Table..]);
        trained[Table..].CopyTo(_model.AsSpan(ModelTable));
        _scaling.Publish(null);
    }

    /// <inheritdoc/>
    public void TakeOver(Span<float> trained)
    {
        int number = 0;
        for (int i = 0; i < _bits.Length; i++)
        {
            for (ulong rest = _bits[i]; rest != 0; rest &= rest - 1, number++)
                _model.AsSpan(FeatureOf(i, rest) * _units, _units).CopyTo(trained[(number * _units)..]);
        }

        _model.AsSpan(ModelTable).CopyTo(trained[Table..]);
    }

    /// <summary>The feature of the lowest bit of a word.</summary>
    private static int FeatureOf(int word, ulong bits) => (word << 6) + BitOperations.TrailingZeroCount(bits);

    /// <inheritdoc/>
    public double LossOfModel(ITrainingRows rows) => rows.Loss();
}
