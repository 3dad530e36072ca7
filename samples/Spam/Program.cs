// A filter for short messages: from text to sparse rows, the words that weigh most, and corrections by the reader.
using System.Globalization;
using System.Text.RegularExpressions;
using LossGen;
using Spam;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ([] or ["--try"]))
{
    Console.Error.WriteLine("Usage: Spam [--try]");
    Console.Error.WriteLine("  --try   then reads messages from the console, and corrections: 'spam' or 'ham' is about the message before");
    return 2;
}

// 1. Train on three of four messages.
List<Message> messages = Message.Read(Path.Combine(AppContext.BaseDirectory, "messages.tsv"));
List<Message> training = [.. messages.Where(static (_, i) => i % 4 != 3)], test = [.. messages.Where(static (_, i) => i % 4 == 3)];
Console.WriteLine($"{messages.Count} messages, {messages.Count(static message => message.IsSpam)} of them spam: {training.Count} to train on, {test.Count} to test on");

var filter = new SpamFilter();
TrainingResult result = filter.Train(training);
Console.WriteLine($"{result.StopReason} after {result.Epochs} epochs, loss {result.Loss:F4}");
Measure("Test");
Console.WriteLine();

// 2. A hashed model does not keep the words, but the words of the training set can be looked up in it. Those of one column share a weight.
string[] words = [.. Words(training.Select(static message => message.Text)).Where(static word => word.Count >= 5).Select(static word => word.Text)];
(string Word, float Weight)[] weights = [.. words.Select(word => (word, filter.WeightOf(word))).OrderByDescending(static pair => pair.Item2)];
Console.WriteLine($"The words that weigh most, of {words.Length} that occur five times or more (logit of spam):");
for (int i = 0; i < 12; i++) Console.WriteLine($"   {weights[i].Word,-12} {weights[i].Weight,6:F2}     {weights[^(i + 1)].Word,-12} {weights[^(i + 1)].Weight,6:F2}");
Console.WriteLine();

// 3. A new kind of spam, which the messages of the set do not know. The reader puts right what the filter gets wrong.
float[] unseen = [.. NewSpam.Unseen.Select(filter.Probability)];
Console.WriteLine("A new kind of spam, corrected as it comes (probability of spam before and after):");
int corrections = 0;
foreach (string text in NewSpam.Messages)
{
    float before = filter.Probability(text);
    bool isWrong = before < 0.5f;
    if (isWrong)
    {
        filter.Correct(text, isSpam: true);
        corrections++;
    }

    Print(before, isWrong ? filter.Probability(text) : null, text);
}

Console.WriteLine($"{corrections} of {NewSpam.Messages.Length} had to be corrected. Messages of this kind that it has never seen, before and after all corrections:");
for (int i = 0; i < unseen.Length; i++) Print(unseen[i], filter.Probability(NewSpam.Unseen[i]), NewSpam.Unseen[i]);
Measure("Test after the corrections");

if (args.Length > 0) Conversation.Run(filter, Console.In, Console.Out);
return 0;

void Measure(string name)
{
    int caught = test.Count(message => message.IsSpam && filter.Probability(message.Text) >= 0.5f);
    int wrong = test.Count(message => !message.IsSpam && filter.Probability(message.Text) >= 0.5f);
    int spam = test.Count(static message => message.IsSpam);
    double right = 100.0 * (test.Count - wrong - (spam - caught)) / test.Count;
    Console.WriteLine($"{name}: {right:F1} % right; {caught} of {spam} spam messages found, {wrong} of {test.Count - spam} others taken for spam");
}

static void Print(float before, float? after, string text) => Console.WriteLine($"   {before:F2} {(after is null ? "       " : $"-> {after:F2}")}  {text}");

// Words as TextFeatures sees them: two letters or more.
static IEnumerable<(string Text, int Count)> Words(IEnumerable<string> texts) => texts
    .SelectMany(static text => Regex.Matches(text.ToLowerInvariant(), @"\b\w\w+\b").Select(static match => match.Value).Distinct())
    .GroupBy(static word => word)
    .Select(static group => (group.Key, group.Count()));
