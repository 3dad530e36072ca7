using LossGen.Tests.Files;
using LossGen.Tests.Training;
using Xunit;

namespace LossGen.Tests.Tokens;

/// <summary>Training of next-token models: its minimum, its bits, its memory, validation, checkpoints and files.</summary>
public class TokenTrainingTests
{
    public static TheoryData<string> Models => [.. TokenTrial.All.Keys];

    public static TheoryData<string, string> ModelsAndOptimizers
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string model in new[] { nameof(Bigram27), nameof(OneHot27x3), nameof(Network27x3), nameof(Network257x8) })
            {
                foreach (string optimizer in TestOptimizers.Names) cases.Add(model, optimizer);
            }

            return cases;
        }
    }

    /// <summary>The maximum likelihood of a bigram model is the table of conditional frequencies, and its loss the empirical conditional entropy.</summary>
    [Fact]
    public void The_bigram_model_s_minimum_has_the_conditional_frequencies()
    {
        var trial = new TokenTrial<Bigram27>();
        int[] tokens = trial.Tokens(8_000, seed: 6);
        var counts = new double[27, 27];
        for (int i = 1; i < tokens.Length; i++) counts[tokens[i - 1], tokens[i]]++;
        double entropy = 0;
        for (int a = 0; a < 27; a++)
        {
            double total = Enumerable.Range(0, 27).Sum(b => counts[a, b]);
            for (int b = 0; b < 27; b++) if (counts[a, b] > 0) entropy -= counts[a, b] * Math.Log(counts[a, b] / total) / (tokens.Length - 1);
        }

        TrainingResult result = trial.Model.Fit(tokens, new TrainingOptions { Optimizer = Optimizer.Lbfgs(), Epochs = 2000, GradientTolerance = 1e-8 });
        Assert.Equal(entropy, result.Loss, 1e-5);
        Assert.Equal(result.Loss, trial.Model.Loss(tokens));
        var probabilities = new float[27];
        for (int a = 0; a < 27; a++)
        {
            double total = Enumerable.Range(0, 27).Sum(b => counts[a, b]);
            Assert.True(total >= 50);
            trial.Model.Probabilities([a], probabilities);
            for (int b = 0; b < 27; b++) Assert.Equal(counts[a, b] / total, probabilities[b], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(ModelsAndOptimizers))]
    public void The_bits_do_not_depend_on_the_number_of_threads(string name, string optimizer)
    {
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 4 })
        {
            TokenTrial trial = TokenTrial.All[name]();
            int[] tokens = trial.Tokens(700, seed: 8);
            bool isWhole = TestOptimizers.Create(optimizer).Equals(Optimizer.Lbfgs());
            trial.Fit(tokens, new()
            {
                Epochs = 3,
                BatchSize = 256,
                LearningRate = 0.01,
                Optimizer = TestOptimizers.Create(optimizer),
                MaxDegreeOfParallelism = threads,
                Dropout = isWhole || !name.Contains("x3", StringComparison.Ordinal) ? 0 : 0.2,
                L2 = 1e-4,
                ValidationFraction = 0.1,
            });
            Assert.DoesNotContain(trial.Parameters, static w => !float.IsFinite(w));
            expected ??= trial.Parameters;
            Assert.Equal(expected, trial.Parameters);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_few_epochs_lower_the_loss_by_the_defaults(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        int[] tokens = trial.Tokens(3_000, seed: 10);
        double before = trial.Loss(tokens);
        Assert.Equal(Math.Log(trial.Vocabulary), before, 1e-5);
        TrainingResult result = trial.Fit(tokens, new() { Epochs = 5 });
        Assert.True(result.Loss < before - 0.01, result.ToString());
        Assert.Equal(trial.Loss(tokens), result.Loss);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Reading_and_steps_allocate_nothing(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(1);
        (int[] contexts, int[] next) = trial.Split(trial.Tokens(40 + trial.Context, seed: 3));
        var gradient = new float[trial.Parameters.Length];
        var probabilities = new float[40 * trial.Vocabulary];
        var top = new TokenProbability[3];
        var random = new Random(1);
        int[] context = contexts[..trial.Context];
        Assert.Equal(0, Allocation.Of(() => trial.Loss(contexts, next)));
        Assert.Equal(0, Allocation.Of(() => trial.LossAndGradient(contexts, next, gradient)));
        Assert.Equal(0, Allocation.Of(() => trial.Update(contexts, next, 1e-4f)));
        Assert.Equal(0, Allocation.Of(() => trial.Probabilities(contexts, probabilities)));
        Assert.Equal(0, Allocation.Of(() => trial.Predict(context)));
        Assert.Equal(0, Allocation.Of(() => trial.TopK(context, top)));
        Assert.Equal(0, Allocation.Of(() => trial.Sample(context, random)));
    }

    [Theory]
    [InlineData(nameof(Bigram27))]
    [InlineData(nameof(Network27x3))]
    public void An_epoch_allocates_nothing(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        (int[] contexts, int[] next) = trial.Split(trial.Tokens(500, seed: 3));
        var allocated = new List<long>(40);
        trial.Fit(contexts, next, new() { Epochs = 30, LearningRate = 0.01 }, new Reporter(_ => allocated.Add(GC.GetAllocatedBytesForCurrentThread())));
        Assert.Contains(Enumerable.Range(1, allocated.Count - 1), i => allocated[i] == allocated[i - 1]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_step_is_the_gradient_times_the_rate(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(2);
        (int[] contexts, int[] next) = trial.Split(trial.Tokens(9 + trial.Context, seed: 3));
        float[] before = trial.Parameters, gradient = new float[before.Length];
        double loss = trial.LossAndGradient(contexts, next, gradient);
        Assert.Equal(loss, trial.Update(contexts, next, 0.5f));
        float[] after = trial.Parameters;
        for (int i = 0; i < before.Length; i++) Assert.Equal(before[i] - (0.5 * gradient[i]), after[i], 1e-6);
    }

    [Fact]
    public void Validation_ends_a_run_and_keeps_the_best_epoch()
    {
        var trial = new TokenTrial<Network27x3>();
        int[] tokens = trial.Tokens(600, seed: 4), others = trial.Tokens(400, seed: 5);
        TrainingResult result = trial.Model.Fit(tokens, new TrainingOptions { Epochs = 300, LearningRate = 0.3, Validation = new ValidationSet(others), Patience = 3 });
        Assert.Equal(StopReason.EarlyStopped, result.StopReason);
        Assert.Equal(trial.Model.Loss(others), result.ValidationLoss);
        Assert.Equal(result.History.Min(epoch => epoch.ValidationLoss), result.ValidationLoss);

        (int[] contexts, int[] next) = trial.Split(others);
        result = new NetworkOf<Network27x3>().Fit(tokens, new() { Epochs = 4, Validation = new ValidationSet(contexts, next) });
        Assert.All(result.History, epoch => Assert.InRange(epoch.ValidationAccuracy, 0, 1));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_run_goes_on_from_its_checkpoint_to_the_same_bits(string name)
    {
        using var folder = new TemporaryFolder();
        TokenTrial undisturbed = TokenTrial.All[name](), interrupted = TokenTrial.All[name]();
        int[] tokens = undisturbed.Tokens(300, seed: 2);
        (int[] contexts, int[] next) = undisturbed.Split(tokens);
        var options = new TrainingOptions { Epochs = 6, LearningRate = 0.05, Optimizer = Optimizer.Adam(), ValidationFraction = 0.2 };
        undisturbed.Fit(contexts, next, options);

        options = options with { Checkpoint = new(folder.PathOf("run.safetensors")) };
        Assert.Throws<InvalidOperationException>(() => interrupted.Fit(contexts, next, options, new Reporter(report =>
        {
            if (report.Epoch == 3) throw new InvalidOperationException("Killed.");
        })));
        TokenTrial resumed = TokenTrial.All[name]();
        resumed.Fit(contexts, next, options);
        Assert.Equal(undisturbed.Parameters, resumed.Parameters);
    }

    private sealed class NetworkOf<TModel>
        where TModel : class, INextTokenModel<TModel>, new()
    {
        public TrainingResult Fit(int[] tokens, TrainingOptions options) => new TModel().Fit(tokens, options);
    }
}
