namespace LossGen;

/// <summary>How good predictions are, as one number or one curve.</summary>
/// <remarks>
/// <para>
/// Arrays are row-major: rows x classes. <c>labels</c> are true classes, one a row, from 0 to classes - 1; <c>targets</c> are the truth of labels
/// that do not exclude each other, rows x labels, 1 for true and 0 for false, and their overloads also serve two classes, with one entry and
/// one score of class 1 a row. Sums are compensated, so that a million rows lose no digits.
/// </para>
/// <para>
/// The values are those of scikit-learn's functions of the same name, ties included, unless a member says otherwise.
/// <see cref="Evaluation"/> computes all of them at once for a model.
/// </para>
/// </remarks>
public static partial class Metrics;
