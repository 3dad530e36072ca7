namespace LossGen;

/// <summary>What the outputs of a model mean, which decides its activation and its cross-entropy.</summary>
public enum ClassificationTask
{
    /// <summary><see cref="Binary"/> for 2 classes, <see cref="Multiclass"/> above.</summary>
    Auto = 0,

    /// <summary>Two classes, one logit (that of class 1), sigmoid.</summary>
    Binary = 1,

    /// <summary>One class a row out of several, one logit a class, softmax.</summary>
    Multiclass = 2,

    /// <summary>Any number of labels a row, one logit a label, an independent sigmoid each.</summary>
    MultiLabel = 3,
}
