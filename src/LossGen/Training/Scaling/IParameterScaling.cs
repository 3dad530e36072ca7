namespace LossGen.Training;

/// <summary>The way between the parameters that are trained and those of the model.</summary>
internal interface IParameterScaling
{
    /// <summary>Prepares the trained parameters for <see cref="Publish"/>; false where the model's would not be finite.</summary>
    bool CanPublish(ReadOnlySpan<float> trained);

    /// <summary>Writes the trained parameters to the model.</summary>
    void Publish(ReadOnlySpan<float> trained);

    /// <summary>Gives the model what it had before the last <see cref="Publish"/>, to the bit.</summary>
    /// <param name="before">The trained parameters of that time.</param>
    void TakeBack(ReadOnlySpan<float> before);

    /// <summary>Reads the model's parameters back as the trained ones, if the caller has changed them.</summary>
    void TakeOver(Span<float> trained);

    /// <summary>The mean loss of the model over the rows as they were given.</summary>
    double LossOfModel(ITrainingRows rows);
}
