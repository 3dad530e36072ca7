namespace LossGen;

/// <summary>How the size of a change of a row is measured.</summary>
public enum Norm
{
    /// <summary>The largest change of a feature, max |δ_i|: every feature may change by that much.</summary>
    LInfinity = 0,

    /// <summary>The Euclidean length, √Σ δ_i².</summary>
    L2 = 1,
}
