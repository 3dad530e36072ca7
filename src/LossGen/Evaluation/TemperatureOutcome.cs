namespace LossGen;

/// <summary>What <see cref="TemperatureScaling"/> came to.</summary>
public enum TemperatureOutcome
{
    /// <summary>The temperature of least loss.</summary>
    Minimum = 0,

    /// <summary>
    /// The model separates the rows without an error, so the loss falls with the temperature all the way to 0. The temperature is a hundredth of the
    /// median distance between a row's two highest logits, but not above 1. Rows that include some errors would give a better estimate.
    /// </summary>
    AtLowest = 1,

    /// <summary>
    /// The logits are no better than chance: the loss falls up to a hundred times the largest distance between two logits of a row, where all classes
    /// are about equally probable. The temperature is that, but not below 1.
    /// </summary>
    AtHighest = 2,

    /// <summary>All logits of a row are the same, in every row: the temperature changes nothing, and stays 1.</summary>
    NoInformation = 3,
}
