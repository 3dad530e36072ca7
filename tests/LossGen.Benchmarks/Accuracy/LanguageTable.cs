using System.Globalization;
using LossGen.Benchmarks.Reporting;
using NextWord;

namespace LossGen.Benchmarks.Accuracy;

/// <summary>Perplexities on the last tenth of a text, of smoothed counts and of networks trained on the rest.</summary>
internal static class LanguageTable
{
    private const int Orders = 5;

    public static int Execute(FileInfo file)
    {
        string text = File.ReadAllText(file.FullName);
        var characters = CharacterVocabulary.Of(text);
        if (characters.Count > ManyCharacters.VocabularySize)
        {
            Console.Error.WriteLine($"{file.FullName} has {characters.Count} different characters; expected at most {ManyCharacters.VocabularySize}.");
            return 1;
        }

        var words = WordVocabulary.Of(text, ManyWords.VocabularySize);
        ConsoleReport.Write(new Table(
            $"Perplexity on the last tenth of {file.Name}",
            ["tokens", .. Enumerable.Range(2, Orders - 1).Select(static order => $"{order}-gram"), "network"],
            [
                Line<ManyCharacters>("characters", new(characters.Encode(text), characters.Count), Options(epochs: 16, rate: 0.0015, weightDecay: 0.03, dropout: 0.3)),
                Line<ManyWords>("words", new(words.Encode(text), words.Count), Options(epochs: 10, rate: 0.002, weightDecay: 0.1, dropout: 0.5)),
            ]));
        return 0;
    }

    private static string[] Line<TModel>(string name, Corpus text, TrainingOptions options)
        where TModel : class, INextTokenModel<TModel>, new()
    {
        int[] test = text.Test.ToArray();
        IEnumerable<double> counts = Enumerable.Range(2, Orders - 1).Select(order => new NGramCounts(text.Learned, order, text.Vocabulary).Loss(test, TModel.ContextLength));
        var model = new TModel();
        model.Fit(text.Learned, options);
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{text.Count:N0} {name}, {text.Vocabulary:N0} different"),
            .. counts.Append(model.Loss(test)).Select(static loss => Math.Exp(loss).ToString("F2", CultureInfo.InvariantCulture)),
        ];
    }

    private static TrainingOptions Options(int epochs, double rate, double weightDecay, double dropout) => new()
    {
        Epochs = epochs,
        BatchSize = 128,
        LearningRate = LearningRateSchedule.Cosine(rate, epochs, 0),
        Optimizer = Optimizer.AdamW(weightDecay),
        Dropout = dropout,
        MaxDegreeOfParallelism = -1,
    };
}

/// <summary>The next character from the sixteen before it.</summary>
[NextTokenModel(vocabulary: 65, context: 16, Embedding = 24, HiddenLayers = [1024, 256], Activation = Activation.Gelu)]
internal sealed partial class ManyCharacters;

/// <summary>The next word from the three before it.</summary>
[NextTokenModel(vocabulary: 4096, context: 3, Embedding = 64, HiddenLayers = [128], Activation = Activation.Tanh)]
internal sealed partial class ManyWords;
