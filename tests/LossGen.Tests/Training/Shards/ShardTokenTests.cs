using LossGen.Numerics;
using LossGen.Tests.Files;
using Xunit;

namespace LossGen.Tests.Training.Shards;

/// <summary>Models of the next token on shards: the same bits on any number of threads and members, and those of a stream in memory where it is one shard.</summary>
public sealed class ShardTokenTests
{
    // One is shorter than a context and gives no row, one has a single one.
    private static readonly int[] Lengths = [61, 40, 2, 77, 12, 4, 90, 55, 30, 40];
    private static readonly TrainingOptions Short = new() { Epochs = 3, BatchSize = 20, LearningRate = 0.1 };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (string model in new[] { nameof(ShardBigrams), nameof(ShardTexts) })
        {
            foreach (string method in new[] { "descent", "momentum", "adam", "adamw", "adagrad", "lbfgs", "defaults", "whole" }) cases.Add(model, method);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Members_and_threads_give_the_same_bits(string model, string method)
    {
        foreach (int window in new[] { 0, 17 })
        {
            var texts = new TestTexts(Lengths) { ForValidation = 2, TokensInMemory = window };
            TrainingOptions options = Options(model, method);
            (float[] Parameters, TrainingResult Result) one = Local(model, texts, options);
            Assert.False(double.IsNaN(one.Result.ValidationLoss));
            Assert.InRange(one.Result.History[^1].ValidationAccuracy, 0.01, 1);
            Same(one, Local(model, texts, options with { MaxDegreeOfParallelism = 4 }));
            foreach (int members in new[] { 1, 2, 3, 5, 10 }) Same(one, Of(model, texts, options, members));
            Assert.Equal(0, texts.Open);
        }
    }

    [Fact]
    public void Up_to_sixty_four_members_give_the_same_bits() => SameBitsOf64([1, 2, 7, 33, 64]);

    [Fact]
    [Trait("Category", "Slow")]
    public void One_to_sixty_four_members_give_the_same_bits() => SameBitsOf64(Enumerable.Range(1, 64));

    private static void SameBitsOf64(IEnumerable<int> numbersOfMembers)
    {
        var texts = new TestTexts([.. Enumerable.Range(0, 64).Select(static shard => 3 + (shard * 7 % 20))]);
        TrainingOptions options = Options(nameof(ShardTexts), "adam") with { Epochs = 3 };
        (float[] expected, _) = Local(nameof(ShardTexts), texts, options);
        foreach (int members in numbersOfMembers) Assert.Equal(expected, Of(nameof(ShardTexts), texts, options, members).Parameters);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Streamed_tokens_give_the_bits_of_kept_ones(string model, string method)
    {
        TrainingOptions options = Options(model, method), asRead = options with { Shuffle = false };
        (float[] Parameters, TrainingResult Result) kept = Local(model, Texts(0), asRead);
        foreach (int window in new[] { 1, 7, 64 }) Same(kept, Local(model, Texts(window), asRead));
        foreach (int read in new[] { 1, 2, 1000 }) Same(kept, Local(model, Texts(window: 10, read), asRead));
        Same(kept, Of(model, Texts(17), asRead, members: 3));

        // A window that holds the largest shard, and a step that takes all rows, have one order.
        (float[] Parameters, TrainingResult Result) shuffled = Local(model, Texts(0), options);
        Same(shuffled, Local(model, Texts(90), options));
        if (method is "lbfgs" or "whole") Same(shuffled, Local(model, Texts(7), options));
        else if (method != "defaults") Assert.NotEqual(shuffled.Parameters, Local(model, Texts(7), options).Parameters);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_shard_gives_the_bits_of_a_stream_in_memory(string model, string method)
    {
        // A number of rows that the batches divide: the steps are then the same.
        int context = model == nameof(ShardBigrams) ? 1 : 3;
        var texts = new TestTexts([160 + context, 50]) { ForValidation = 1 };
        TrainingOptions options = Options(model, method);
        (float[] ofShard, TrainingResult result) = Local(model, texts, options);
        TrainingOptions inMemory = options with { Validation = new ValidationSet(texts[1]) };
        (float[] ofStream, TrainingResult expected) = model == nameof(ShardBigrams)
            ? Run(new ShardBigrams(), m => m.Fit(texts[0], inMemory))
            : Run(new ShardTexts(), m => m.Fit(texts[0], inMemory));
        Assert.Equal(ofStream, ofShard);
        Assert.Equal(expected.History.Select(ShardBitsTests.Numbers), result.History.Select(ShardBitsTests.Numbers));
        Assert.Equal(ShardBitsTests.Outcome(expected), ShardBitsTests.Outcome(result));

        // A set of its own does as well as a shard.
        var unvalidated = new TestTexts([160 + context, 50]) { ForValidation = 1 };
        Assert.Equal(ofStream, Local(model, new OneText(unvalidated[0]), inMemory).Parameters);
    }

    [Fact]
    public void A_step_is_that_of_the_definition_and_no_context_reaches_across_shards()
    {
        // Steps of the bigram model over three shards in double, by the definition on docs/many-machines.md; tokens beside each other in different shards are no pair.
        var texts = new TestTexts([8, 13, 1, 6], seed: 3);
        var model = new ShardBigrams();
        model.Fit(texts, new() { Epochs = 1, BatchSize = 6, LearningRate = 0.5, Shuffle = false });
        double[] reference = Reference(texts, batchSize: 6, rate: 0.5);

        // Four steps in float32: each adds sums of some six numbers of about 1, times 0.5 / 6.
        for (int i = 0; i < reference.Length; i++) Assert.Equal(reference[i], model.Parameters[i], 1e-6);
    }

    [Fact]
    public void The_order_of_an_epoch_is_that_of_its_definition()
    {
        const int count = 100, window = 30, seed = 3;
        var texts = new TestTexts([count + 3]) { TokensInMemory = window };
        var options = new TrainingOptions { Epochs = 1, BatchSize = 10, LearningRate = 0.1, Seed = seed };
        (float[] streamed, _) = Local(nameof(ShardTexts), texts, options);

        // One shard: window w is shuffled as shard w would be.
        var contexts = new List<int>();
        var next = new List<int>();
        var random = new RandomSource(0);
        for (int w = 0; w * window < count; w++)
        {
            int[] order = [.. Enumerable.Range(w * window, Math.Min(window, count - (w * window)))];
            random.Restart(seed, epoch: 0, w);
            random.Shuffle(order);
            foreach (int from in order)
            {
                contexts.AddRange(texts[0][from..(from + 3)]);
                next.Add(texts[0][from + 3]);
            }
        }

        var model = new ShardTexts();
        model.Fit(contexts.ToArray(), next.ToArray(), options with { Shuffle = false });
        Assert.Equal(streamed.AsSpan(), model.Parameters);
    }

    [Theory]
    [InlineData(nameof(ShardBigrams), "lbfgs")]
    [InlineData(nameof(ShardTexts), "whole")]
    [InlineData(nameof(ShardTexts), "adam")]
    public void Shards_of_several_pieces(string model, string method)
    {
        TrainingOptions options = Options(model, method) with { Epochs = 2, Shuffle = false };
        if (method == "adam") options = options with { BatchSize = 15_000 };
        (float[] Parameters, TrainingResult Result) kept = Local(model, Large(0), options);
        Same(kept, Local(model, Large(1000), options));
        Same(kept, Of(model, Large(5000), options, members: 2));

        static TestTexts Large(int window) => new([9000, 4096, 5000, 30]) { ForValidation = 1, ReadTokens = 777, TokensInMemory = window };
    }

    [Fact]
    public void Members_that_are_lost_change_nothing()
    {
        foreach (int window in new[] { 0, 8 })
        {
            var texts = new TestTexts([30, 41, 22, 17, 60]) { TokensInMemory = window };
            var options = new TrainingOptions { Epochs = 4, BatchSize = 20, Optimizer = Optimizer.Adam() };
            (float[] expected, _) = Local(nameof(ShardTexts), texts, options);
            var model = new ShardTexts();
            using (var group = new MemoryGroup<ShardTexts>(texts, 3))
            {
                group.BeforeExchange = exchange =>
                {
                    if (exchange % 5 == 2) group.Lose(exchange % 3);
                };
                model.Fit(group, options);
            }

            Assert.Equal(expected.AsSpan(), model.Parameters);
            Assert.True(texts.Reads.Max() > 3);
            Assert.Equal(0, texts.Open);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void A_run_goes_on_from_its_checkpoint_with_the_same_bits(int window)
    {
        using var folder = new TemporaryFolder();
        var texts = new TestTexts([60, 50, 33]) { ForValidation = 1, TokensInMemory = window };
        var options = new TrainingOptions { Epochs = 6, BatchSize = 20, Optimizer = Optimizer.Adam(), Dropout = 0.1 };
        var expected = new ShardTexts();
        TrainingResult undisturbed = expected.Fit(texts, options);
        TrainingOptions resumable = options with { Checkpoint = new(folder.PathOf("run")) };
        Assert.Throws<TimeoutException>(() => new ShardTexts().Fit(texts, resumable, new EpochProgress(static epoch =>
        {
            if (epoch.Epoch == 4) throw new TimeoutException();
        })));
        var model = new ShardTexts();
        int first = 0;
        TrainingResult result = model.Fit(texts, resumable, new EpochProgress(epoch => first = first == 0 ? epoch.Epoch : first));
        Assert.Equal(4, first);
        Assert.Equal(expected.Parameters, model.Parameters);
        Assert.Equal(undisturbed.ValidationLoss, result.ValidationLoss);

        var others = new TestTexts([60, 50, 33], seed: 2) { ForValidation = 1, TokensInMemory = window };
        Assert.Contains("data", Assert.Throws<InvalidDataException>(() => model.Fit(others, resumable)).Message);
        var otherwise = new TestTexts([60, 50, 33]) { ForValidation = 1, TokensInMemory = window == 0 ? 16 : 0 };
        Assert.Contains("shuffled in windows of 16 rows", Assert.Throws<InvalidDataException>(() => model.Fit(otherwise, resumable)).Message);
    }

    [Theory]
    [InlineData(0, 23)]
    [InlineData(0, -1)]
    [InlineData(10, 99)]
    public void A_token_that_is_not_in_the_vocabulary_is_named(int window, int token)
    {
        var texts = new TestTexts([60, 50]) { TokensInMemory = window };
        texts[1][44] = token;
        var model = new ShardTexts();
        float[] before = model.Parameters.ToArray();
        ShardException fault = Assert.Throws<ShardException>(() => model.Fit(texts, Short));
        Assert.Equal(1, fault.Shard);
        Assert.Equal($"Shard 1 on this machine: its token 44 (the first is 0) is {token}; expected 0 to 22, since the vocabulary has 23 tokens.", fault.Message);
        Assert.Equal(before.AsSpan(), model.Parameters);
        Assert.Equal(0, texts.Open);
    }

    [Fact]
    public void Shards_no_longer_than_a_context_have_no_row()
    {
        // Empty, of a context, and of one token more.
        Assert.Equal(
            Local(nameof(ShardTexts), new TestTexts([30]), Short).Parameters, Local(nameof(ShardTexts), new SomeTexts(new TestTexts([30])[0], [], [1, 2, 3]), Short).Parameters);
        Assert.NotEqual(
            Local(nameof(ShardTexts), new TestTexts([30]), Short).Parameters, Local(nameof(ShardTexts), new SomeTexts(new TestTexts([30])[0], [1, 2, 3, 4]), Short).Parameters);

        string message = Assert.Throws<ArgumentException>("shards", () => new ShardTexts().Fit(new TestTexts([3, 0, 2]), Short)).Message;
        Assert.StartsWith("No shard to train on is longer than 3 tokens; expected one at least that has a context and a token after it.", message);
        message = Assert.Throws<ArgumentException>("shards", () => new ShardTexts().Fit(new TestTexts([30, 3]) { ForValidation = 1 }, Short)).Message;
        Assert.StartsWith("No shard for validation is longer than 3 tokens", message);
    }

    [Fact]
    public void What_does_not_suit_shards_of_tokens_is_named()
    {
        var texts = new TestTexts([30, 30]);
        Assert.Contains("ValidationFraction", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(texts, Short with { ValidationFraction = 0.1 })).Message);
        Assert.Contains("Adversary", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(texts, Short with { Adversary = Adversary.Fgsm(0.1) })).Message);
        Assert.Contains("Standardize", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(texts, Short with { Standardize = true })).Message);
        var weighted = new LossOptions { SampleWeights = new float[] { 1 } };
        Assert.Contains("SampleWeights", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(texts, Short with { Loss = weighted })).Message);
        var nothing = new LossOptions { ClassWeights = Enumerable.Range(0, 23).Select(static token => token == 7 ? 1f : 0).ToArray() };
        Assert.Contains("sum to 0", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(new SomeTexts([1, 2, 3, 4, 5]), Short with { Loss = nothing })).Message);
        Assert.Contains("There are 0 shards", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(new SomeTexts(), Short)).Message);
        Assert.Contains(
            "TokensInMemory of the shards is -1", Assert.Throws<ArgumentException>(() => new ShardTexts().Fit(new TestTexts([30]) { TokensInMemory = -1 }, Short)).Message);
        Assert.Contains("ShardTexts learns from tokens", Assert.Throws<ArgumentException>("shards", () => new ShardTexts().Fit(new TestShards([30]), Short)).Message);
        Assert.Contains("ShardClasses learns from rows", Assert.Throws<ArgumentException>("shards", () => ShardTraining.CreateWorker<ShardClasses>(texts)).Message);
        ShardException fault = Assert.Throws<ShardException>(() => new ShardTexts().Fit(new NoText(), Short));
        Assert.Contains("Read returned null", fault.Message);
    }

    [Fact]
    public void A_shard_that_changes_is_found_out()
    {
        var texts = new TestTexts([60, 50]) { TokensInMemory = 10 };
        var model = new ShardTexts();
        int epochs = 0;
        ShardException fault = Assert.Throws<ShardException>(() => model.Fit(texts, Short, new EpochProgress(_ =>
        {
            if (++epochs == 1) texts[1][20] = (texts[1][20] + 1) % 23;
        })));
        Assert.Equal((1, 1), (fault.Shard, epochs));
        Assert.Contains("it has changed since the run began: it had 50 tokens, SHA-256", fault.Message);
        Assert.Equal(0, texts.Open);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_tokens_of_a_streamed_shard()
    {
        AllocatedBy(20_000);
        long few = AllocatedBy(20_000), many = AllocatedBy(200_000);
        Assert.InRange(many - few, -100_000, 100_000);
        Assert.True(many < 200_000 * sizeof(int), $"{many} bytes");

        static long AllocatedBy(int tokens)
        {
            var options = new TrainingOptions { Epochs = 3, BatchSize = 500, LearningRate = 0.01 };
            long before = GC.GetAllocatedBytesForCurrentThread();
            new ShardBigrams().Fit(new Generated(tokens), options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static TestTexts Texts(int window, int read = 13) => new(Lengths) { ForValidation = 2, TokensInMemory = window, ReadTokens = read };

    private static (float[] Parameters, TrainingResult Result) Local(string model, ITokenShards texts, TrainingOptions options) => model == nameof(ShardBigrams)
        ? Run(new ShardBigrams(), m => m.Fit(texts, options))
        : Run(new ShardTexts(), m => m.Fit(texts, options));

    private static (float[] Parameters, TrainingResult Result) Of(string model, TestTexts texts, TrainingOptions options, int members)
    {
        return model == nameof(ShardBigrams) ? RunGroup(new ShardBigrams()) : RunGroup(new ShardTexts());

        (float[], TrainingResult) RunGroup<TModel>(TModel untrained)
            where TModel : class, IClassifier<TModel>
        {
            using var group = new MemoryGroup<TModel>(texts, members, threads: 1 + (members % 2));
            return Run(untrained, m => m.Fit(group, options));
        }
    }

    private static (float[] Parameters, TrainingResult Result) Run<TModel>(TModel model, Func<TModel, TrainingResult> fit)
        where TModel : class, IClassifier<TModel>
    {
        TrainingResult result = fit(model);
        return (model.Parameters.ToArray(), result);
    }

    private static void Same((float[] Parameters, TrainingResult Result) expected, (float[] Parameters, TrainingResult Result) actual)
    {
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(ShardBitsTests.Outcome(expected.Result), ShardBitsTests.Outcome(actual.Result));
        Assert.Equal(expected.Result.History.Select(ShardBitsTests.Numbers), actual.Result.History.Select(ShardBitsTests.Numbers));
    }

    private static TrainingOptions Options(string model, string method)
    {
        var loss = new LossOptions { ClassWeights = Enumerable.Range(0, TestTexts.Vocabulary).Select(static token => 0.5f + (token % 4)).ToArray(), LabelSmoothing = 0.05f };
        var options = new TrainingOptions { Epochs = 5, BatchSize = 40, Loss = loss, Seed = 3 };
        return method switch
        {
            "descent" => options with { LearningRate = 0.1, L2 = 0.01 },
            "momentum" => options with { LearningRate = 0.05, Optimizer = Optimizer.GradientDescent(0.9, nesterov: true), L1 = 0.001, MaxGradientNorm = 1 },
            "adam" => options with { LearningRate = 0.01, Optimizer = Optimizer.Adam(), Dropout = model == nameof(ShardTexts) ? 0.3 : 0 },
            "adamw" => options with { LearningRate = LearningRateSchedule.ReduceOnPlateau(0.01, 0.5, 1), Optimizer = Optimizer.AdamW() },
            "adagrad" => options with { Optimizer = Optimizer.AdaGrad(), L1 = 0.001, L2 = 0.01 },
            "lbfgs" => options with { Optimizer = Optimizer.Lbfgs(), L2 = 0.01 },
            "whole" => options with { BatchSize = 0, LearningRate = 0.1, Patience = 2 },
            _ => new TrainingOptions { Epochs = 5, BatchSize = 20 },
        };
    }

    /// <summary>An epoch of gradient descent on a table of logits, in double.</summary>
    private static double[] Reference(TestTexts texts, int batchSize, double rate)
    {
        const int v = TestTexts.Vocabulary;
        var w = new double[(v * v) + v];
        int[] rows = [.. Enumerable.Range(0, texts.Count).Select(s => texts[s].Length - 1)];
        int steps = (rows.Sum() + batchSize - 1) / batchSize, trained = rows.Count(static n => n > 0);
        for (int t = 0; t < steps; t++)
        {
            var gradient = new double[w.Length];
            int inStep = 0;
            for (int s = 0, rank = 0; s < texts.Count; s++)
            {
                if (rows[s] == 0) continue;
                int offset = rank++ * steps / trained;
                for (int i = ((t * rows[s]) + offset) / steps; i < (((t + 1) * rows[s]) + offset) / steps; i++, inStep++) Add(texts[s][i], texts[s][i + 1], gradient);
            }

            for (int i = 0; i < w.Length; i++) w[i] -= rate * gradient[i] / inStep;
        }

        return w;

        void Add(int before, int next, double[] gradient)
        {
            var z = new double[v];
            for (int k = 0; k < v; k++) z[k] = w[(before * v) + k] + w[(v * v) + k];
            double largest = z.Max(), sum = z.Sum(logit => Math.Exp(logit - largest));
            for (int k = 0; k < v; k++)
            {
                double residual = (Math.Exp(z[k] - largest) / sum) - (k == next ? 1 : 0);
                gradient[(before * v) + k] += residual;
                gradient[(v * v) + k] += residual;
            }
        }
    }

    private sealed class OneText(int[] tokens) : ITokenShards
    {
        public int Count => 1;

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard) => [tokens];
    }

    private sealed class SomeTexts(params int[][] texts) : ITokenShards
    {
        public int Count => texts.Length;

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard) => [texts[shard]];
    }

    private sealed class NoText : ITokenShards
    {
        public int Count => 1;

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard) => null!;
    }

    /// <summary>Tokens that are made as they are read, in memory that is used again.</summary>
    private sealed class Generated(int tokens) : ITokenShards
    {
        private readonly int[] _block = new int[100];

        public int Count => 1;

        public int TokensInMemory => 1000;

        public IEnumerable<ReadOnlyMemory<int>> Read(int shard)
        {
            for (int first = 0; first < tokens; first += _block.Length)
            {
                for (int i = 0; i < _block.Length; i++) _block[i] = (first + (i * i)) % TestTexts.Vocabulary;
                yield return _block;
            }
        }
    }
}
