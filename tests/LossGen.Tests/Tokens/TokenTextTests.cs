using LossGen.Tests.Files;
using LossGen.Tests.Models;
using LossGen.Tests.TypedRows;
using Xunit;

namespace LossGen.Tests.Tokens;

[NextTokenModel(vocabulary: 8, context: 2, Embedding = 4, HiddenLayers = [16])]
internal sealed partial class WordModel;

/// <summary>A next-token model is described as one: by itself, by its file, and where it is taken for something else.</summary>
public sealed class TokenTextTests
{
    private const string Refused = "cannot be loaded into";

    [Fact]
    public void A_model_says_its_vocabulary_context_embedding_and_layers()
    {
        var model = new WordModel();
        Assert.StartsWith(
            "WordModel: next token, a vocabulary of 8, a context of 2 tokens, an embedding of 4 numbers, a hidden layer of 16 units (Relu), 312 parameters from ",
            model.ToString(), StringComparison.Ordinal);
        model.Parameters.Clear();
        Assert.EndsWith(", 312 parameters all 0", model.ToString(), StringComparison.Ordinal);
        Assert.Equal("Bigram5: next token, a vocabulary of 5, a context of 1 token, 30 parameters all 0", new Bigram5().ToString());
    }

    [Fact]
    public void So_does_its_file()
    {
        ModelFileDescription words = Described(new WordModel()), pairs = Described(new Bigram5());
        Assert.Equal("Next token, a vocabulary of 8, a context of 2 tokens, an embedding of 4 numbers, hidden layers of 16, Relu", words.ToString());
        Assert.Equal("Next token, a vocabulary of 5, a context of 1 token", pairs.ToString());
        Assert.Equal((4, 2, 8, false), (words.Embedding, words.Context, words.Classes, words.IsSparse));
        Assert.Equal((0, 1, 5, false), (pairs.Embedding, pairs.Context, pairs.Classes, pairs.IsSparse));
    }

    [Fact]
    public void A_file_of_the_other_kind_is_refused_by_what_both_are()
    {
        const string Words = "a next-token model with a vocabulary of 8 and contexts of 2";
        Says<Binary1, WordModel>($"it is of a classifier of rows with the task Binary, 1 features and 2 classes, expected {Words}.");
        Says<Multiclass4x3, WordModel>($"it is of a classifier of rows with the task Multiclass, 4 features and 3 classes, expected {Words}.");
        Says<WordModel, MultiLabel4x3>($"it is of {Words}, expected a classifier of rows with the task MultiLabel, 4 features and 3 labels.");
        Says<WordModel, Binary1>($"it is of {Words}, expected a classifier of rows with the task Binary, 1 features and 2 classes.");
        Says<Bigram5, WordModel>($"it is of a next-token model with a vocabulary of 5 and contexts of 1, expected {Words}.");
    }

    [Fact]
    public void A_file_of_sparse_rows_says_so_and_prints_how_members_are_encoded()
    {
        Assert.Equal("Multiclass: 8 sparse features, 3 classes", Described(new PrintedSparse()).ToString());
        Assert.Equal("PrintedSparse: Multiclass, 8 sparse features, 3 classes, 27 parameters all 0", new PrintedSparse().ToString());
        ModelFileDescription typed = Described(new ReviewModel());
        Assert.True(typed.IsSparse);
        Assert.Contains(" sparse features", typed.ToString(), StringComparison.Ordinal);
        Assert.All(typed.RowEncoding, line => Assert.Contains(line, typed.ToString(), StringComparison.Ordinal));
        Assert.NotEmpty(typed.RowEncoding);
        Assert.DoesNotContain("sparse", Described(new Multiclass4x3()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_checkpoint_of_a_training_run_is_no_model_and_says_what_continues_it()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("run.checkpoint");
        new Multiclass4x3().Fit(new TestData(1).Rows(60, 4), [.. Enumerable.Range(0, 60).Select(static i => i % 3)], new() { Epochs = 2, Checkpoint = new(path) });
        const string Checkpoint = "it is the checkpoint of a training run, which Fit continues with TrainingOptions.Checkpoint";
        Assert.Contains(Checkpoint, Assert.Throws<InvalidDataException>(() => Multiclass4x3.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains(Checkpoint, Assert.Throws<InvalidDataException>(() => ModelFile.Load<WordModel>(path)).Message, StringComparison.Ordinal);
        string described = Assert.Throws<InvalidDataException>(() => ModelFile.Describe(path)).Message;
        Assert.StartsWith($"'{path}' is not the file of a model: {Checkpoint}", described, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_said_to_be()
    {
        var model = new WordModel();
        Says("tokens[5] is 8; expected 0 to 7, the model's vocabulary.", () => model.Fit([0, 1, 2, 3, 4, 8]));
        Says("contexts[1] is -1; expected 0 to 7, the model's vocabulary.", () => model.Loss([0, -1], [1]));
        Says("next[0] is 9; expected 0 to 7, the model's vocabulary.", () => model.Update([0, 1], [9], 0.1f));
        Says("context[0] is 8; expected 0 to 7, the model's vocabulary.", () => model.Predict([8, 1]));

        static void Says(string message, Action act) => Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(act).Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Models => [.. TokenTrial.All.Keys];

    [Theory]
    [MemberData(nameof(Models))]
    public void At_temperature_0_the_most_probable_token_is_taken_and_nothing_is_drawn(string name)
    {
        TokenTrial trial = TokenTrial.All[name]();
        trial.Randomize(7);
        int[] tokens = trial.Tokens(trial.Context + 40, seed: 5);
        Random random = new(3), untouched = new(3);
        for (int at = 0; at < 40; at++)
        {
            int[] context = tokens[at..(at + trial.Context)];
            Assert.Equal(trial.Predict(context), trial.Sample(context, random, temperature: 0));
            Assert.Equal(trial.Predict(context), trial.Sample(context, random, temperature: -0.0));
        }

        Assert.Equal(untouched.Next(), random.Next());
        int[] first = tokens[..trial.Context];
        Assert.Equal(0, Allocation.Of(() => trial.Sample(first, random, temperature: 0)));
        foreach (double temperature in new[] { -1, -double.Epsilon, double.NaN, double.PositiveInfinity })
        {
            string message = Assert.Throws<ArgumentOutOfRangeException>(() => trial.Sample(first, random, temperature)).Message;
            Assert.Contains("; expected a finite number, 0 or above.", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void At_temperature_0_equal_tokens_and_logits_that_are_not_finite_are_treated_as_by_Predict()
    {
        var model = new WordModel();
        model.Parameters.Clear();
        Assert.Equal(0, model.Sample([1, 2], new Random(1), temperature: 0));
        model.Parameters[^1] = float.NaN;
        Assert.Throws<ArgumentException>(() => model.Sample([1, 2], new Random(1), temperature: 0));
        Assert.Throws<ArgumentNullException>(() => model.Sample([1, 2], null!, temperature: 0));
    }

    private static ModelFileDescription Described<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        using var stream = new MemoryStream();
        ModelFile.Save(model, stream);
        stream.Position = 0;
        return ModelFile.Describe(stream);
    }

    private static void Says<TSaved, TLoaded>(string fault)
        where TSaved : class, IClassifier<TSaved>, new()
        where TLoaded : class, IClassifier<TLoaded>, new()
    {
        using var stream = new MemoryStream();
        ModelFile.Save(new TSaved(), stream);
        stream.Position = 0;
        var refused = Assert.Throws<InvalidDataException>(() => ModelFile.Load<TLoaded>(stream));
        Assert.Equal($"The stream {Refused} {typeof(TLoaded).Name}: {fault}", refused.Message);
    }
}

[CrossEntropyModel(features: 8, classes: 3, Sparse = true)]
internal sealed partial class PrintedSparse;
