using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace LossGen.Tests.Reports;

public sealed partial class TrainingReportTests
{
    private static readonly Evaluation Fixed = Evaluation.Of(Model(), new float[] { -2, -1, 1, 0.5f, 3 }, new[] { 0, 0, 0, 1, 1 }, ["no", "<script>alert('&')</script>\u0001"]);

    [Fact]
    public void The_same_report_gives_the_same_bytes_in_every_culture()
    {
        string expected = Html(Report());
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            foreach (string name in new[] { "fr-FR", "fa-IR", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                Assert.Equal(expected, Html(Report()));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_name_that_is_markup_stays_text()
    {
        string html = Html(new TrainingReport(Result(3)) { Title = "a < b & \"c\"" }.Add("</h2><script>", Fixed));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\uFFFD", html, StringComparison.Ordinal);
        Assert.Contains("<title>a &lt; b &amp; &quot;c&quot;</title>", html, StringComparison.Ordinal);
        Assert.Contains("<bdi>&lt;/h2&gt;&lt;script&gt;</bdi>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void It_stands_alone()
    {
        string html = Html(Report());
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_stands_on_it_only_if_given()
    {
        var date = new DateTimeOffset(2026, 3, 9, 14, 5, 0, TimeSpan.FromHours(2));
        Assert.Contains("9 March 2026, 14:05 +02:00. Trained for", Html(new TrainingReport(Result(3)) { Date = date }), StringComparison.Ordinal);
        Assert.Contains(">Trained for 3 epochs in", Html(new TrainingReport(Result(3))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_run_was_set_to_is_listed()
    {
        string html = Html(new TrainingReport(Result(3))
        {
            Options = new()
            {
                Optimizer = Optimizer.Adam(),
                BatchSize = 64,
                L2 = 0.001,
                Seed = 7,
                Standardize = true,
                Tolerance = 1e-5,
                Patience = 3,
                Loss = new() { LabelSmoothing = 0.1f }
            },
        });
        foreach ((string name, string value) in new[]
                 {
                     ("optimizer", "Adam"), ("batch size", "64"), ("L2 penalty", "0.001"), ("order of rows", "shuffled, seed 7"), ("features", "standardised"),
                     ("tolerance", "1E-05 for 3 epochs"), ("label smoothing", "0.1"), ("learning rate", "0.25"), ("epochs at most", "10"),
                 })
        {
            Assert.Contains($"<dt>{name}</dt>\n<dd>{value}</dd>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_layers_of_a_model_are_drawn_and_listed()
    {
        string html = Html(new TrainingReport(Result(3)).Add(new DrawnNetwork()));

        // Up to 8 units have a dot each; of more six are drawn, with three points between.
        Assert.Equal(3, Count(html, "<circle class=\"input\""));
        Assert.Equal(8 + 6, Count(html, "<circle class=\"hidden\""));
        Assert.Equal(5, Count(html, "<circle class=\"output\""));
        Assert.Equal(3, Count(html, "<circle class=\"more\""));
        Assert.Equal(3 * 8 + 8 * 6 + 6 * 5, Count(html, "M", within: "<path class=\"edges\" d=\""));
        Assert.Contains("3 features, then layers of 8 tanh, 1,200 tanh, 5 softmax.</desc>", html, StringComparison.Ordinal);

        string[] expected =
        [
            "hidden 1|3|8|tanh|24|8|32", "hidden 2|8|1,200|tanh|9,600|1,200|10,800", "output|1,200|5|softmax|6,000|5|6,005", "all|16,837",
        ];
        Assert.Equal(16_837, DrawnNetwork.ParameterCount);
        Assert.Equal(expected, LayerTable().Matches(html).Select(static line => Tags().Replace(line.Value, "|").Trim('|')));
    }

    [Fact]
    public void A_linear_model_has_one_layer()
    {
        string html = Html(new TrainingReport(Result(3)).Add(Model()));
        Assert.Equal(["output|1|1|sigmoid|1|1|2", "all|2"], LayerTable().Matches(html).Select(static line => Tags().Replace(line.Value, "|").Trim('|')));
        Assert.DoesNotContain("<circle class=\"hidden\"", html, StringComparison.Ordinal);
    }

    /// <summary>Options that are not set mean something else for a network, and the page says what the run had.</summary>
    [Fact]
    public void What_a_network_is_trained_with_by_default_is_listed()
    {
        var options = new TrainingOptions { Dropout = 0.25, MaxGradientNorm = 2 };
        Shows(new TrainingReport(Result(3)) { Options = options }.Add(new DrawnNetwork()),
            ("optimizer", "gradient descent, Nesterov momentum 0.9"), ("batch size", "32"), ("dropout", "0.25"), ("largest gradient norm", "2"));
        Shows(new TrainingReport(Result(3)) { Options = new() { Optimizer = Optimizer.AdamW(weightDecay: 0.05) } }, ("optimizer", "AdamW, weight decay 0.05"));
        Shows(new TrainingReport(Result(3)) { Options = new() }.Add(Model()), ("optimizer", "gradient descent"));

        static void Shows(TrainingReport report, params (string Name, string Value)[] settings) => Assert.All(
            settings, setting => Assert.Contains($"<dt>{setting.Name}</dt>\n<dd>{setting.Value}</dd>", Html(report), StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_finished_no_epoch_has_no_curve_but_a_page()
    {
        string html = Html(new TrainingReport(Result(0) with { StopReason = StopReason.Diverged, Loss = double.NaN }));
        Assert.Contains("No epoch was finished", html, StringComparison.Ordinal);
        Assert.Contains("it diverged", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<polyline", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_epoch_without_a_finite_loss_is_left_out_of_the_curve()
    {
        TrainingResult result = Result(4);
        TrainingProgress[] epochs = [.. result.History];
        epochs[3] = epochs[3] with { Loss = double.PositiveInfinity };
        string html = Html(new TrainingReport(result with { History = epochs }));
        Assert.Contains("3 epochs, loss in nats", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", html, StringComparison.Ordinal);
    }

    [Fact]
    public void With_validation_both_curves_and_the_best_epoch_are_shown()
    {
        TrainingResult run = Result(40);
        string without = Html(new TrainingReport(run));
        Assert.Equal(2, Count(without, "<polyline"));
        Assert.DoesNotContain("validation", without, StringComparison.Ordinal);

        run = run with
        {
            StopReason = StopReason.EarlyStopped,
            BestEpoch = 30,
            ValidationLoss = 0.0625,
            History = [.. run.History.Select(static epoch => epoch with { ValidationLoss = epoch.Epoch == 30 ? 0.0625 : 0.5, ValidationAccuracy = 0.75 })],
        };
        string html = Html(new TrainingReport(run) { Options = new() { Patience = 10, ValidationFraction = 0.25 } });
        Assert.Equal(3, Count(html, "<polyline"));
        Assert.Contains("best 0.06250, epoch 30", html, StringComparison.Ordinal);
        Assert.Contains("epoch 30: validation loss in nats 0.06250", html, StringComparison.Ordinal);
        Assert.Contains("the validation loss no longer fell", html, StringComparison.Ordinal);
        Assert.Contains("25 % of the rows", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_without_a_ROC_curve_says_so()
    {
        Evaluation oneClass = Evaluation.Of(Model(), new float[] { 1, 2 }, new[] { 1, 1 });
        string html = Html(new TrainingReport(Result(2)).Add("One class", oneClass));
        Assert.Contains("A ROC curve needs rows of a class and rows of others", html, StringComparison.Ordinal);
        Assert.Contains("n/a", html, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", html, StringComparison.Ordinal);
    }

    [Fact]
    public void File_stream_and_writer_get_the_same_page()
    {
        string expected = Html(Report());
        using var stream = new MemoryStream();
        Report().WriteHtml(stream);
        Assert.Equal(expected, Encoding.UTF8.GetString(stream.ToArray()));

        string folder = Directory.CreateTempSubdirectory("lossgen-report-").FullName;
        string path = Path.Combine(folder, "report.html");
        File.WriteAllText(path, "old");
        Report().WriteHtml(path);
        Assert.Equal(expected, File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_file_that_cannot_be_replaced_leaves_nothing_behind()
    {
        string folder = Directory.CreateTempSubdirectory("lossgen-report-").FullName;
        string path = Path.Combine(folder, "report.html");
        // A folder of that name cannot be replaced by a file.
        Directory.CreateDirectory(path);
        Assert.ThrowsAny<Exception>(() => Report().WriteHtml(path));
        Assert.Empty(Directory.GetFiles(folder));
        Assert.ThrowsAny<IOException>(() => Report().WriteHtml(Path.Combine(folder, "missing", "report.html")));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Bad_input_is_named()
    {
        Assert.Throws<ArgumentNullException>("result", () => new TrainingReport(null!));
        Assert.Throws<ArgumentException>("Title", () => new TrainingReport(Result(1)) { Title = " " });
        Assert.Throws<ArgumentException>("name", () => Report().Add(" ", Fixed));
        Assert.Throws<ArgumentNullException>("evaluation", () => Report().Add("Other", null!));
        var error = Assert.Throws<ArgumentException>("name", () => Report().Add("Test set", Fixed));
        Assert.Contains("\"Test set\" already", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("model", () => Report().Add((Binary1)null!));
        Assert.Throws<InvalidOperationException>(() => Report().Add(Model()).Add(new DrawnNetwork()));
        Assert.Throws<ArgumentNullException>("stream", () => Report().WriteHtml((Stream)null!));
        Assert.Throws<ArgumentNullException>("writer", () => Report().WriteHtml((TextWriter)null!));
        Assert.Throws<ArgumentException>("path", () => Report().WriteHtml(""));
    }

    private static TrainingReport Report() => new TrainingReport(Result(5)) { Title = "Two classes", Options = new() }.Add("Test set", Fixed);

    private static TrainingResult Result(int epochs) => new()
    {
        StopReason = StopReason.EpochsCompleted,
        Epochs = epochs,
        Loss = 0.125,
        Duration = TimeSpan.FromMilliseconds(1234.5),
        History = [.. Enumerable.Range(1, epochs).Select(epoch => new TrainingProgress(epoch, 10, 1.0 / epoch, 0.25, 0.5 / epoch, TimeSpan.FromMilliseconds(epoch)))],
    };

    private static Binary1 Model()
    {
        var model = new Binary1();
        model.Parameters[0] = 2;
        return model;
    }

    private static int Count(string html, string part, string within = "")
    {
        string[] places = within.Length == 0 ? [html] : [.. html.Split(within)[1..].Select(static place => place[..place.IndexOf('"', StringComparison.Ordinal)])];
        return places.Sum(place => place.Split(part).Length - 1);
    }

    [GeneratedRegex("<th scope=\"row\">(hidden|output|all).*?</tr>", RegexOptions.Singleline)]
    private static partial Regex LayerTable();

    [GeneratedRegex("(<[^>]*>\\s*)+")]
    private static partial Regex Tags();

    private static string Html(TrainingReport report)
    {
        using var writer = new StringWriter();
        report.WriteHtml(writer);
        return writer.ToString();
    }
}

[CrossEntropyModel(features: 3, classes: 5, HiddenLayers = [8, 1200], Activation = Activation.Tanh)]
public sealed partial class DrawnNetwork;
