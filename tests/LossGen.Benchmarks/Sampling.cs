namespace LossGen.Benchmarks;

/// <summary>How figures are made of times.</summary>
internal static class Sampling
{
    public const int FewestSamples = 5;

    /// <summary>A sample takes this many seconds at least, so that the clock and the odd interruption do not matter.</summary>
    public const double ShortestSample = 0.02;

    /// <summary>Seconds that each subject runs before it is sampled: compiled code reaches its last form, and memory its place.</summary>
    private const double WarmUp = 0.5;

    /// <summary>How often a subject has to repeat its work for one sample.</summary>
    /// <param name="secondsEach">Repeats the work as often as told and gives the seconds of one repetition.</param>
    public static int Calibrate(Func<int, double> secondsEach)
    {
        int repetitions = 1;
        for (double spent = 0; ;)
        {
            double seconds = secondsEach(repetitions) * repetitions;
            spent += seconds;
            if (seconds >= ShortestSample && spent >= WarmUp) return repetitions;

            // A quarter more than seems needed, since the next sample may be a little faster; never a leap, since this one may be off.
            if (seconds < ShortestSample)
            {
                double wanted = seconds > 0 ? 1.25 * ShortestSample / seconds : double.PositiveInfinity;
                repetitions = (int)Math.Ceiling(repetitions * Math.Clamp(wanted, 1.25, 10));
            }
        }
    }

    /// <summary>Samples all subjects in turn, so that whatever slows the machine down for a while hits each of them.</summary>
    public static double[][] Interleave(IReadOnlyList<Func<int, double>> subjects, int samples)
    {
        int[] repetitions = [.. subjects.Select(Calibrate)];
        double[][] seconds = [.. subjects.Select(_ => new double[samples])];
        for (int sample = 0; sample < samples; sample++)
        {
            for (int subject = 0; subject < subjects.Count; subject++) seconds[subject][sample] = subjects[subject](repetitions[subject]);
        }

        return seconds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
