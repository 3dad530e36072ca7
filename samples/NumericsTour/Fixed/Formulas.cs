using System.Numerics.Tensors;
using LossGen;

namespace NumericsTour;

/// <summary>Textbook formulas, typed in as the textbook has them.</summary>
internal static class Formulas
{
    /// <summary>The probabilities of a classifier's scores.</summary>
    public static double[] SoftMax(double[] scores)
    {
        double[] probabilities = new double[scores.Length];
        StableMath.SoftMax(scores, probabilities);
        return probabilities;
    }

    /// <summary>The log of the normalising sum of the same scores.</summary>
    public static double LogPartition(double[] scores) => StableMath.LogSumExp(scores);

    /// <summary>The entropy of a distribution, in nats.</summary>
    public static double Entropy(double[] probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            sum -= StableMath.XLogX(p); // 0 log 0 is 0
        }

        return sum;
    }

    /// <summary>The probability of a logit.</summary>
    public static double Probability(double logit) => StableMath.Sigmoid(logit);

    /// <summary>How much likelier a proposed state is than the current one.</summary>
    public static double Acceptance(double logProposed, double logCurrent) => StableMath.ExpOfSum(logProposed, -logCurrent);

    /// <summary>The log-density of the mixture of both.</summary>
    public static double MixtureLogDensity(double logDensity1, double logDensity2) =>
        StableMath.LogAddExp(logDensity1, logDensity2);

    /// <summary>The log-likelihood of a Poisson count, without the factorial.</summary>
    public static double Poisson(double count, double mean) => StableMath.XLogY(count, mean) - mean;

    /// <summary>A normal variate, after Box and Muller.</summary>
    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1.0 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The smooth form of max(x, 0).</summary>
    public static double Softplus(double x) => StableMath.Softplus(x);

    /// <summary>The loss of a probability, from its logit.</summary>
    public static double LogisticLoss(double logit) => -StableMath.LogSigmoid(logit);

    /// <summary>The log of a component's weight times its density, so many standard deviations away.</summary>
    public static double WeightedLogDensity(double weight, double distance) => Math.Log(weight) - (0.5 * (distance * distance));

    /// <summary>The yearly rate that compounds continuously to the given one.</summary>
    public static double ContinuousRate(double rate) => StableMath.Log1P(rate);

    /// <summary>The share of atoms that have decayed.</summary>
    public static double Decayed(double halfLives) => -StableMath.ExpM1(-halfLives * 0.6931471805599453);

    /// <summary>How many zeros a power of ten has.</summary>
    public static int Zeros(int powerOfTen) => (int)Math.Log10(powerOfTen);

    /// <summary>The log of a hit rate.</summary>
    public static double LogHitRate(int hits, int shots) => Math.Log((double)hits / shots);
}
