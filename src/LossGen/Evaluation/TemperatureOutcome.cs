namespace LossGen;

/// <summary>What <see cref="TemperatureScaling"/> came to.</summary>
public enum TemperatureOutcome
{
    /// <summary>The temperature of least loss.</summary>
    Minimum = 0,

    /// <summary>
    /// The loss falls down to <see cref="TemperatureScaling.LowestTemperature"/>, which is what it was set to; so it is for rows that the model
    /// separates without an error. More rows, with some errors among them, tell more.
    /// </summary>
    AtLowest = 1,

    /// <summary>
    /// The loss falls up to <see cref="TemperatureScaling.HighestTemperature"/>, which is what it was set to: the logits say no more than chance.
    /// </summary>
    AtHighest = 2,

    /// <summary>All logits of a row are the same, in every row: the temperature changes nothing, and stays 1.</summary>
    NoInformation = 3,
}
