using LossGen.Losses;

namespace LossGen.Passes;

/// <summary>What the rows of a set weigh, and whether anything can be learned from it: whether some row weighs more than 0.</summary>
internal static class SetWeight
{
    /// <summary>The sum of the weights that divides the loss of the set: that of <see cref="LossSums.Divisor"/> over all its rows.</summary>
    /// <param name="set">Rows that have been accepted.</param>
    /// <param name="options">The options of the loss.</param>
    /// <param name="losses">Losses of a row: one for each label of a multi-label model, else 1.</param>
    public static double Sum(in Batch set, LossOptions? options, int losses)
    {
        var settings = new LossSettings(options);
        bool classWeighted = set.Truth.Kind == TruthKind.Labels && !settings.ClassWeights.IsEmpty;
        return !classWeighted && settings.SampleWeights.IsEmpty ? (double)set.Count * losses : Add(0, set, settings) * losses;
    }

    /// <summary>Adds the weights of a set's rows to a sum, one after another: that of a set does not depend on the pieces in which it comes.</summary>
    public static double Add(double sum, in Batch set, in LossSettings settings)
    {
        bool classWeighted = set.Truth.Kind == TruthKind.Labels && !settings.ClassWeights.IsEmpty;
        for (int row = 0; row < set.Count; row++)
        {
            float weight = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[row];
            if (classWeighted)
            {
                // Another thread may have changed a label that was checked; it is refused where it is used.
                int label = set.Truth.Labels[row];
                weight = (uint)label < (uint)settings.ClassWeights.Length ? weight * settings.ClassWeights[label] : 0;
            }

            sum += weight;
        }

        return sum;
    }

    /// <summary>Whether some row, its class or one of its targets has a weight above 0, computed as the losses compute it.</summary>
    /// <param name="set">Rows that have been accepted.</param>
    /// <param name="options">The options of the loss.</param>
    /// <param name="isMultiLabel">Whether each row has a loss for every label.</param>
    public static bool IsPositive(in Batch set, LossOptions? options, bool isMultiLabel) => IsPositive(set, new LossSettings(options), isMultiLabel);

    /// <inheritdoc cref="IsPositive(in Batch, LossOptions?, bool)"/>
    public static bool IsPositive(in Batch set, in LossSettings settings, bool isMultiLabel)
    {
        if (settings.SampleWeights.IsEmpty && settings.ClassWeights.IsEmpty) return true;
        for (int row = 0; row < set.Count; row++)
        {
            float sample = settings.SampleWeights.IsEmpty ? 1 : settings.SampleWeights[row];
            if (sample == 0) continue;
            if (settings.ClassWeights.IsEmpty || isMultiLabel) return true;
            if (set.Truth.Kind == TruthKind.Labels)
            {
                // Another thread may have changed a label that was checked; it is refused where it is used.
                int label = set.Truth.Labels[row];
                if ((uint)label < (uint)settings.ClassWeights.Length && sample * settings.ClassWeights[label] > 0) return true;
            }
            else if (set.Truth.Kind == TruthKind.Binned)
            {
                // Which bins a number's targets reach is decided where they are made; a weight for some bin is enough here.
                if (settings.ClassWeights.IndexOfAnyExcept(0f) >= 0) return true;
            }
            else if (settings.LabelSmoothing > 0 || IsPositive(set.Truth, row, sample, settings.ClassWeights))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPositive(in Truth truth, int row, float sample, ReadOnlySpan<float> classWeights)
    {
        ReadOnlySpan<float> targets = truth.Targets.Slice(row * classWeights.Length, classWeights.Length);
        for (int k = 0; k < targets.Length; k++)
        {
            if (sample * classWeights[k] * targets[k] > 0) return true;
        }

        return false;
    }
}
