// The next character, and the next word: what a model learns from a text, beside what counting gives.
using System.Globalization;
using System.Text;
using LossGen;
using NextWord;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (!Settings.TryParse(args, out Settings settings)) return 2;

string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "alice.txt"));
var characters = CharacterVocabulary.Of(text);
var words = WordVocabulary.Of(text, WordModel.VocabularySize);
var letters = new Corpus(characters.Encode(text), characters.Count);
var tokens = new Corpus(words.Encode(text), words.Count);

Console.WriteLine("1. The next character from the last one");
Bigrams.Compare(letters, token => characters.Decode([token]).Replace("\n", "\\n", StringComparison.Ordinal));
Console.WriteLine();

Console.WriteLine("2. The next character from the last twelve");
var spelling = new Lesson<CharacterModel>(beginning => characters.Encode(beginning), ids => characters.Decode(ids));
spelling.Train(letters, Options(rate: 0.003, weightDecay: 0.05, dropout: 0.3));
spelling.Write(lines: 3, new Random(1));
Console.WriteLine();

Console.WriteLine("3. The next word from the last four");
var writing = new Lesson<WordModel>(beginning => words.Encode(beginning), ids => words.Decode(ids));
writing.Train(tokens, Options(rate: 0.002, weightDecay: 0.1, dropout: 0.5));
writing.Write(lines: 3, new Random(1));
Console.WriteLine();

Console.WriteLine("4. Completions");
foreach (string beginning in (ReadOnlySpan<string>)["the white", "said the", "Alice thought"])
{
    spelling.Complete(beginning, new Random(2));
    writing.Complete(beginning, new Random(2));
}

if (!settings.Try) return 0;

Console.WriteLine();
Console.WriteLine("Type the beginning of a sentence; an empty line ends.");
while (Console.ReadLine() is { Length: > 0 } line)
{
    if (line.EnumerateRunes().All(rune => characters.Characters.Contains(rune.ToString(), StringComparison.Ordinal))) spelling.Complete(line, Random.Shared);
    writing.Complete(line, Random.Shared);
}

return 0;

// A text this short is soon learned by heart: dropout and weight decay are against that, and a rate that falls to 0 settles the noise of the steps.
TrainingOptions Options(double rate, double weightDecay, double dropout) => new()
{
    Epochs = settings.Epochs,
    BatchSize = 128,
    LearningRate = LearningRateSchedule.Cosine(rate, settings.Epochs, 0),
    Optimizer = Optimizer.AdamW(weightDecay),
    Dropout = dropout,
};
