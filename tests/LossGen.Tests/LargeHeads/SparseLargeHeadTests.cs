using LossGen.Tests.Reference;
using LossGen.Tests.Sparse;
using Xunit;

namespace LossGen.Tests.LargeHeads;

/// <summary>Sparse models of many classes give what the same rows give when dense.</summary>
public sealed class SparseLargeHeadTests
{
    private const int Features = 40, Rows = 90;

    // The same float32 products, added in the order of the features instead of the columns: some ten roundings of 2^-24 each, and the exponentials' own 2 ulp.
    private const double Close = 2e-6;

    public static TheoryData<string> Pairs => ["linear", "hidden", "deep", "labels", "labels, hidden"];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Losses_gradients_and_outputs_are_those_of_dense_rows(string name) => Run(name, new Compare());

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Training_gives_the_parameters_of_dense_rows_on_any_number_of_threads(string name) => Run(name, new Train());

    private static void Run(string name, IPairTest test)
    {
        switch (name)
        {
            case "linear": test.Run<SparseMany, DenseMany>(); break;
            case "hidden": test.Run<SparseManyHidden, DenseManyHidden>(); break;
            case "deep": test.Run<SparseManyDeep, DenseManyDeep>(); break;
            case "labels": test.Run<SparseManyLabels, DenseManyLabels>(); break;
            default: test.Run<SparseManyLabelsHidden, DenseManyLabelsHidden>(); break;
        }
    }

    private static (TSparse Sparse, TDense Dense, SparseData Data, int Units) Pair<TSparse, TDense>()
        where TSparse : class, ISparseModel<TSparse>, new()
        where TDense : class, ICrossEntropyModel<TDense>, new()
    {
        var random = new Random(4);
        var dense = new TDense();
        for (int i = 0; i < dense.Parameters.Length; i++) dense.Parameters[i] = (random.NextSingle() - 0.5f) * 0.6f;
        int units = TDense.Layout.Layers[0].Units;
        var sparse = new TSparse();
        SparseData.ByFeature(dense.Parameters, Features, units).CopyTo(sparse.Parameters);
        return (sparse, dense, new SparseData(Features, TDense.ClassCount, Rows, seed: 6), units);
    }

    private interface IPairTest
    {
        void Run<TSparse, TDense>()
            where TSparse : class, ISparseModel<TSparse>, new()
            where TDense : class, ICrossEntropyModel<TDense>, new();
    }

    private sealed class Compare : IPairTest
    {
        public void Run<TSparse, TDense>()
            where TSparse : class, ISparseModel<TSparse>, new()
            where TDense : class, ICrossEntropyModel<TDense>, new()
        {
            (TSparse sparse, TDense dense, SparseData data, int units) = Pair<TSparse, TDense>();
            int classes = TDense.ClassCount;
            var random = new Random(2);
            float[] classWeights = [.. Enumerable.Range(0, classes).Select(_ => 0.5f + random.NextSingle())];
            float[] sampleWeights = [.. Enumerable.Range(0, Rows).Select(_ => 0.5f + random.NextSingle())];
            foreach (LossOptions options in new LossOptions[]
            {
                new(), new() { FocalGamma = 2 }, new() { ClassWeights = classWeights },
                new() { ClassWeights = classWeights, SampleWeights = sampleWeights, LabelSmoothing = 0.1f, FocalGamma = 1.5f },
            })
            {
                float[] expected = new float[dense.Parameters.Length], gradient = new float[expected.Length];
                double loss = dense.LossAndGradient(data.Dense, data.Targets, expected, options);
                Assert.Equal(loss, sparse.LossAndGradient(data.Rows, data.Targets, gradient, options), Close * Math.Max(1, loss));
                Assert.Equal(loss, sparse.Loss(data.Rows, data.Targets, options), Close * Math.Max(1, loss));
                SparseData.AssertClose(SparseData.ByFeature(expected, Features, units), gradient, Close);
            }

            float[] probabilities = new float[Rows * classes], ofSparse = new float[Rows * classes];
            dense.Probabilities(data.Dense, probabilities);
            sparse.Probabilities(data.Rows, ofSparse);
            SparseData.AssertClose(probabilities, ofSparse, Close);
            dense.Logits(data.Dense, probabilities);
            sparse.Logits(data.Rows, ofSparse);
            SparseData.AssertClose(probabilities, ofSparse, Close);

            dense.Update(data.Dense, data.Targets, 0.2f);
            sparse.Update(data.Rows, data.Targets, 0.2f);
            SparseData.AssertClose(SparseData.ByFeature(dense.Parameters, Features, units), sparse.Parameters, Close);
        }
    }

    private sealed class Train : IPairTest
    {
        public void Run<TSparse, TDense>()
            where TSparse : class, ISparseModel<TSparse>, new()
            where TDense : class, ICrossEntropyModel<TDense>, new()
        {
            (TSparse sparse, TDense dense, SparseData data, int units) = Pair<TSparse, TDense>();
            float[] start = sparse.Parameters.ToArray();
            var options = new TrainingOptions { Epochs = 2, BatchSize = 64, LearningRate = 0.3, Optimizer = Optimizer.GradientDescent(), Standardize = false, Seed = 3 };
            dense.Fit(data.Dense, data.Targets, options);
            TrainingResult result = sparse.Fit(data.Rows, data.Targets, options);
            SparseData.AssertClose(SparseData.ByFeature(dense.Parameters, Features, units), sparse.Parameters, Close);

            float[] one = sparse.Parameters.ToArray();
            start.CopyTo(sparse.Parameters);
            TrainingResult again = sparse.Fit(data.Rows, data.Targets, options with { MaxDegreeOfParallelism = 3 });
            Near.SameBits(one, sparse.Parameters, "three threads");
            Assert.Equal(result.Loss, again.Loss);

            // The share of right rows, or labels, is that of what the model says.
            var report = new List<double>();
            sparse.Fit(
                data.Rows,
                data.Targets,
                options with { Epochs = 1, LearningRate = 1e-9, Validation = new ValidationSet(data.List, data.Targets) },
                new Training.Reporter(progress => report.Add(progress.ValidationAccuracy)));
            int classes = TDense.ClassCount, right = 0;
            var logits = new float[Rows * classes];
            sparse.Logits(data.Rows, logits);
            bool isMultiLabel = TDense.Task == ClassificationTask.MultiLabel;
            for (int row = 0; row < Rows; row++)
            {
                float[] z = logits[(row * classes)..((row + 1) * classes)], t = data.Targets[(row * classes)..((row + 1) * classes)];
                if (isMultiLabel) for (int k = 0; k < classes; k++) right += z[k] > 0 == t[k] > 0.5f ? 1 : 0;
                else right += Array.IndexOf(z, z.Max()) == Array.IndexOf(t, t.Max()) ? 1 : 0;
            }

            Assert.Equal(right / (double)(Rows * (isMultiLabel ? classes : 1)), report[0], 1e-12);
        }
    }
}
