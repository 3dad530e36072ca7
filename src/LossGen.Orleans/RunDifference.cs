using System.Globalization;
using System.Reflection;

namespace LossGen.Orleans;

/// <summary>What a call asks for under the name of a run that is another one.</summary>
internal static class RunDifference
{
    private static readonly PropertyInfo[] Settings =
        [.. typeof(TrainingOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite)];

    /// <summary>What differs, or null.</summary>
    /// <param name="begun">The run as it has begun.</param>
    /// <param name="asked">What the call asks for.</param>
    /// <param name="takesUp">Whether the call takes the run up, which it may on another number of threads: no bit depends on it.</param>
    // Not the parameters: a program that comes again for its run after an end of its own has a model that is new.
    public static string? Of(RunSpecification begun, RunSpecification asked, bool takesUp)
    {
        var differences = new List<string>();
        if (begun.Model != asked.Model) differences.Add($"its model is {begun.Model}, that of this call {asked.Model}");
        if (begun.Shards != asked.Shards) differences.Add($"its shards are '{begun.Shards}', those of this call '{asked.Shards}'");
        if (begun.Settings != asked.Settings) differences.Add($"its shards are created from '{begun.Settings}', those of this call from '{asked.Settings}'");
        if (!begun.Options.AsSpan().SequenceEqual(asked.Options)) AddOptions(differences, begun.Options, asked.Options, takesUp);
        return differences.Count == 0 ? null : string.Join("; ", differences);
    }

    private static void AddOptions(List<string> differences, byte[] begun, byte[] asked, bool takesUp)
    {
        TrainingOptions own = ShardTraining.OptionsOf(begun), other = ShardTraining.OptionsOf(asked);
        int before = differences.Count;
        bool hasOtherThreads = own.MaxDegreeOfParallelism != other.MaxDegreeOfParallelism;
        foreach (PropertyInfo setting in Settings)
        {
            if (takesUp && setting.Name == nameof(TrainingOptions.MaxDegreeOfParallelism)) continue;
            object? mine = setting.GetValue(own), its = setting.GetValue(other);
            if (With(own, setting, mine).AsSpan().SequenceEqual(With(own, setting, its))) continue;
            differences.Add(Text(mine) is { } one && Text(its) is { } two
                ? $"its {setting.Name} is {one}, that of this call {two}"
                : $"its {setting.Name} is not that of this call");
        }

        // A setting that is the same, but left to Fit in one of them.
        if (differences.Count == before && !(takesUp && hasOtherThreads)) differences.Add("it leaves other settings to Fit than this call");
    }

    /// <summary>The options with one setting of others, to the bit.</summary>
    private static byte[] With(TrainingOptions options, PropertyInfo setting, object? value)
    {
        TrainingOptions copy = options with { };
        setting.SetValue(copy, value);
        return ShardTraining.ToBytes(copy);
    }

    private static string? Text(object? value) => value switch
    {
        bool or Optimizer or LearningRateSchedule => value.ToString(),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        TrainingCheckpoint checkpoint => $"'{checkpoint.Path}' every {checkpoint.EveryEpochs.ToString(CultureInfo.InvariantCulture)} epochs, every {checkpoint.Interval}",
        null => "none",
        _ => null,
    };
}
