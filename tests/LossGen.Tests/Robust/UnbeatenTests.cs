using LossGen.Tests.Models;
using Xunit;
using Xunit.Abstractions;

namespace LossGen.Tests.Robust;

/// <summary>Ten thousand tries against each certificate of fifty models, in both norms, with a range and without one; of linear models, how near the best comes.</summary>
[Trait("Category", "Slow")]
public sealed class UnbeatenTests(ITestOutputHelper output)
{
    private const int Random = 4_000, Corners = 2_000, Library = 2_000, Starts = 40, Steps = 50;

    public static TheoryData<string, string> Models()
    {
        var models = new TheoryData<string, string>();
        foreach ((string name, string kind) in FiftyModels.All) models.Add(name, kind);
        return models;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void No_try_beats_a_certificate(string name, string kind)
    {
        foreach (Norm norm in new[] { Norm.LInfinity, Norm.L2 })
        {
            FiftyModels.Run(name, new Tries(kind, norm, float.NegativeInfinity, float.PositiveInfinity, output));
            FiftyModels.Run(name, new Tries(kind, norm, -1, 1.5f, output));
        }
    }

    [Fact]
    public void There_are_fifty_that_differ()
    {
        Assert.Equal(50, FiftyModels.All.Distinct().Count());
    }

    private sealed class Tries(string kind, Norm norm, float minimum, float maximum, ITestOutputHelper output) : RobustModels.ICheck
    {
        public void Run<TModel>(TModel model)
            where TModel : class, ILabelModel<TModel>
        {
            var data = new TestData(31);
            FiftyModels.Fill(model, kind, data);
            (float[] row, int label, double radius) = Certified(model, data);
            string what = $"{typeof(TModel).Name}, {kind}, {norm}, from {minimum} to {maximum}, radius {radius:R}";

            // The certificate is about what is smaller. Where nothing within the range changes the class, tries go anywhere.
            var ball = new ChangeBall(row, double.IsInfinity(radius) ? 10 : radius * (1 - 1e-12), norm, minimum, maximum);
            var sharp = new SharpAttack(model.Parameters, TModel.Layout, TModel.Activation);
            var random = new Random(7);
            int tried = 0;
            tried += Try(model, ball, Enumerable.Range(0, Random).Select(i => ball.Anywhere(random, isAtBorder: i % 2 == 0)), label, $"{what}: a random change");
            tried += Try(model, ball, Enumerable.Range(0, Corners).Select(_ => ball.Corner(random)), label, $"{what}: a corner");
            tried += TryLibrary(model, row, label, ball, what);
            tried += Try(model, ball, Descents(sharp, ball, label, random), label, $"{what}: descent in double");
            Assert.Equal(10_000, tried);
            if (TModel.Activation is null && double.IsFinite(radius)) TryLinear(model, sharp, row, label, radius, what);
        }

        /// <summary>A row with a radius above 0.</summary>
        private (float[] Row, int Label, double Radius) Certified<TModel>(TModel model, TestData data)
            where TModel : class, ILabelModel<TModel>
        {
            for (int trial = 0; trial < 200; trial++)
            {
                float[] row = [.. FiftyModels.Clusters<TModel>(data, 1).Rows.Select(x => Math.Clamp(x, minimum, maximum))];
                int label = model.Predict(row);
                double radius = model.CertifiedRadius(row, label, norm, minimum, maximum);
                if (radius > 0) return (row, label, radius);
            }

            throw new Xunit.Sdk.XunitException($"{typeof(TModel).Name}, {kind}, {norm}: none of 200 rows has a certificate");
        }

        /// <summary>Down the margin in double: from the row and from random points, against whichever class is nearest and against each of the nearest ones.</summary>
        private static IEnumerable<double[]> Descents(SharpAttack sharp, ChangeBall ball, int label, Random random)
        {
            double[] margins = sharp.Margins(ball.Row, label);
            int[] nearest = [.. Enumerable.Range(0, margins.Length).Where(k => k != label).OrderBy(k => margins[k]).Take(5)];
            for (int start = 0; start < Starts; start++)
            {
                double[] from = start < 8 ? ball.Row : ball.Anywhere(random, isAtBorder: start % 2 == 0);
                int against = start % 2 == 0 ? -1 : nearest[start / 2 % nearest.Length];
                foreach (double[] x in sharp.Descend(ball, from, label, against, Steps)) yield return x;
            }
        }

        private static int Try<TModel>(TModel model, ChangeBall ball, IEnumerable<double[]> points, int label, string what)
            where TModel : class, ILabelModel<TModel>
        {
            int features = TModel.FeatureCount, tried = 0;
            foreach (double[][] some in points.Chunk(500))
            {
                var rows = new float[some.Length * features];
                for (int r = 0; r < some.Length; r++) ball.Write(some[r], rows.AsSpan(r * features, features));
                Keep(model, rows, label, what);
                tried += some.Length;
            }

            return tried;
        }

        /// <summary>The library's own PGD, each time from another random start.</summary>
        private int TryLibrary<TModel>(TModel model, float[] row, int label, ChangeBall ball, string what)
            where TModel : class, ILabelModel<TModel>
        {
            const int together = 500;
            float[] rows = [.. Enumerable.Repeat(row, together).SelectMany(static x => x)], attacked = new float[rows.Length];
            int[] labels = [.. Enumerable.Repeat(label, together)];
            for (int seed = 0; seed < Library / together; seed++)
            {
                double step = ball.Size / (4 << (2 * seed));
                model.Attack(rows, labels, attacked, Adversary.Pgd(ball.Size, 10, Math.Max(step, double.Epsilon)) with { Norm = norm, Minimum = minimum, Maximum = maximum }, seed);
                Keep(model, attacked, label, $"{what}: PGD of the library");
            }

            return Library;
        }

        private static void Keep<TModel>(TModel model, float[] rows, int label, string what)
            where TModel : class, ILabelModel<TModel>
        {
            int features = TModel.FeatureCount;
            var classes = new int[rows.Length / features];
            model.Predict(rows, classes);
            for (int r = 0; r < classes.Length; r += 10) Assert.Equal(classes[r], model.Predict(rows.AsSpan(r * features, features)));
            int other = classes.AsSpan().IndexOfAnyExcept(label);
            if (other >= 0) Assert.Fail($"{what} turned class {label} into {classes[other]}");
        }

        /// <summary>The worst change of a linear model is known: just within the radius it may not, and a little beyond it has to give another class.</summary>
        private void TryLinear<TModel>(TModel model, SharpAttack sharp, float[] row, int label, double radius, string what)
            where TModel : class, ILabelModel<TModel>
        {
            double[] centre = Array.ConvertAll(row, static x => (double)x);
            int[] nearest = [.. Enumerable.Range(0, TModel.ClassCount).Where(k => k != label).OrderBy(k => sharp.Distance(centre, label, k, norm)).Take(10)];
            bool Flips(double size)
            {
                var ball = new ChangeBall(row, size, norm, minimum, maximum);
                var changed = new float[row.Length];
                foreach (int against in nearest)
                {
                    ball.Write(sharp.WorstOfLinear(ball, label, against), changed);
                    if (model.Predict(changed) != label) return true;
                }

                return false;
            }

            Assert.False(Flips(radius * (1 - 1e-12)), $"{what}: the worst change turned the class");
            double beyond = 1e-8;
            while (!Flips(radius * (1 + beyond)) && beyond < 1e3) beyond *= 1.5;

            // Rounding: the certificate leaves γ times the terms of both logits to it, the logits may err by as much the other way, and the changed numbers are rounded to
            // floats, by 2^-24 of them each; the terms have grown by the change. As a share of the margin, which is what a change of the radius uses up.
            double u = 1.0 / (1 << 24), least = sharp.Margins(centre, label).Min();
            double moved = sharp.Magnitude([.. centre.Select(x => Math.Abs(x) + radius)]);
            double allowed = 1e-7 + (3 * (row.Length + 2) * u * moved / least);
            output.WriteLine($"{what}: another class at 1 + {beyond:E1} times the radius, {allowed:E1} allowed");
            Assert.True(beyond <= allowed * 1.5, $"{what}: another class only at 1 + {beyond:E1} times the radius; {allowed:E1} may be left to rounding");
        }
    }
}
