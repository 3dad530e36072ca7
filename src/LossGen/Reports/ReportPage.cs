using System.Globalization;
using LossGen.Training;
using static System.FormattableString;

namespace LossGen.Reports;

/// <summary>The page as a whole: its sections and their order.</summary>
internal sealed class ReportPage(TrainingReport report, HtmlWriter html)
{
    public void Write()
    {
        html.Raw("<!DOCTYPE html>");
        using (html.Open("html", ("lang", "en")))
        {
            Head();
            using (html.Open("body"))
            using (html.Open("main"))
            {
                Header();
                Training();
                for (int i = 0; i < report.Evaluations.Count; i++) Result(report.Evaluations[i].Name, report.Evaluations[i].Evaluation, Invariant($"e{i}"));
                for (int i = 0; i < report.Robustness.Count; i++) Robustness(report.Robustness[i].Name, report.Robustness[i].Evaluation, Invariant($"r{i}"));
            }
        }
        html.Raw("\n");
    }

    private void Head()
    {
        using (html.Open("head"))
        {
            html.Empty("meta", ("charset", "utf-8"));
            html.Element("title", report.Title);
            html.Empty("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Empty("meta", ("name", "color-scheme"), ("content", "light dark"));
            // The page loads nothing and runs nothing, and the browser holds it to that; the empty icon keeps it from asking for one.
            html.Empty("meta", ("http-equiv", "Content-Security-Policy"), ("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
            html.Empty("link", ("rel", "icon"), ("href", "data:,"));
            using (html.Open("style")) html.Raw(Stylesheet.Text);
        }
    }

    private void Header()
    {
        using (html.Open("header"))
        {
            using (html.Open("h1")) html.Name(report.Title);
            TrainingResult result = report.Result;
            string date = report.Date is { } at ? at.ToString("d MMMM yyyy, HH:mm zzz", CultureInfo.InvariantCulture) + ". " : "";
            html.Element("p", Invariant($"{date}{Sentence(result)}"), ("class", "lead"));
        }
    }

    private void Training()
    {
        TrainingResult result = report.Result;
        using (html.Open("section", ("aria-labelledby", "training")))
        {
            html.Element("h2", "Training", ("id", "training"));
            using (html.Open("dl", ("class", "tiles")))
            {
                Tile("final loss, nats", Figure.Loss(result.Loss));
                if (!double.IsNaN(result.ValidationLoss)) Tile("validation loss, nats", Figure.Loss(result.ValidationLoss));
                Tile("epochs", Figure.Count(result.Epochs));
                if (result.BestEpoch > 0) Tile("best epoch", Figure.Count(result.BestEpoch));
                Tile("ended by", Reason(result.StopReason));
                Tile("duration", Figure.Duration(result.Duration));
            }
            Advice(result);
            TrainingCharts.Write(html, result);
            using (html.Open("div", ("class", "cards")))
            {
                if (report.Model is { } model) LayerCard.Write(html, model);
                Settings();
            }
        }
    }

    private void Advice(TrainingResult result)
    {
        if (result.Advice.Count == 0) return;
        using (html.Open("ul", ("class", "advice")))
        {
            foreach (string sentence in result.Advice) html.Element("li", sentence);
        }
    }

    private void Settings()
    {
        using (html.Open("section", ("class", "card")))
        {
            html.Element("h3", "Settings");
            using (html.Open("dl", ("class", "settings")))
            {
                foreach ((string name, string value) in RunSettings.Of(report))
                {
                    using (html.Open("div"))
                    {
                        html.Element("dt", name);
                        html.Element("dd", value);
                    }
                }
            }
        }
    }

    private void Result(string name, Evaluation evaluation, string id)
    {
        using (html.Open("section", ("aria-labelledby", id)))
        {
            using (html.Open("h2", ("id", id))) html.Name(name);
            using (html.Open("dl", ("class", "tiles"))) Tiles(evaluation);
            bool isTwoInALine = evaluation is not LabelEvaluation { Confusion.Classes: <= ScoreTables.ManyClasses };
            using (html.Open("div", ("class", isTwoInALine ? "cards results two" : "cards results")))
            {
                if (evaluation is LabelEvaluation label) ScoreTables.Confusion(html, label, id + "-confusion");
                RocChart.Write(html, evaluation, id + "-roc");
                ReliabilityChart.Write(html, evaluation, id + "-calibration");
                ScoreTables.Scores(html, evaluation, id + "-scores");
                if (evaluation is MultiLabelEvaluation multiLabel) ScoreTables.Counts(html, multiLabel, id + "-decisions");
            }
        }
    }

    private void Robustness(string name, RobustEvaluation evaluation, string id)
    {
        using (html.Open("section", ("aria-labelledby", id)))
        {
            using (html.Open("h2", ("id", id)))
            {
                html.Name(name);
                html.Text(": robustness");
            }

            using (html.Open("div", ("class", "cards results two")))
            {
                RobustChart.Write(html, evaluation, id + "-curve");
                if (evaluation.Points.Count > 0) RobustTable.Write(html, evaluation, id + "-points");
            }
        }
    }

    private void Tiles(Evaluation evaluation)
    {
        switch (evaluation)
        {
            case LabelEvaluation label:
                Tile("accuracy", Figure.Share(label.Accuracy));
                Tile("balanced accuracy", Figure.Share(label.BalancedAccuracy));
                Tile("log-loss, nats", Figure.Loss(label.LogLoss));
                Tile(label.Classes.Count == 2 ? "ROC AUC" : "mean ROC AUC", Figure.Score(label.RocAuc));
                Tile("Brier score", Figure.Score(label.BrierScore));
                Tile("Cohen's kappa", Figure.Score(label.Confusion.CohenKappa));
                Tile("Matthews correlation", Figure.Score(label.Confusion.MatthewsCorrelation));
                break;
            case MultiLabelEvaluation multiLabel:
                Tile("rows all right", Figure.Share(multiLabel.SubsetAccuracy));
                Tile("wrong decisions", Figure.Share(multiLabel.HammingLoss));
                Tile("log-loss, nats", Figure.Loss(multiLabel.LogLoss));
                Tile("mean ROC AUC", Figure.Score(multiLabel.RocAuc));
                Tile("Brier score", Figure.Score(multiLabel.BrierScore));
                Tile("micro F1", Figure.Score(multiLabel.Micro.F1));
                break;
        }
        Tile("rows", Figure.Count(evaluation.Rows));
    }

    private void Tile(string name, string value)
    {
        using (html.Open("div"))
        {
            html.Element("dt", name);
            html.Element("dd", value);
        }
    }

    private static string Sentence(TrainingResult result)
    {
        string epochs = result.Epochs == 1 ? "1 epoch" : Invariant($"{Figure.Count(result.Epochs)} epochs");
        string end = result.StopReason switch
        {
            StopReason.Converged => "it converged",
            StopReason.EarlyStopped => "the validation loss no longer fell",
            StopReason.TargetReached => "the loss reached its target",
            StopReason.Stalled => "the search found no better point, though the gradient is not small",
            StopReason.Cancelled => "it was cancelled",
            StopReason.Diverged => "it diverged, and the last finite parameters were restored",
            _ => "all epochs were run",
        };
        return Invariant($"Trained for {epochs} in {Figure.Duration(result.Duration)}; {end}.");
    }

    private static string Reason(StopReason reason) => reason switch
    {
        StopReason.Converged => "convergence",
        StopReason.EarlyStopped => "patience",
        StopReason.TargetReached => "target loss",
        StopReason.Stalled => "rounding",
        StopReason.Cancelled => "cancellation",
        StopReason.Diverged => "divergence",
        _ => "last epoch",
    };
}
