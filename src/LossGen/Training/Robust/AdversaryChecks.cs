using LossGen.Losses;
using LossGen.Passes;
using static System.FormattableString;

namespace LossGen.Training;

/// <summary>Whether an adversary fits a model and what it learns from.</summary>
internal static class AdversaryChecks
{
    /// <summary>Refuses certified training where no worst loss is known.</summary>
    /// <param name="options">The options of the run.</param>
    /// <param name="task">What the model's outputs mean.</param>
    /// <param name="logits">Its logits.</param>
    /// <param name="truth">What the rows are scored against.</param>
    /// <exception cref="ArgumentException">The adversary does not fit.</exception>
    public static void Fit(TrainingOptions options, ClassificationTask task, int logits, TruthKind truth)
    {
        if (options.Adversary is not { Kind: AdversaryKind.Certified }) return;
        if (task == ClassificationTask.MultiLabel || truth != TruthKind.Labels)
        {
            string found = task == ClassificationTask.MultiLabel ? "the model has several labels a row" : "the rows have targets";
            throw new ArgumentException($"Adversary.Certified bounds the loss against one true class, but {found}; expected labels, or Fgsm or Pgd.", nameof(options));
        }

        if (logits > LinearMargins.MostClasses)
        {
            throw new ArgumentException(
                Invariant($"Adversary.Certified needs a number for each pair of classes, but there are {logits} classes; ")
                + Invariant($"expected at most {LinearMargins.MostClasses}."), nameof(options));
        }
    }
}
