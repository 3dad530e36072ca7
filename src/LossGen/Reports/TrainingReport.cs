using System.Text;
using LossGen.Files;
using LossGen.Reports;
using LossGen.Storage;
using LossGen.Training;
using LossGen.Validation;

namespace LossGen;

/// <summary>A training run and its outcome as one HTML page.</summary>
/// <remarks>
/// The page is self-contained: no script, no request, charts as inline SVG. It is readable on a telephone and on paper, in light and in dark. The same
/// report gives the same bytes in every culture; there is no date on it unless <see cref="Date"/> gives one.
/// </remarks>
/// <example><code>
/// TrainingResult result = model.Fit(rows, labels, options);
/// new TrainingReport(result) { Title = "Iris", Options = options }
///     .Add(model)
///     .Add("Test set", Evaluation.Of(model, testRows, testLabels))
///     .WriteHtml("iris.html");
/// </code></example>
public sealed class TrainingReport
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly List<(string Name, Evaluation Evaluation)> _evaluations = [];
    private readonly List<(string Name, RobustEvaluation Evaluation)> _robustness = [];
    private readonly string _title = "Training report";

    /// <summary>Begins a report of a run.</summary>
    /// <param name="result">The result of <c>Fit</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="result"/> is null.</exception>
    public TrainingReport(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Result = result;
    }

    /// <summary>What the report is about; the title of the page, by default "Training report".</summary>
    /// <exception cref="ArgumentException">Null or white space.</exception>
    public string Title
    {
        get => _title;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value, nameof(Title));
            _title = value;
        }
    }

    /// <summary>The options that the run had, to be listed; null (the default) for none.</summary>
    public TrainingOptions? Options { get; init; }

    /// <summary>A date to print on the page; null (the default) for none.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The title, the result and the names of the evaluations, in a line; the page itself is what <see cref="WriteHtml(string)"/> writes.</summary>
    public override string ToString() => $"{Title}: {Result}" + Printed.InBrackets(_evaluations.Select(static one => one.Name));

    internal TrainingResult Result { get; }

    internal IReadOnlyList<(string Name, Evaluation Evaluation)> Evaluations => _evaluations;

    internal IReadOnlyList<(string Name, RobustEvaluation Evaluation)> Robustness => _robustness;

    internal ReportedModel? Model { get; private set; }

    /// <summary>Adds an evaluation; each gets a section of the page, in the order they are added.</summary>
    /// <param name="name">What was evaluated, such as "Test set".</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is white space, or there is an evaluation of this name.</exception>
    public TrainingReport Add(string name, Evaluation evaluation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluation);
        if (_evaluations.Exists(other => other.Name == name))
            throw new ArgumentException(Require.Invariant($"There is an evaluation named \"{name}\" already; names head the sections and differ."), nameof(name));
        _evaluations.Add((name, evaluation));
        return this;
    }

    /// <summary>Adds what a model is worth when its rows are changed, as a section with the curves over the size of the change, behind the evaluations.</summary>
    /// <param name="name">What was evaluated, such as "Test set".</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="name"/> is white space.</exception>
    public TrainingReport AddRobustness(string name, RobustEvaluation evaluation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(evaluation);
        _robustness.Add((name, evaluation));
        return this;
    }

    /// <summary>Adds the model's layers: drawn, and as a table of inputs, units, activations and parameters.</summary>
    /// <param name="model">The model that was trained; the page shows its shape, not its parameters.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The report has a model already; a run trains one.</exception>
    public TrainingReport Add<TModel>(TModel model)
        where TModel : class, IClassifier<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Model is not null) throw new InvalidOperationException("The report has a model already; a run trains one.");
        Model = ReportedModel.Of<TModel>();
        return this;
    }

    /// <summary>Writes the page to a file, which is replaced as a whole or not at all.</summary>
    /// <remarks>
    /// An existing file keeps its mode, owner, group and access control list, or the call is refused. A symbolic link is kept and the file that it leads
    /// to is written. A character device or pipe is written into. Directories, sockets, block devices and read-only files are refused, as root too.
    /// </remarks>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier file is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">
    /// The file is read-only, its folder does not permit a new file, or its owner, group or access control list cannot be kept.
    /// </exception>
    public void WriteHtml(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, WriteHtml);
    }

    /// <summary>Writes the page to a stream, as UTF-8; the stream stays open.</summary>
    /// <param name="stream">A stream that can be written to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    public void WriteHtml(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, Utf8, bufferSize: 16_384, leaveOpen: true);
        WriteHtml(writer);
    }

    /// <summary>Writes the page to a writer, which should encode as UTF-8, the encoding that the page declares.</summary>
    /// <param name="writer">The writer; it stays open.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public void WriteHtml(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        new ReportPage(this, new HtmlWriter(writer)).Write();
    }
}
