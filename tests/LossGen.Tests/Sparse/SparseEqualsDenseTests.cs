using Xunit;

namespace LossGen.Tests.Sparse;

/// <summary>Sparse rows give what the same rows give when dense.</summary>
public class SparseEqualsDenseTests
{
    private const double Close = 1e-6;

    public static TheoryData<string> Pairs => ["50x2", "1000x4", "4096x20", "50-5x2", "1000-16-9x4", "4096-37x20", "60x3"];

    public static TheoryData<string, string> Trainings
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string pair in new[] { "50x2", "1000x4", "4096x20", "50-5x2", "1000-16-9x4", "4096-37x20" })
            {
                foreach (string options in OptionSets.Keys) cases.Add(pair, options);
            }

            return cases;
        }
    }

    private static Dictionary<string, TrainingOptions> OptionSets { get; } = new()
    {
        ["descent"] = new() { Epochs = 5, LearningRate = 0.5 },
        ["descent, L2"] = new() { Epochs = 5, LearningRate = 0.5, L2 = 0.01 },
        ["descent, L1"] = new() { Epochs = 5, LearningRate = 0.5, L1 = 0.002 },
        ["descent, L1 and L2"] = new() { Epochs = 5, LearningRate = 0.5, L1 = 0.001, L2 = 0.003, BatchSize = 7 },
        ["descent, whole set"] = new() { Epochs = 15, LearningRate = 1, BatchSize = 0, L2 = 0.001 },
        ["descent, clipped"] = new() { Epochs = 5, LearningRate = LearningRateSchedule.Cosine(1, 5), MaxGradientNorm = 0.05 },
        ["AdaGrad"] = new() { Epochs = 5, LearningRate = 0.2, Optimizer = Optimizer.AdaGrad() },
        ["AdaGrad, L2"] = new() { Epochs = 5, LearningRate = 0.2, Optimizer = Optimizer.AdaGrad(), L2 = 0.001 },
        ["AdaGrad, L1"] = new() { Epochs = 5, LearningRate = 0.2, Optimizer = Optimizer.AdaGrad(), L1 = 0.001 },
        ["L-BFGS"] = new() { Epochs = 10, Optimizer = Optimizer.Lbfgs(), L2 = 0.02 },
        ["L-BFGS, L1"] = new() { Epochs = 10, Optimizer = Optimizer.Lbfgs(), L1 = 0.01 },
        ["class weights"] = new() { Epochs = 5, LearningRate = 0.5, Loss = new() },
        ["focal"] = new() { Epochs = 5, LearningRate = 0.5, Loss = new() { FocalGamma = 2 } },
        ["smoothing"] = new() { Epochs = 5, LearningRate = 0.5, Loss = new() { LabelSmoothing = 0.1f } },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Losses_gradients_and_outputs_are_those_of_dense_rows(string name)
    {
        Pair pair = Pair.Of(name, 200);
        pair.Randomize();
        foreach (LossOptions options in new[] { new LossOptions(), new() { FocalGamma = 2 }, new() { LabelSmoothing = 0.1f, ClassWeights = pair.ClassWeights } })
        {
            Assert.Equal(pair.DenseLoss(options), pair.SparseLoss(options), Close);
            SparseData.AssertClose(pair.DenseGradient(options), pair.SparseGradient(options), Close);
        }

        SparseData.AssertClose(pair.DenseProbabilities(), pair.SparseProbabilities(), Close);
    }

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Training_gives_the_parameters_of_dense_rows(string name, string settings)
    {
        Pair pair = Pair.Of(name, 300);
        TrainingOptions options = OptionSets[settings] with { Standardize = false, Seed = 5 };

        // Networks have momentum by default, which sparse rows do not carry on for features that a batch does not hold.
        if (options.Optimizer.Equals(Optimizer.Default)) options = options with { Optimizer = Optimizer.GradientDescent() };
        if (settings == "class weights") options = options with { Loss = new() { ClassWeights = pair.ClassWeights } };

        TrainingResult dense = pair.FitDense(options);
        TrainingResult sparse = pair.FitSparse(options);

        // The sums are formed in another order; L-BFGS carries their rounding from step to step. AdaGrad divides the gradients by their own size: where the
        // terms of a hidden unit's cancel, it multiplies the rounding by what has cancelled.
        double tolerance = settings.StartsWith("L-BFGS", StringComparison.Ordinal) ? 2e-4
            : settings.StartsWith("AdaGrad", StringComparison.Ordinal) && name.Contains('-') ? 1e-3
            : Close;
        Assert.Equal(dense.Epochs, sparse.Epochs);
        Assert.Equal(dense.Loss, sparse.Loss, tolerance);
        SparseData.AssertClose(pair.DenseParameters(), pair.SparseParameters(), tolerance);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_step_of_Update_is_that_of_dense_rows(string name)
    {
        Pair pair = Pair.Of(name, 20);
        pair.Randomize();
        Assert.Equal(pair.UpdateDense(0.3f), pair.UpdateSparse(0.3f), Close);
        SparseData.AssertClose(pair.DenseParameters(), pair.SparseParameters(), Close);
    }

    /// <summary>A sparse model and the dense one of the same shape, without their types.</summary>
    private abstract class Pair
    {
        public static Pair Of(string name, int rows) => name switch
        {
            "50x2" => new Pair<SparseTwo, DenseTwo>(rows),
            "1000x4" => new Pair<SparseFour, DenseFour>(rows),
            "4096x20" => new Pair<SparseTwenty, DenseTwenty>(rows),
            "50-5x2" => new Pair<SparseTwoHidden, DenseTwoHidden>(rows),
            "1000-16-9x4" => new Pair<SparseFourHidden, DenseFourHidden>(rows),
            "4096-37x20" => new Pair<SparseTwentyHidden, DenseTwentyHidden>(rows),
            _ => new Pair<SparseThree, DenseThree>(rows),
        };

        public abstract float[] ClassWeights { get; }

        public abstract void Randomize();

        public abstract double DenseLoss(LossOptions options);

        public abstract double SparseLoss(LossOptions options);

        public abstract float[] DenseGradient(LossOptions options);

        public abstract float[] SparseGradient(LossOptions options);

        public abstract float[] DenseProbabilities();

        public abstract float[] SparseProbabilities();

        public abstract TrainingResult FitDense(TrainingOptions options);

        public abstract TrainingResult FitSparse(TrainingOptions options);

        public abstract double UpdateDense(float rate);

        public abstract double UpdateSparse(float rate);

        public abstract float[] DenseParameters();

        public abstract float[] SparseParameters();
    }

    private sealed class Pair<TSparse, TDense> : Pair
        where TSparse : class, ISparseLabelModel<TSparse>, new()
        where TDense : class, ILabelModel<TDense>, new()
    {
        private readonly TSparse _sparse = new();
        private readonly TDense _dense = new();
        private readonly SparseData _data;

        public Pair(int rows)
        {
            _data = new SparseData(TSparse.FeatureCount, TSparse.ClassCount, rows, seed: 3);

            // The initial values of a dense network, whose first layer is as wide as the rows.
            SparseData.ByFeature(_dense.Parameters, TSparse.FeatureCount, Units).CopyTo(_sparse.Parameters);
        }

        public override float[] ClassWeights => [.. Enumerable.Range(1, TSparse.ClassCount).Select(static k => 1f / k)];

        private static int Units => TSparse.Layout.First.Units;

        public override void Randomize()
        {
            var random = new Random(9);
            foreach (ref float parameter in _dense.Parameters) parameter = (float)((random.NextDouble() * 2) - 1);
            SparseData.ByFeature(_dense.Parameters, TSparse.FeatureCount, Units).CopyTo(_sparse.Parameters);
        }

        public override double DenseLoss(LossOptions options) => _dense.Loss(_data.Dense, _data.Labels, options);

        public override double SparseLoss(LossOptions options) => _sparse.Loss(_data.Rows, _data.Labels, options);

        public override float[] DenseGradient(LossOptions options)
        {
            var gradient = new float[TDense.ParameterCount];
            _dense.LossAndGradient(_data.Dense, _data.Labels, gradient, options);
            return SparseData.ByFeature(gradient, TDense.FeatureCount, Units);
        }

        public override float[] SparseGradient(LossOptions options)
        {
            var gradient = new float[TSparse.ParameterCount];
            _sparse.LossAndGradient(_data.Rows, _data.Labels, gradient, options);
            return gradient;
        }

        public override float[] DenseProbabilities()
        {
            var probabilities = new float[_data.Labels.Length * TDense.ClassCount];
            _dense.Probabilities(_data.Dense, probabilities);
            return probabilities;
        }

        public override float[] SparseProbabilities()
        {
            var probabilities = new float[_data.Labels.Length * TSparse.ClassCount];
            _sparse.Probabilities(_data.Rows, probabilities);
            return probabilities;
        }

        public override TrainingResult FitDense(TrainingOptions options) => _dense.Fit(_data.Dense, _data.Labels, options);

        public override TrainingResult FitSparse(TrainingOptions options) => _sparse.Fit(_data.Rows, _data.Labels, options);

        public override double UpdateDense(float rate) => _dense.Update(_data.Dense, _data.Labels, rate);

        public override double UpdateSparse(float rate) => _sparse.Update(_data.Rows, _data.Labels, rate);

        public override float[] DenseParameters() => SparseData.ByFeature(_dense.Parameters, TDense.FeatureCount, Units);

        public override float[] SparseParameters() => _sparse.Parameters.ToArray();
    }
}
