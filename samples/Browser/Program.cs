// Two classifiers that train in a page. What is here runs in the browser; main.js calls it and draws.
using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;
using Browser;

return 0;

/// <summary>What the page can ask for.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Page
{
    private static Lesson? _lesson;

    /// <summary>Begins with a new model.</summary>
    /// <param name="name">"iris" or "digits".</param>
    /// <returns>What is trained on what, in a sentence.</returns>
    [JSExport]
    public static string Begin(string name)
    {
        _lesson = name switch
        {
            "iris" => new Lesson<IrisModel>(RowSet.Read("iris.csv", hasHeader: true), batchSize: 16),
            "digits" => new Lesson<DigitModel>(RowSet.Read("digits.csv", hasHeader: false), batchSize: 32),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Expected iris or digits."),
        };
        return _lesson.Description;
    }

    /// <summary>Trains for one epoch.</summary>
    /// <returns>The mean loss over the rows trained on, in nats; the share of the other rows that the model names rightly; milliseconds that the epoch took.</returns>
    [JSExport]
    public static double[] Epoch()
    {
        if (_lesson is null) throw new InvalidOperationException("Nothing has begun; expected a call of Begin first.");
        return _lesson.Epoch();
    }
}
