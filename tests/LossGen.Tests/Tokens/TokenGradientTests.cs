using Xunit;

namespace LossGen.Tests.Tokens;

/// <summary>Losses, gradients and probabilities of next-token models against an independent implementation, and against differences of the loss.</summary>
public class TokenGradientTests
{
    public static TheoryData<string> Models => [.. TokenTrial.All.Keys];

    public static TheoryData<string, string> ModelsWithOptions => With("plain", "all");

    public static TheoryData<string, string> ModelsWithEachOption => With("weights", "smoothing", "focal");

    [Theory]
    [MemberData(nameof(ModelsWithOptions))]
    public void They_are_those_of_an_independent_implementation(string name, string settings)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(3);
        foreach (int rows in trial.Vocabulary > 1000 ? new[] { 1, 7, 40 } : [1, 7, 32, 133, 300])
        {
            (int[] contexts, int[] next) = trial.Split(trial.Tokens(rows + trial.Context, seed: rows));
            LossOptions options = Options(settings, trial.Vocabulary, rows);
            var gradient = new float[trial.Parameters.Length];
            var expected = new double[gradient.Length];
            Array.Fill(gradient, float.NaN);
            double loss = trial.LossAndGradient(contexts, next, gradient, options);
            double exact = trial.Reference.LossAndGradient(trial.Parameters, contexts, next, expected, options);

            Assert.Equal(exact, loss, 1e-5 * Math.Max(1, exact));
            Assert.Equal(loss, trial.Loss(contexts, next, options), 1e-7 * Math.Max(1, exact));
            double scale = expected.Max(Math.Abs);
            for (int i = 0; i < gradient.Length; i++) Assert.True(Math.Abs(gradient[i] - expected[i]) <= 1e-5 * scale, $"{i}: {gradient[i]} instead of {expected[i]}");
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(ModelsWithEachOption))]
    public void So_are_they_under_each_option(string name, string settings) => They_are_those_of_an_independent_implementation(name, settings);

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_are_the_differences_of_the_loss(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(5);
        (int[] contexts, int[] next) = trial.Split(trial.Tokens(20 + trial.Context, seed: 1));
        var gradient = new float[trial.Parameters.Length];
        trial.LossAndGradient(contexts, next, gradient);

        // In double, on the reference, whose losses are those of the model: in float32 differences would be rounding.
        float[] parameters = trial.Parameters;
        TokenReference reference = trial.Reference;
        var random = new Random(2);
        foreach (int i in Enumerable.Range(0, 12).Select(_ => random.Next(gradient.Length)).Append(gradient.AsSpan().IndexOf(gradient.Max())))
        {
            const float Step = 1f / 4096;
            float before = parameters[i];
            parameters[i] = before + Step;
            double above = reference.Loss(parameters, contexts, next);
            float up = parameters[i];
            parameters[i] = before - Step;
            double below = reference.Loss(parameters, contexts, next);
            double difference = (above - below) / (up - (double)parameters[i]);
            parameters[i] = before;
            Assert.Equal(difference, gradient[i], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Probabilities_are_those_of_an_independent_implementation(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(7);
        (int[] contexts, _) = trial.Split(trial.Tokens(37 + trial.Context, seed: 2));
        var probabilities = new float[37 * trial.Vocabulary];
        trial.Probabilities(contexts, probabilities);
        for (int row = 0; row < 37; row++)
        {
            int[] context = contexts[(row * trial.Context)..((row + 1) * trial.Context)];
            double[] expected = trial.Reference.Probabilities(trial.Parameters, context);
            float[] own = probabilities[(row * trial.Vocabulary)..((row + 1) * trial.Vocabulary)];
            for (int k = 0; k < expected.Length; k++) Assert.Equal(expected[k], own[k], 2e-6);
            Assert.Equal(own.AsSpan().IndexOf(own.Max()), trial.Predict(context));
            var top = new TokenProbability[4];
            Assert.Equal(4, trial.TopK(context, top));
            Assert.Equal(own.Order().Reverse().Take(4), top.Select(static one => one.Probability), new Nearly());
            Assert.Equal(4, top.Select(static one => one.Token).Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_stream_is_all_its_contexts(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(9);
        int[] tokens = trial.Tokens(300, seed: 4);
        (int[] contexts, int[] next) = trial.Split(tokens);
        Assert.Equal(trial.Loss(contexts, next), trial.Loss(tokens));

        TokenTrial other = TokenTrial.All[name]();
        other.Randomize(9);
        var options = new TrainingOptions { Epochs = 2, BatchSize = 50, LearningRate = 0.1, Seed = 3 };
        trial.Fit(contexts, next, options);
        other.Fit(tokens, options);
        Assert.Equal(trial.Parameters, other.Parameters);
    }

    private static TheoryData<string, string> With(params string[] settings)
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in TokenTrial.All.Keys)
        {
            foreach (string options in settings) cases.Add(model, options);
        }

        return cases;
    }

    private static LossOptions Options(string settings, int vocabulary, int rows)
    {
        var random = new Random(8);
        float[] classWeights = [.. Enumerable.Range(0, vocabulary).Select(_ => 0.5f + random.NextSingle())];
        float[] sampleWeights = [.. Enumerable.Range(0, rows).Select(_ => 0.5f + random.NextSingle())];
        return settings switch
        {
            "weights" => new() { ClassWeights = classWeights, SampleWeights = sampleWeights },
            "smoothing" => new() { LabelSmoothing = 0.1f },
            "focal" => new() { FocalGamma = 2 },
            "all" => new() { ClassWeights = classWeights, SampleWeights = sampleWeights, LabelSmoothing = 0.2f, FocalGamma = 1.5f },
            _ => new(),
        };
    }

    private sealed class Nearly : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) <= 1e-6f;

        public int GetHashCode(float x) => 0;
    }
}
