using LossGen;

namespace NextWord;

/// <summary>Trains a model beside n-gram counts, and lets it write.</summary>
internal sealed class Lesson<TModel>
    where TModel : class, INextTokenModel<TModel>, new()
{
    private readonly Func<string, int[]> _encode;
    private readonly Func<int[], string> _decode;
    private readonly int _lineBreak;
    private readonly TModel _model = new();

    public Lesson(Func<string, int[]> encode, Func<int[], string> decode)
    {
        (_encode, _decode) = (encode, decode);
        _lineBreak = encode("\n")[0];
    }

    /// <summary>The perplexities on the test text: of counts with the best smoothing, and of the network after each epoch.</summary>
    public void Train(Corpus text, TrainingOptions options)
    {
        Console.WriteLine($"   {text.Count} tokens, {text.Vocabulary} different; context {TModel.ContextLength}, {TModel.ParameterCount} parameters");
        int[] test = text.Test.ToArray();
        for (int order = 2; order <= 5; order++)
        {
            double loss = new NGramCounts(text.Learned, order, text.Vocabulary).Loss(test, TModel.ContextLength);
            Console.WriteLine($"   {order}-gram counts            perplexity {Math.Exp(loss),8:F3}");
        }

        // The test text is measured after each epoch and decides nothing: neither when to stop nor which epoch is kept.
        _model.Fit(
            text.Learned,
            options with { Validation = new(text.Test), RestoreBest = false },
            new EpochProgress(static epoch => Console.WriteLine(
                $"   network, epoch {epoch.Epoch,2}        perplexity {Math.Exp(epoch.ValidationLoss),8:F3}   (on what it learns from {Math.Exp(epoch.Loss):F3})")));
    }

    /// <summary>What follows a beginning: the most probable tokens, and how the text may go on to the end of the line.</summary>
    public void Complete(string beginning, Random random)
    {
        Span<TokenProbability> top = new TokenProbability[5];
        int[] context = Context(_encode(beginning));
        int found = _model.TopK(context, top);
        string probable = string.Join(", ", top[..found].ToArray().Select(one => $"'{Shown(one.Token)}' {one.Probability:F2}"));
        Console.WriteLine($"   {beginning}... {probable}");
        Console.WriteLine($"      {_decode([.. _encode(beginning), .. Line(context, random, temperature: 0.7)])}");
    }

    /// <summary>Lines that it draws.</summary>
    public void Write(int lines, Random random)
    {
        for (int i = 0; i < lines; i++) Console.WriteLine($"   {_decode([.. Line(Context([]), random, temperature: 0.8)])}");
    }

    private List<int> Line(int[] context, Random random, double temperature)
    {
        const int Most = 160;
        var line = new List<int>();
        int[] last = [.. context];
        while (line.Count < Most)
        {
            int next = _model.Sample(last, random, temperature);
            if (next == _lineBreak && line.Count > 0) break;
            if (next != _lineBreak) line.Add(next);
            last = [.. last[1..], next];
        }

        return line;
    }

    /// <summary>The last tokens, with line breaks before them where there are too few.</summary>
    private int[] Context(int[] tokens) =>
        [.. Enumerable.Repeat(_lineBreak, Math.Max(0, TModel.ContextLength - tokens.Length)), .. tokens.TakeLast(TModel.ContextLength)];

    private string Shown(int token) => token == _lineBreak ? "\\n" : _decode([token]);
}
