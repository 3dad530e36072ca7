using LossGen;

namespace Spam;

/// <summary>One weight for each column that words and pairs of words are hashed to. Class 0: wanted, class 1: spam.</summary>
[CrossEntropyModel(features: SpamFilter.Columns, classes: 2, Sparse = true)]
internal sealed partial class SpamModel;

/// <summary>A filter for short messages: text features, and a sparse model that learns from a set of messages and from single corrections.</summary>
internal sealed class SpamFilter
{
    public const int Columns = 1 << 18;

    private const int MostSteps = 20, RehearsedMessages = 63;

    /// <summary>A step divides by its number of messages; with 64, this one moves the logit of a correction by 1 at most.</summary>
    private const float RateOfCorrections = 32;

    private readonly TextFeatures _features = new(Columns) { WordNGrams = 2 };
    private readonly SpamModel _model = new();
    private readonly SparseRowList _row = new(), _step = new();
    private readonly List<Message> _known = [];
    private readonly int[] _labels = new int[RehearsedMessages + 1];
    private readonly Random _random = new(0);

    public TrainingResult Train(IReadOnlyList<Message> messages)
    {
        var rows = new SparseRowList();
        foreach (Message message in messages) _features.Append(message.Text, rows);
        _known.AddRange(messages);

        // Rows of length 1 with values far below it want a large rate, and rare words larger steps than frequent ones.
        return _model.Fit(
            rows.Rows, [.. messages.Select(static message => message.IsSpam ? 1 : 0)], new() { Epochs = 20, LearningRate = 0.5, Optimizer = Optimizer.AdaGrad() });
    }

    /// <summary>The probability that a message is spam.</summary>
    public float Probability(string text)
    {
        Span<float> probabilities = stackalloc float[2];
        _model.Probabilities(RowOf(text), probabilities);
        return probabilities[1];
    }

    /// <summary>Learns from one message that its reader has put right.</summary>
    /// <remarks>
    /// Steps on this message alone would move the bias, which all messages share, until everything is spam. So each step rehearses some known
    /// messages as well, and it ends as soon as the message is on the right side with some margin.
    /// </remarks>
    public void Correct(string text, bool isSpam)
    {
        var correction = new Message(isSpam, text);
        for (int step = 0; step < MostSteps && (isSpam ? Probability(text) < 0.75f : Probability(text) > 0.25f); step++)
        {
            _step.Clear();
            for (int i = 0; i <= RehearsedMessages; i++)
            {
                Message message = i == 0 ? correction : _known[_random.Next(_known.Count)];
                _features.Append(message.Text, _step);
                _labels[i] = message.IsSpam ? 1 : 0;
            }

            _model.Update(_step.Rows, _labels, RateOfCorrections);
        }

        _known.Add(correction);
    }

    /// <summary>By how much a word raises the logit of spam, where it is the only word: its weight, with the sign of its hash.</summary>
    public float WeightOf(string word)
    {
        Span<float> logit = stackalloc float[1], bias = stackalloc float[1];
        _model.Logits(RowOf(word), logit);
        _model.Logits(RowOf(""), bias);
        return logit[0] - bias[0];
    }

    private SparseRows RowOf(string text)
    {
        _row.Clear();
        _features.Append(text, _row);
        return _row.Rows;
    }
}
