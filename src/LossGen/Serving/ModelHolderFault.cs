namespace LossGen;

/// <summary>What a <see cref="ModelHolder{TModel}"/> was doing in the background.</summary>
public enum ModelHolderWork
{
    /// <summary>Saving the model.</summary>
    Save,

    /// <summary>Loading a file that has changed.</summary>
    Reload,
}

/// <summary>Something that went wrong in the background of a <see cref="ModelHolder{TModel}"/>, which goes on with the model that it has.</summary>
/// <param name="Work">What it was doing.</param>
/// <param name="Exception">Why it could not.</param>
/// <param name="Time">When.</param>
public sealed record ModelHolderFault(ModelHolderWork Work, Exception Exception, DateTimeOffset Time)
{
    /// <summary>What went wrong, in a line.</summary>
    public override string ToString() => $"{Work} failed: {Exception.Message}";
}
