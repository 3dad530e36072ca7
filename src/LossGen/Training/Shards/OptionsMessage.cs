using System.Runtime.CompilerServices;

namespace LossGen.Training;

/// <summary>Training options as a message. What is not set stays unset.</summary>
internal static class OptionsMessage
{
    private enum OptimizerKind : byte { Unset, Descent, AdaGrad, RmsProp, Adam, AdamW, Lbfgs }

    private enum ScheduleKind : byte { Unset, Constant, TimeDecay, StepDecay, ExponentialDecay, Cosine, Plateau }

    public static void Write(MessageWriter writer, TrainingOptions options)
    {
        if (options.Adversary is not null) throw new NotSupportedException($"Adversary is {options.Adversary}; training on shards is without one.");
        if (options.Checkpoint?.Store is not null)
        {
            throw new NotSupportedException(
                $"The checkpoint '{options.Checkpoint.Path}' is kept by the program, which cannot be sent to another machine; expected a file, or none.");
        }

        writer.Text(ShardProtocol.Version);
        TrainingOptions.Given given = options.AsGiven;
        WriteOptimizer(writer, given.Optimizer);
        WriteSchedule(writer, given.LearningRate);
        WriteNullable(writer, given.BatchSize);
        WriteNullable(writer, given.L2);
        WriteNullable(writer, given.Standardize is { } standardize ? (standardize ? 1 : 0) : null);
        writer.Doubles(
        [
            options.Epochs, options.L1, options.Dropout, options.MaxGradientNorm, options.Seed, options.Tolerance, options.Patience, options.TargetLoss,
            options.GradientTolerance, options.ValidationFraction, options.MaxDegreeOfParallelism,
        ]);
        writer.Flag(options.Shuffle);
        writer.Flag(options.RestoreBest);
        writer.Flag(options.MeasureFinalLoss);
        WriteLoss(writer, options.Loss);
        WriteValidation(writer, options.Validation);
        writer.Text(options.Checkpoint?.Path ?? "");
        writer.Int(options.Checkpoint?.EveryEpochs ?? 1);
        writer.Long(options.Checkpoint?.Interval.Ticks ?? 0);
    }

    public static TrainingOptions Read(ref MessageReader reader)
    {
        string version = reader.Text();
        if (version != ShardProtocol.Version)
            throw new InvalidDataException($"The options are those of LossGen {version}, this machine runs LossGen {ShardProtocol.Version}; expected the same version.");
        var given = new TrainingOptions.Given(
            ReadOptimizer(ref reader), ReadSchedule(ref reader), (int?)ReadNullable(ref reader), ReadNullable(ref reader), ReadNullable(ref reader) is { } one ? one == 1 : null);
        ReadOnlySpan<double> numbers = reader.Doubles(11);
        var options = new TrainingOptions
        {
            Epochs = (int)numbers[0],
            L1 = numbers[1],
            Dropout = numbers[2],
            MaxGradientNorm = numbers[3],
            Seed = (int)numbers[4],
            Tolerance = numbers[5],
            Patience = (int)numbers[6],
            TargetLoss = numbers[7],
            GradientTolerance = numbers[8],
            ValidationFraction = numbers[9],
            MaxDegreeOfParallelism = (int)numbers[10],
            Shuffle = reader.Flag(),
            RestoreBest = reader.Flag(),
            MeasureFinalLoss = reader.Flag(),
            Loss = ReadLoss(ref reader),
            Validation = ReadValidation(ref reader),
        };
        options = given.With(options);
        (string path, int everyEpochs, long ticks) = (reader.Text(), reader.Int(), reader.Long());
        return path.Length == 0 ? options : options with { Checkpoint = new TrainingCheckpoint(path) { EveryEpochs = everyEpochs, Interval = TimeSpan.FromTicks(ticks) } };
    }

    private static void WriteNullable(MessageWriter writer, double? number)
    {
        writer.Flag(number is not null);
        writer.Double(number ?? 0);
    }

    private static double? ReadNullable(ref MessageReader reader)
    {
        bool isSet = reader.Flag();
        double number = reader.Double();
        return isSet ? number : null;
    }

    private static void WriteOptimizer(MessageWriter writer, Optimizer? optimizer)
    {
        writer.Byte((byte)(optimizer switch
        {
            null => OptimizerKind.Unset,
            GradientDescentOptimizer => OptimizerKind.Descent,
            AdaGradOptimizer => OptimizerKind.AdaGrad,
            RmsPropOptimizer => OptimizerKind.RmsProp,
            AdamOptimizer => OptimizerKind.Adam,
            AdamWOptimizer => OptimizerKind.AdamW,
            _ => OptimizerKind.Lbfgs,
        }));
        WriteNumbers(writer, optimizer?.Numbers);
    }

    private static Optimizer? ReadOptimizer(ref MessageReader reader)
    {
        var kind = (OptimizerKind)reader.Byte();
        double[] n = ReadNumbers(ref reader);
        return kind switch
        {
            OptimizerKind.Unset => null,
            OptimizerKind.Descent => Optimizer.GradientDescent(n[0], n[1] == 1),
            OptimizerKind.AdaGrad => Optimizer.AdaGrad(n[0]),
            OptimizerKind.RmsProp => Optimizer.RmsProp(n[0], n[1]),
            OptimizerKind.Adam => Optimizer.Adam(n[0], n[1], n[2]),
            OptimizerKind.AdamW => Optimizer.AdamW(n[0], n[1], n[2], n[3]),
            _ => Optimizer.Lbfgs((int)n[0]),
        };
    }

    private static void WriteSchedule(MessageWriter writer, LearningRateSchedule? schedule)
    {
        writer.Byte((byte)(schedule switch
        {
            null => ScheduleKind.Unset,
            ConstantSchedule => ScheduleKind.Constant,
            TimeDecaySchedule => ScheduleKind.TimeDecay,
            StepDecaySchedule => ScheduleKind.StepDecay,
            ExponentialDecaySchedule => ScheduleKind.ExponentialDecay,
            CosineSchedule => ScheduleKind.Cosine,
            PlateauSchedule => ScheduleKind.Plateau,
            _ => throw new NotSupportedException("LearningRate is a function of the program, which cannot be sent to another machine; expected one of the schedules with numbers."),
        }));
        WriteNumbers(writer, schedule?.Numbers);
    }

    private static LearningRateSchedule? ReadSchedule(ref MessageReader reader)
    {
        var kind = (ScheduleKind)reader.Byte();
        double[] n = ReadNumbers(ref reader);
        return kind switch
        {
            ScheduleKind.Unset => null,
            ScheduleKind.Constant => LearningRateSchedule.Constant(n[0]),
            ScheduleKind.TimeDecay => LearningRateSchedule.TimeDecay(n[0], n[1]),
            ScheduleKind.StepDecay => LearningRateSchedule.StepDecay(n[0], n[1], (int)n[2]),
            ScheduleKind.ExponentialDecay => LearningRateSchedule.ExponentialDecay(n[0], n[1]),
            ScheduleKind.Cosine => LearningRateSchedule.Cosine(n[0], (int)n[1], n[2]),
            _ => LearningRateSchedule.ReduceOnPlateau(n[0], n[1], (int)n[2], n[3]),
        };
    }

    private static void WriteNumbers(MessageWriter writer, object? settings)
    {
        double[] numbers = settings switch
        {
            null => [],
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => Convert.ToDouble(tuple[i], System.Globalization.CultureInfo.InvariantCulture))],
            _ => [Convert.ToDouble(settings, System.Globalization.CultureInfo.InvariantCulture)],
        };
        writer.Int(numbers.Length);
        writer.Doubles(numbers);
    }

    private static double[] ReadNumbers(ref MessageReader reader) => reader.Doubles(reader.Count()).ToArray();

    private static void WriteLoss(MessageWriter writer, LossOptions? loss)
    {
        writer.Flag(loss is not null);
        if (loss is null) return;
        writer.Counted(loss.ClassWeights.Span);
        writer.Counted(loss.SampleWeights.Span);
        writer.Double(loss.LabelSmoothing);
        writer.Double(loss.FocalGamma);
    }

    private static LossOptions? ReadLoss(ref MessageReader reader) => !reader.Flag() ? null : new LossOptions
    {
        ClassWeights = reader.CountedFloats().ToArray(),
        SampleWeights = reader.CountedFloats().ToArray(),
        LabelSmoothing = (float)reader.Double(),
        FocalGamma = (float)reader.Double(),
    };

    private static void WriteValidation(MessageWriter writer, ValidationSet? set)
    {
        writer.Flag(set is not null);
        if (set is null) return;
        writer.Flag(set.HasTokens);
        if (set.HasTokens)
        {
            writer.Counted(set.Tokens.Span);
            writer.Flag(set.Labels.IsEmpty);
            writer.Counted(set.Labels.Span);
            writer.Counted(set.SampleWeights.Span);
            return;
        }

        BinsMessage.Write(writer, set.Bins);
        writer.Flag(set.SparseRows is not null);
        if (set.SparseRows is { } sparse)
        {
            writer.Counted(sparse.Rows.Starts);
            writer.Counted(sparse.Rows.Features);
            writer.Counted(sparse.Rows.Values);
        }
        else
        {
            writer.Counted(set.Rows.Span);
        }

        writer.Flag(set.HasLabels);
        if (set.HasLabels) writer.Counted(set.Labels.Span);
        else writer.Counted(set.Targets.Span);
        writer.Counted(set.SampleWeights.Span);
    }

    private static ValidationSet? ReadValidation(ref MessageReader reader)
    {
        if (!reader.Flag()) return null;
        if (reader.Flag()) return ReadTokens(ref reader);
        Bins? bins = BinsMessage.Read(ref reader);
        SparseRowList? sparse = null;
        float[] rows = [];
        if (reader.Flag()) sparse = ReadSparse(ref reader);
        else rows = reader.CountedFloats().ToArray();
        bool hasLabels = reader.Flag();
        int[] labels = hasLabels ? reader.CountedInts().ToArray() : [];
        float[] targets = hasLabels ? [] : reader.CountedFloats().ToArray();
        float[] weights = reader.CountedFloats().ToArray();
        if (bins is not null) return new ValidationSet(rows, bins, targets) { SampleWeights = weights };
        return (sparse, hasLabels) switch
        {
            (null, true) => new ValidationSet(rows, labels) { SampleWeights = weights },
            (null, false) => new ValidationSet(rows, targets) { SampleWeights = weights },
            (_, true) => new ValidationSet(sparse, labels) { SampleWeights = weights },
            _ => new ValidationSet(sparse, targets) { SampleWeights = weights },
        };
    }

    private static ValidationSet ReadTokens(ref MessageReader reader)
    {
        int[] tokens = reader.CountedInts().ToArray();
        bool isStream = reader.Flag();
        int[] next = reader.CountedInts().ToArray();
        float[] weights = reader.CountedFloats().ToArray();
        return isStream ? new ValidationSet(tokens) { SampleWeights = weights } : new ValidationSet(tokens, next) { SampleWeights = weights };
    }

    private static SparseRowList ReadSparse(ref MessageReader reader)
    {
        var rows = new SparseRows(reader.CountedInts(), reader.CountedInts(), reader.CountedFloats());
        var list = new SparseRowList();
        for (int row = 0; row < rows.Count; row++) list.Add(rows.FeaturesOf(row), rows.ValuesOf(row));
        return list;
    }
}
