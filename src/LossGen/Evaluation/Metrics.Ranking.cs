using static System.FormattableString;

namespace LossGen;

public static partial class Metrics
{
    /// <summary>The area under the ROC curve of two classes: the probability that a row of class 1 scores above one of class 0, ties counting half.</summary>
    /// <param name="labels">The true class of each row, 0 or 1; both occur.</param>
    /// <param name="scores">One score of class 1 a row: a probability, a logit or any number that grows with them.</param>
    /// <returns>0 to 1; 0.5 is chance.</returns>
    /// <remarks>Exact up to the rounding of one division. Hanley and McNeil, "The meaning and use of the area under a ROC curve", Radiology 143, 1982.</remarks>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, a score is NaN, or only one class occurs: the area is then undefined.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 0 nor 1.</exception>
    public static double RocAuc(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores) => BothOccur(Rank(labels, scores)).RocAuc;

    /// <summary>The mean of the areas under the ROC curves of each class against the rest.</summary>
    /// <param name="labels">The true class of each row; every class occurs.</param>
    /// <param name="scores">rows x classes.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <param name="average">How the classes are averaged.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, a score is NaN, or a class never or always occurs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or classes is out of range.</exception>
    public static double RocAuc(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes, ClassAverage average = ClassAverage.Macro) =>
        Average(RankClasses(labels, scores, classes), static ranking => ranking.RocAuc, average, "class", "the area under its ROC curve needs rows of it and rows of others", nameof(labels));

    /// <summary>The mean of the areas under the ROC curves of each label.</summary>
    /// <param name="targets">rows x labels, each 0 or 1; each label is true in some rows and false in others.</param>
    /// <param name="scores">rows x labels.</param>
    /// <param name="labels">The number of labels, 1 or above.</param>
    /// <param name="average">How the labels are averaged.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, a score is NaN, or a label is never or always true.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1, or labels is below 1.</exception>
    public static double RocAuc(ReadOnlySpan<float> targets, ReadOnlySpan<float> scores, int labels, ClassAverage average = ClassAverage.Macro) =>
        Average(RankLabels(targets, scores, labels), static ranking => ranking.RocAuc, average, "label", "the area under its ROC curve needs rows where it is true and rows where it is not", nameof(targets));

    /// <summary>The area under the ROC curve of each class against the rest; NaN for a class that never or always occurs.</summary>
    /// <inheritdoc cref="RocAuc(ReadOnlySpan{int}, ReadOnlySpan{float}, int, ClassAverage)"/>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or a score is NaN.</exception>
    public static double[] RocAucPerClass(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes) =>
        Array.ConvertAll(RankClasses(labels, scores, classes), static ranking => ranking.RocAuc);

    /// <summary>The area under the ROC curve of each label; NaN for a label that is never or always true.</summary>
    /// <inheritdoc cref="RocAuc(ReadOnlySpan{float}, ReadOnlySpan{float}, int, ClassAverage)"/>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or a score is NaN.</exception>
    public static double[] RocAucPerLabel(ReadOnlySpan<float> targets, ReadOnlySpan<float> scores, int labels) =>
        Array.ConvertAll(RankLabels(targets, scores, labels), static ranking => ranking.RocAuc);

    /// <summary>Average precision of two classes: the precisions at each threshold, weighted with the recall that each adds.</summary>
    /// <remarks>The sum over the thresholds of (R_i - R_(i-1)) P_i. Nothing is interpolated; see <see cref="PrecisionRecallArea"/>.</remarks>
    /// <param name="labels">The true class of each row, 0 or 1; class 1 occurs.</param>
    /// <param name="scores">One score of class 1 a row.</param>
    /// <returns>Above 0, at most 1; the part of the rows that is of class 1 is chance.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, a score is NaN, or class 1 does not occur.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 0 nor 1.</exception>
    public static double AveragePrecision(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores) => PositivesOccur(Rank(labels, scores)).AveragePrecision;

    /// <summary>The mean of the average precisions of each class against the rest.</summary>
    /// <param name="labels">The true class of each row; every class occurs.</param>
    /// <param name="scores">rows x classes.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <param name="average">How the classes are averaged.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, a score is NaN, or a class never occurs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label or classes is out of range.</exception>
    public static double AveragePrecision(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes, ClassAverage average = ClassAverage.Macro) =>
        Average(RankClasses(labels, scores, classes), static ranking => ranking.AveragePrecision, average, "class", "its average precision needs rows of it", nameof(labels));

    /// <summary>The mean of the average precisions of each label.</summary>
    /// <param name="targets">rows x labels, each 0 or 1; each label is true in some rows.</param>
    /// <param name="scores">rows x labels.</param>
    /// <param name="labels">The number of labels, 1 or above.</param>
    /// <param name="average">How the labels are averaged.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, a score is NaN, or a label is never true.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is neither 0 nor 1, or labels is below 1.</exception>
    public static double AveragePrecision(ReadOnlySpan<float> targets, ReadOnlySpan<float> scores, int labels, ClassAverage average = ClassAverage.Macro) =>
        Average(RankLabels(targets, scores, labels), static ranking => ranking.AveragePrecision, average, "label", "its average precision needs rows where it is true", nameof(targets));

    /// <summary>
    /// The area under straight lines between the points of the precision-recall curve. Such lines cannot be reached between the points, which makes
    /// the area too large, most of all with few points; prefer <see cref="AveragePrecision(ReadOnlySpan{int}, ReadOnlySpan{float})"/>.
    /// </summary>
    /// <remarks>Davis and Goadrich, "The relationship between precision-recall and ROC curves", ICML 2006, section 4.</remarks>
    /// <inheritdoc cref="AveragePrecision(ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static double PrecisionRecallArea(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores) => PositivesOccur(Rank(labels, scores)).PrecisionRecallArea;

    /// <summary>The ROC curve of two classes, from (0, 0) to (1, 1), thresholds descending.</summary>
    /// <param name="labels">The true class of each row, 0 or 1; both occur.</param>
    /// <param name="scores">One score of class 1 a row.</param>
    /// <param name="dropIntermediate">Whether to leave out points where the curve does not change direction; the area is the same.</param>
    /// <returns>One point for each distinct score, and (0, 0) before.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, a score is NaN, or only one class occurs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 0 nor 1.</exception>
    public static RocPoint[] RocCurve(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, bool dropIntermediate = true) =>
        BothOccur(Rank(labels, scores)).RocCurve(dropIntermediate);

    /// <summary>The precision-recall curve of two classes, from the lowest threshold, where recall is 1, to (0, 1).</summary>
    /// <param name="labels">The true class of each row, 0 or 1; class 1 occurs.</param>
    /// <param name="scores">One score of class 1 a row.</param>
    /// <returns>One point for each distinct score, and (0, 1) at the end.</returns>
    /// <exception cref="ArgumentException">There are no rows, the lengths differ, a score is NaN, or class 1 does not occur.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is neither 0 nor 1.</exception>
    public static PrecisionRecallPoint[] PrecisionRecallCurve(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores) =>
        PositivesOccur(Rank(labels, scores)).PrecisionRecallCurve();

    /// <summary>The part of the rows whose true class is among the <paramref name="k"/> best scores, 0 to 1.</summary>
    /// <remarks>Of equal scores the lower class goes first, as in the models' <c>Predict</c>,
    /// so that k = 1 gives the accuracy. scikit-learn resolves ties in the opposite order.</remarks>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="scores">rows x classes.</param>
    /// <param name="classes">The number of classes, 2 or above.</param>
    /// <param name="k">1 to classes.</param>
    /// <exception cref="ArgumentException">There are no rows, the lengths do not fit, or a score is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label, classes or k is out of range.</exception>
    public static double TopKAccuracy(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes, int k)
    {
        CheckScores(labels, scores, classes);
        if (k < 1 || k > classes) throw new ArgumentOutOfRangeException(nameof(k), k, Invariant($"k is {k}; expected 1 to {classes}."));

        int hits = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> s = scores.Slice(row * classes, classes);
            int label = MetricChecks.Label(labels, row, classes), before = 0;
            for (int c = 0; c < classes; c++)
            {
                if (s[c] > s[label] || (s[c] == s[label] && c < label)) before++;
            }
            if (before < k) hits++;
        }
        return (double)hits / labels.Length;
    }

    /// <summary>Each class against the rest.</summary>
    internal static Ranking[] RankClasses(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes)
    {
        CheckScores(labels, scores, classes);
        var rankings = new Ranking[classes];
        var isPositive = new bool[labels.Length];
        for (int k = 0; k < classes; k++)
        {
            for (int row = 0; row < labels.Length; row++) isPositive[row] = labels[row] == k;
            rankings[k] = new(scores, classes, k, isPositive);
        }
        return rankings;
    }

    internal static Ranking[] RankLabels(ReadOnlySpan<float> targets, ReadOnlySpan<float> scores, int labels)
    {
        MetricChecks.Classes(labels, 1, nameof(labels));
        int rows = MetricChecks.HardTargets(targets, labels);
        MetricChecks.Length(scores.Length, rows, labels, nameof(scores));
        MetricChecks.Scores(scores, labels);

        var rankings = new Ranking[labels];
        var isPositive = new bool[rows];
        for (int k = 0; k < labels; k++)
        {
            for (int row = 0; row < rows; row++) isPositive[row] = targets[row * labels + k] == 1;
            rankings[k] = new(scores, labels, k, isPositive);
        }
        return rankings;
    }

    private static Ranking Rank(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores)
    {
        MetricChecks.Labels(labels, 2);
        MetricChecks.SameLength(scores.Length, labels.Length, nameof(scores), nameof(labels));
        MetricChecks.Scores(scores, 1);
        var isPositive = new bool[labels.Length];
        for (int row = 0; row < labels.Length; row++) isPositive[row] = labels[row] == 1;
        return new(scores, 1, 0, isPositive);
    }

    private static void CheckScores(ReadOnlySpan<int> labels, ReadOnlySpan<float> scores, int classes)
    {
        MetricChecks.Classes(classes, 2);
        MetricChecks.Labels(labels, classes);
        MetricChecks.Length(scores.Length, labels.Length, classes, nameof(scores));
        MetricChecks.Scores(scores, classes);
    }

    private static Ranking BothOccur(Ranking ranking)
    {
        if (ranking.Positives == 0 || ranking.Negatives == 0)
            throw new ArgumentException(Invariant($"All labels are {(ranking.Positives == 0 ? 0 : 1)}; a ROC curve needs rows of both classes."), "labels");
        return ranking;
    }

    private static Ranking PositivesOccur(Ranking ranking)
    {
        if (ranking.Positives == 0) throw new ArgumentException("All labels are 0; precision and recall need rows of class 1.", "labels");
        return ranking;
    }

    private static double Average(Ranking[] rankings, Func<Ranking, double> score, ClassAverage average, string kind, string needed, string name)
    {
        CompensatedSum sum = default;
        long weights = 0;
        for (int k = 0; k < rankings.Length; k++)
        {
            double value = score(rankings[k]);
            if (double.IsNaN(value))
                throw new ArgumentException(Invariant($"{rankings[k].Positives} rows of {rankings[k].Positives + rankings[k].Negatives} have {kind} {k}; {needed}."), name);
            int weight = average == ClassAverage.Weighted ? rankings[k].Positives : 1;
            weights += weight;
            sum.Add(weight * value);
        }
        return sum.Value / weights;
    }
}
