namespace LossGen.Losses;

/// <summary>What an adversary does.</summary>
internal enum AdversaryKind
{
    /// <summary>Steps along gradients.</summary>
    Steps,

    /// <summary>Bounds the worst loss.</summary>
    Certified,
}
