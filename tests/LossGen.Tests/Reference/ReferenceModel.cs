namespace LossGen.Tests.Reference;

/// <summary>
/// The definitions in plain double arithmetic, one number at a time and with nothing of the library in it: what the kernels are measured against.
/// </summary>
/// <remarks>
/// A binary model is softmax over the logits (0, z). The formulas are chosen for accuracy, not for speed: no difference of nearly equal
/// numbers is formed, so that tiny losses and residuals have full relative accuracy.
/// </remarks>
public sealed class ReferenceModel(ModelShape shape, double[] parameters)
{
    private const int ManyClasses = 64;

    public ModelShape Shape => shape;

    public double[] Parameters => parameters;

    public static ReferenceModel Of(ModelShape shape, ReadOnlySpan<float> parameters) => new(shape, Widen(parameters));

    public static double[] Widen(ReadOnlySpan<float> values)
    {
        var wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = values[i];
        return wide;
    }

    /// <summary>z = W x + b of one row.</summary>
    public double[] Logits(ReadOnlySpan<double> row)
    {
        var z = new double[shape.Logits];
        for (int k = 0; k < z.Length; k++)
        {
            for (int f = 0; f < shape.Features; f++) z[k] += parameters[(k * shape.Features) + f] * row[f];

            // last, so that it survives where huge products cancel
            z[k] += parameters[shape.Weights + k];
        }

        return z;
    }

    /// <summary>The probabilities of one row, one a class.</summary>
    public double[] Probabilities(ReadOnlySpan<double> row)
    {
        double[] z = Logits(row);
        if (shape.IsMultiLabel) return Array.ConvertAll(z, Sigmoid);
        z = SoftmaxLogits(z);
        return Softmax(z);
    }

    /// <summary>The mean loss of the rows, in nats.</summary>
    public double Loss(double[] rows, Truth truth, LossOptions? options = null)
    {
        double sum = 0;
        for (int r = 0; r < rows.Length / shape.Features; r++)
            sum += SampleWeight(options, r) * RowLoss(Logits(Row(rows, r)), truth, r, options, slope: null);
        return sum / Divisor(rows.Length / shape.Features, truth, options);
    }

    /// <summary>The gradients of the mean loss with respect to the parameters and to the rows.</summary>
    public (double[] Parameters, double[] Rows) Gradients(double[] rows, Truth truth, LossOptions? options = null)
    {
        int n = rows.Length / shape.Features;
        double divisor = Divisor(n, truth, options);
        var ofParameters = new double[shape.Parameters];
        var ofRows = new double[rows.Length];
        for (int r = 0; r < n; r++)
        {
            ReadOnlySpan<double> x = Row(rows, r);
            var residual = new double[shape.Logits];
            RowLoss(Logits(x), truth, r, options, residual);
            for (int k = 0; k < shape.Logits; k++)
            {
                double g = SampleWeight(options, r) * residual[k] / divisor;
                ofParameters[shape.Weights + k] += g;
                for (int f = 0; f < shape.Features; f++)
                {
                    ofParameters[(k * shape.Features) + f] += g * x[f];
                    ofRows[(r * shape.Features) + f] += g * parameters[(k * shape.Features) + f];
                }
            }
        }

        return (ofParameters, ofRows);
    }

    private ReadOnlySpan<double> Row(double[] rows, int r) => rows.AsSpan(r * shape.Features, shape.Features);

    /// <summary>What the sum of the rows' losses is divided by, as PyTorch's reduction="mean" has it.</summary>
    private double Divisor(int n, Truth truth, LossOptions? options)
    {
        double sum = 0;
        for (int r = 0; r < n; r++)
            sum += SampleWeight(options, r) * (truth.Labels is null ? 1 : ClassWeight(options, truth.Labels[r]));
        return shape.IsMultiLabel ? sum * shape.Classes : sum;
    }

    /// <summary>One row's loss before sample weights; its derivative with respect to each logit is written where there is room for it.</summary>
    private double RowLoss(double[] z, Truth truth, int row, LossOptions? options, double[]? slope)
    {
        var t = new double[shape.Classes];
        for (int k = 0; k < t.Length; k++) t[k] = truth.Target(row, k, shape.Classes);
        return shape.IsMultiLabel ? MultiLabelLoss(z, t, options, slope) : SoftmaxLoss(z, t, options, slope);
    }

    /// <summary>u^γ ℓ with ℓ = Σ w t' (−log p) and u = 1 − Σ t p.</summary>
    private double SoftmaxLoss(double[] logits, double[] t, LossOptions? options, double[]? slope)
    {
        double[] z = SoftmaxLogits(logits);
        double[] p = Softmax(z);
        int classes = z.Length;
        double smoothing = options?.LabelSmoothing ?? 0;
        double gamma = options?.FocalGamma ?? 0;

        double max = z.Max();
        double logOfSum = LogOfSum(z);
        double loss = 0, u = 0;
        var a = new double[classes];
        for (int k = 0; k < classes; k++)
        {
            a[k] = ClassWeight(options, k) * (((1 - smoothing) * t[k]) + (smoothing / classes));
            if (a[k] != 0) loss += a[k] * ((max - z[k]) + logOfSum);
            u += (1 - t[k]) * p[k];
        }

        if (slope is null) return gamma == 0 ? loss : loss * Math.Pow(u, gamma);

        // The sums over the other classes are formed without a difference. One by one that takes the square of the number of classes: of many it is the sum of those
        // before and of those behind, and only the two terms of the focal change are subtracted, where neither has nearly all of the probability.
        bool areMany = classes > ManyClasses;
        double[] othersOf = areMany ? WithoutEach(a) : [], restOf = areMany ? WithoutEach(p) : [];
        double[] hitsOf = areMany ? WithoutEach([.. t.Zip(p, static (target, probability) => target * probability)]) : [];
        for (int k = 0; k < classes; k++)
        {
            // p_k Σ a − a_k and p_k (Σ t p − t_k), with the terms in k itself taken together
            double others = areMany ? othersOf[k] : 0, rest = areMany ? restOf[k] : 0, change = areMany ? hitsOf[k] - (t[k] * restOf[k]) : 0;
            for (int j = 0; j < classes && !areMany; j++)
            {
                if (j == k) continue;
                others += a[j];
                rest += p[j];
                change += (t[j] - t[k]) * p[j];
            }

            double ofLogit = Focal(gamma, u, loss, (p[k] * others) - (a[k] * rest), p[k] * change);
            if (shape.Task == ClassificationTask.Multiclass) slope[k] = ofLogit;
            else if (k == 1) slope[0] = ofLogit;
        }

        return gamma == 0 ? loss : loss * Math.Pow(u, gamma);
    }

    /// <summary>For each number the sum of all others.</summary>
    private static double[] WithoutEach(double[] numbers)
    {
        var sums = new double[numbers.Length];
        double before = 0, behind = 0;
        for (int k = 0; k < sums.Length; k++)
        {
            sums[k] = before;
            before += numbers[k];
        }

        for (int k = sums.Length - 1; k >= 0; k--)
        {
            sums[k] += behind;
            behind += numbers[k];
        }

        return sums;
    }

    /// <summary>Σ over the labels of u^γ ℓ with ℓ = w (t' softplus(−z) + (1 − t') softplus(z)) and u = t q + (1 − t) p.</summary>
    private double MultiLabelLoss(double[] z, double[] t, LossOptions? options, double[]? slope)
    {
        double smoothing = options?.LabelSmoothing ?? 0;
        double gamma = options?.FocalGamma ?? 0;
        double sum = 0;
        for (int k = 0; k < z.Length; k++)
        {
            double w = ClassWeight(options, k);
            double smoothed = ((1 - smoothing) * t[k]) + (smoothing / 2);
            double p = Sigmoid(z[k]), q = Sigmoid(-z[k]);
            double loss = w * ((smoothed * Softplus(-z[k])) + ((1 - smoothed) * Softplus(z[k])));
            double u = (t[k] * q) + ((1 - t[k]) * p);
            if (slope is not null) slope[k] = Focal(gamma, u, loss, w * (((1 - smoothed) * p) - (smoothed * q)), (1 - (2 * t[k])) * p * q);
            sum += loss * (gamma == 0 ? 1 : Math.Pow(u, gamma));
        }

        return sum;
    }

    /// <summary>(u^γ ℓ)' from ℓ' and u'. Where u is 0 the whole vanishes, being of the order u^γ.</summary>
    private static double Focal(double gamma, double u, double loss, double lossSlope, double uSlope)
    {
        if (gamma == 0) return lossSlope;
        return u == 0 ? 0 : (Math.Pow(u, gamma) * lossSlope) + (gamma * Math.Pow(u, gamma) * loss * (uSlope / u));
    }

    private double[] SoftmaxLogits(double[] z) => shape.Task == ClassificationTask.Binary ? [0, z[0]] : z;

    private static double[] Softmax(double[] z)
    {
        double max = z.Max();
        double[] e = Array.ConvertAll(z, value => Math.Exp(value - max));
        double sum = e.Sum();
        return Array.ConvertAll(e, value => value / sum);
    }

    /// <summary>log Σ exp(z_j − max), the term of the maximum apart, so that a small rest is kept.</summary>
    private static double LogOfSum(double[] z)
    {
        int top = Array.IndexOf(z, z.Max());
        double others = 0;
        for (int j = 0; j < z.Length; j++)
        {
            if (j != top) others += Math.Exp(z[j] - z[top]);
        }

        return Log1P(others);
    }

    private static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

    private static double Softplus(double z) => Math.Max(z, 0) + Log1P(Math.Exp(-Math.Abs(z)));

    /// <summary>log(1 + x): the rounding error of 1 + x is divided out (Kahan; Goldberg 1991, theorem 4).</summary>
    private static double Log1P(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }

    private static double SampleWeight(LossOptions? options, int row) =>
        options is null || options.SampleWeights.IsEmpty ? 1 : options.SampleWeights.Span[row];

    private static double ClassWeight(LossOptions? options, int k) =>
        options is null || options.ClassWeights.IsEmpty ? 1 : options.ClassWeights.Span[k];
}
