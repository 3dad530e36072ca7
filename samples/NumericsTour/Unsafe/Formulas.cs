using System.Numerics.Tensors;

namespace NumericsTour;

/// <summary>Textbook formulas, typed in as the textbook has them.</summary>
internal static class Formulas
{
    /// <summary>The probabilities of a classifier's scores.</summary>
    public static double[] SoftMax(double[] scores)
    {
        double[] probabilities = new double[scores.Length];
        TensorPrimitives.SoftMax(scores, probabilities);
        return probabilities;
    }

    /// <summary>The log of the normalising sum of the same scores.</summary>
    public static double LogPartition(double[] scores) => Math.Log(scores.Sum(Math.Exp));

    /// <summary>The entropy of a distribution, in nats.</summary>
    public static double Entropy(double[] probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            sum -= p * Math.Log(p); // 0 log 0 is 0
        }

        return sum;
    }

    /// <summary>The probability of a logit.</summary>
    public static double Probability(double logit) => Math.Exp(logit) / (1 + Math.Exp(logit));

    /// <summary>How much likelier a proposed state is than the current one.</summary>
    public static double Acceptance(double logProposed, double logCurrent) => Math.Exp(logProposed) / Math.Exp(logCurrent);

    /// <summary>The log-density of the mixture of both.</summary>
    public static double MixtureLogDensity(double logDensity1, double logDensity2) =>
        Math.Log(Math.Exp(logDensity1) + Math.Exp(logDensity2));

    /// <summary>The log-likelihood of a Poisson count, without the factorial.</summary>
    public static double Poisson(double count, double mean) => count * Math.Log(mean) - mean;

    /// <summary>A normal variate, after Box and Muller.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The smooth form of max(x, 0).</summary>
    public static double Softplus(double x) => Math.Log(1 + Math.Exp(x));

    /// <summary>The loss of a probability, from its logit.</summary>
    public static double LogisticLoss(double logit) => -Math.Log(1 / (1 + Math.Exp(-logit)));

    /// <summary>The log of a component's weight times its density, so many standard deviations away.</summary>
    public static double WeightedLogDensity(double weight, double distance) => Math.Log(weight * Math.Exp(-distance * distance / 2));

    /// <summary>The yearly rate that compounds continuously to the given one.</summary>
    public static double ContinuousRate(double rate) => Math.Log(1 + rate);

    /// <summary>The share of atoms that have decayed.</summary>
    public static double Decayed(double halfLives) => 1 - Math.Exp(-halfLives * 0.6931471805599453);

    /// <summary>How many zeros a power of ten has.</summary>
    public static int Zeros(int powerOfTen) => (int)(Math.Log(powerOfTen) / Math.Log(10));

    /// <summary>The log of a hit rate.</summary>
    public static double LogHitRate(int hits, int shots) => Math.Log(hits / shots);
}
